import { statfs } from 'node:fs/promises';

/** Below this an operator has to do something: a full disk takes PostgreSQL with it. */
export const leastFreeBytes = 1_000_000_000;

/** What whoever is no superuser can still write on the disk of this file or folder, in bytes. */
export async function freeBytes(file: string): Promise<number> {
  const { bavail, bsize } = await statfs(file);
  return bavail * bsize;
}

/** Throws when the disk is nearly full. */
export function requireSpace(free: number): void {
  if (free < leastFreeBytes) {
    throw new Error(`the disk has ${Math.floor(free / 1_000_000)} MB left`);
  }
}

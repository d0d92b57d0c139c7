import { chmod, copyFile, type FileHandle, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';

/** A log is cut at this length, and as much of it is kept beside it: together they take twice that at most. */
export const longestLogBytes = 20_000_000;
const cutEveryMs = 5000;

/**
 * A log that a process is to write. It appends, so that the log may be cut while it writes: a process that writes at an
 * offset of its own would leave a hole as long as what was cut off. `fresh`: without what stands there.
 */
export async function openLog(
  file: string,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<FileHandle> {
  if (fresh) await rm(file, { force: true });
  return open(file, 'a', 0o600);
}

/** Moves what stands in a long log to `.old`, in place of what stood there; where even that has no space it goes. */
export async function cutIfLong(file: string, longestBytes = longestLogBytes): Promise<void> {
  const { size } = await stat(file);
  if (size <= longestBytes) return;
  const old = `${file}.old`;
  try {
    await copyFile(file, old);
    await chmod(old, 0o600);
  } catch {
    await rm(old, { force: true });
  }
  await truncate(file);
}

/** Cuts every long log of these folders, again and again until it is closed. One that cannot be cut is tried again. */
export function keepLogsShort(folders: readonly string[]): { close(): void } {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    cutAll(folders)
      .catch(() => undefined)
      .finally(() => {
        looking = false;
      });
  }, cutEveryMs);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
    },
  };
}

async function cutAll(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    const logs = names.filter((name) => name.endsWith('.log'));
    await Promise.all(logs.map((name) => cutIfLong(path.join(folder, name)).catch(() => undefined)));
  }
}

import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** A disk in memory that can be filled up. Linux, root. */
export class SmallDisk implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(folder: string, { megabytes }: { megabytes: number }): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    await exec('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  /** Takes every byte that is left, and answers with how to give them back. */
  async fill(): Promise<() => Promise<void>> {
    const file = path.join(this.folder, 'fills-the-disk');
    for (const size of [1 << 20, 1 << 12]) {
      const writing = await open(file, 'a');
      try {
        for (;;) await writing.write(Buffer.alloc(size));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        await writing.close();
      }
    }
    return () => rm(file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whatever still has a file open there keeps it until it ends.
    await exec('umount', ['--lazy', this.folder]);
  }
}

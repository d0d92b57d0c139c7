import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { startOf } from '../media-worker/lock.ts';

const entry = z.strictObject({
  pid: z.int().positive(),
  /** When it began: a process with the same id that began at another time is not ours. */
  start: z.string(),
  name: z.string(),
  /** How this kind of process is asked to stop. */
  signal: z.enum(['SIGINT', 'SIGTERM']),
});

type Entry = z.infer<typeof entry>;

/** How long a process may take to stop before it is killed. */
const patienceMs = 15_000;

/**
 * The processes that we have started, in a file, so that who comes after us can end them if we were killed. The
 * file is written before anything waits, so that a kill leaves as little as possible unrecorded.
 */
export class Ledger {
  readonly #file: string;
  #entries: readonly Entry[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  async add({ pid, name, signal }: Omit<Entry, 'start'>): Promise<void> {
    const start = await startOf(pid);
    if (start !== undefined) this.#write([...this.#entries, { pid, start, name, signal }]);
  }

  remove(pid: number): void {
    this.#write(this.#entries.filter((one) => one.pid !== pid));
  }

  #write(entries: readonly Entry[]): void {
    this.#entries = entries;
    writeFileSync(`${this.#file}.new`, JSON.stringify(entries), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** Ends what a ledger still names and is still the same process, the last started first. */
export async function endLeftovers({
  file,
  onFound,
}: {
  file: string;
  onFound: (name: string, pid: number) => void;
}): Promise<void> {
  for (const { pid, start, name, signal } of readLedger(file).reverse()) {
    if ((await startOf(pid)) !== start) continue;
    onFound(name, pid);
    process.kill(pid, signal);
    if (await isGone({ pid, start, withinMs: patienceMs })) continue;
    process.kill(pid, 'SIGKILL');
    await isGone({ pid, start, withinMs: patienceMs });
  }
}

/** Waits for a process to end, one that is not our child and so tells us nothing. */
async function isGone({
  pid,
  start,
  withinMs,
}: {
  pid: number;
  start: string;
  withinMs: number;
}): Promise<boolean> {
  const until = performance.now() + withinMs;
  while ((await startOf(pid)) === start) {
    if (performance.now() > until) return false;
    await delay(20);
  }
  return true;
}

function readLedger(file: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return z.array(entry).parse(JSON.parse(text));
}

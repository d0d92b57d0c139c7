import { readFile } from 'node:fs/promises';

/** The kernel counts in hundredths of a second on every platform that Node runs on (`sysconf(_SC_CLK_TCK)`). */
const tickMs = 10;

/** Processor time that some processes had used at a moment, in user and kernel mode, with all their threads. */
export class ProcessorTime {
  readonly ms: number;
  readonly #at = performance.now();

  private constructor(ms: number) {
    this.ms = ms;
  }

  static async of(pids: readonly number[]): Promise<ProcessorTime> {
    const used = await Promise.all(pids.map(usedBy));
    return new ProcessorTime(used.reduce((sum, ms) => sum + ms, 0));
  }

  /** In cores, on average since. */
  coresSince(before: ProcessorTime): number {
    return (this.ms - before.ms) / (this.#at - before.#at);
  }
}

async function usedBy(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in brackets and may have blanks; utime and stime are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** The part of the machine's time in which nothing had anything to do, from one look to the next. */
export class Idleness {
  #before = { idle: 0, all: 0 };

  /** Since the last look; since the machine's start on the first. */
  async look(): Promise<number> {
    const stat = await readFile('/proc/stat', 'utf8');
    const fields = stat.slice(0, stat.indexOf('\n')).trim().split(/\s+/).slice(1, 9).map(Number);
    const all = fields.reduce((sum, ticks) => sum + ticks, 0);
    const idle = (fields[3] ?? 0) + (fields[4] ?? 0);
    const since = { idle: idle - this.#before.idle, all: all - this.#before.all };
    this.#before = { idle, all };
    return since.all > 0 ? since.idle / since.all : 1;
  }
}

/** The processes that this one has started. */
export async function childrenOf(pid: number): Promise<number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return listed.trim().split(/\s+/).filter(Boolean).map(Number);
}

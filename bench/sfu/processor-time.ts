import { readFile } from 'node:fs/promises';

/** The kernel counts in hundredths of a second on every platform that Node runs on (`sysconf(_SC_CLK_TCK)`). */
const tickMs = 10;

/** Milliseconds that these processes have used so far, in user and kernel mode, with all their threads. */
export async function processorTime(pids: readonly number[]): Promise<number> {
  const used = await Promise.all(pids.map(usedBy));
  return used.reduce((sum, ms) => sum + ms, 0);
}

async function usedBy(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in brackets and may have blanks; utime and stime are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** Milliseconds for which cores of the machine have had nothing to do so far, all of them together. */
export async function machineTime(): Promise<{ idle: number }> {
  const stat = await readFile('/proc/stat', 'utf8');
  const [, , , , idle, waiting] = stat.slice(0, stat.indexOf('\n')).split(/\s+/).map(Number);
  return { idle: ((idle ?? NaN) + (waiting ?? NaN)) * tickMs };
}

/** The processes that this one has started. */
export async function childrenOf(pid: number): Promise<number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return listed.trim().split(/\s+/).filter(Boolean).map(Number);
}

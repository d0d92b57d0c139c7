import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

// By hand and not proper-lockfile: that one goes by the age of a file, so the lock of a killed process would be waited
// for, one of a process that was only suspended would be taken from it, and nobody could be told who holds it.

/** Something that one process at a time may hold, on this machine. It falls free when its holder dies. */
export type Lock = { held: true; release: () => Promise<void> } | { held: false; holder: number };

/** Takes the lock whose file is given, or says which process has it. */
export async function takeLock(file: string): Promise<Lock> {
  const mine = `${process.pid} ${await startOf(process.pid)}`;
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, mine);
  try {
    for (;;) {
      // A link appears at once and with its content, and only one process can make it.
      if (await succeeds(link(draft, file), 'EEXIST')) {
        return { held: true, release: () => rm(file, { force: true }) };
      }
      const theirs = await readIfThere(file);
      const holder = theirs === undefined ? undefined : await holderOf(theirs);
      if (holder !== undefined) return { held: false, holder };
      if (theirs !== undefined) await clearStale(file, theirs);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Waits until the lock is free, reporting once who has it. */
export async function waitForLock({
  file,
  signal,
  onWait,
}: {
  file: string;
  signal: AbortSignal;
  onWait: (holder: number) => void;
}): Promise<() => Promise<void>> {
  for (let hasSaid = false; ; hasSaid = true) {
    const lock = await takeLock(file);
    if (lock.held) return lock.release;
    if (!hasSaid) onWait(lock.holder);
    await delay(500, undefined, { signal });
  }
}

/**
 * When a running process began, in a form that differs for the next process with the same id. Undefined if there
 * is none: one that has ended counts as gone even while its parent has not yet taken note.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  const [state, start] = process.platform === 'linux' ? await askProc(pid) : await askPs(pid);
  return state === undefined || /^[ZX]/.test(state) ? undefined : start;
}

async function askProc(pid: number): Promise<[state?: string | undefined, start?: string | undefined]> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, which may itself hold blanks.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return [fields[0], fields[19]];
}

async function askPs(pid: number): Promise<[state?: string | undefined, start?: string | undefined]> {
  const ps = promisify(execFile)('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  const line = await ps.then(
    ({ stdout }) => stdout.trim(),
    // It exits with an error when there is no such process.
    () => '',
  );
  return line === '' ? [] : [line.split(' ')[0], line.slice(line.indexOf(' ')).trim()];
}

async function holderOf(content: string): Promise<number | undefined> {
  const [pid = '', ...start] = content.split(' ');
  return (await startOf(Number(pid))) === start.join(' ') ? Number(pid) : undefined;
}

async function clearStale(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  if (!(await succeeds(rename(file, aside), 'ENOENT'))) return;
  // Between reading and moving, another process may have cleared it and taken the lock: give that one back.
  if ((await readIfThere(aside)) !== stale) await succeeds(link(aside, file), 'EEXIST');
  await rm(aside, { force: true });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

async function succeeds(step: Promise<void>, expected: string): Promise<boolean> {
  try {
    await step;
    return true;
  } catch (error) {
    if (hasCode(error, expected)) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

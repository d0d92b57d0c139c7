import { spawn, type StdioOptions } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import type { Environment } from '../config/environment.ts';
import type { Ledger } from './ledger.ts';
import { root } from './root.ts';

export interface ChildOptions {
  /** A file for the pinned Node, and what it is told. */
  args: readonly string[];
  env: Environment;
  stdio: StdioOptions;
  ledger?: Ledger;
  /** How far others go before it, as `nice` counts; 0 when left out. */
  niceness?: number;
  /** When it is aborted the child is asked to stop too, and waited for. */
  signal: AbortSignal;
}

export interface Result {
  code: number;
  stdout: string;
  output: string;
}

/**
 * Runs a file on the pinned Node to its end.
 * @returns its exit code, in the shell's own way where a signal ended it, and what it wrote where that is piped:
 * the standard output alone, and all of it in the order it came
 */
export async function runNode({
  args,
  env,
  stdio,
  ledger,
  niceness = 0,
  signal,
}: ChildOptions): Promise<Result> {
  const child = spawn(process.execPath, [...args], { cwd: root, env, stdio });
  let [stdout, output] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => {
      resolve(code ?? 128 + (by === null ? 0 : constants.signals[by]));
    });
  });
  // At once, so that whatever it starts has it too.
  if (child.pid !== undefined && niceness > 0) setPriority(child.pid, niceness);
  if (child.pid !== undefined)
    await ledger?.add({ pid: child.pid, name: args[0] ?? 'node', signal: 'SIGTERM' });
  const stop = () => child.kill('SIGTERM');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    return { code: await ended, stdout, output };
  } finally {
    signal.removeEventListener('abort', stop);
    if (child.pid !== undefined) ledger?.remove(child.pid);
  }
}

import process from 'node:process';
import { ConfigError } from '../config/config.ts';
import { PlainError, createSay, type Say } from './say.ts';
import { watchStopSignals } from './stop-signal.ts';

/** What every script gets. */
export interface ScriptTools {
  say: Say;
  /** Aborted when the process is asked to stop. */
  signal: AbortSignal;
  /** What is opened is put here, and is closed in the reverse order however the script ends. */
  owned: AsyncDisposableStack;
}

/**
 * Runs a script to its end: closes what it opened, turns what it returns into the exit code, and tells an error
 * that a person can act on in one sentence.
 */
export async function runScript(
  { notesTo }: { notesTo: NodeJS.WriteStream },
  work: (tools: ScriptTools) => Promise<number>,
): Promise<void> {
  const say = createSay(notesTo);
  const signal = watchStopSignals();
  // The code stands from the start for an end that comes by surprise, such as a promise that never settles.
  process.exitCode = 1;
  try {
    await using owned = new AsyncDisposableStack();
    process.exitCode = await work({ say, signal, owned });
  } catch (error) {
    process.exitCode = signal.aborted ? 130 : 1;
    if (signal.aborted) return;
    say.line(error instanceof PlainError || error instanceof ConfigError ? error.message : describe(error));
  }
}

function describe(error: unknown): string {
  if (error instanceof SuppressedError)
    return `${describe(error.suppressed)}\nand while closing, ${describe(error.error)}`;
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nbecause of ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/**
 * Does several things at the same time and waits for all of them. When one fails the others are told to stop, so
 * that nothing goes on after the error has been thrown.
 */
export async function together<T extends readonly unknown[]>(
  signal: AbortSignal,
  ...steps: { [K in keyof T]: (signal: AbortSignal) => Promise<T[K]> }
): Promise<T> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let first: { error: unknown } | undefined;
  const settled = await Promise.allSettled(
    steps.map(async (step) => {
      try {
        return await step(either);
      } catch (error) {
        first ??= { error };
        failed.abort();
        throw error;
      }
    }),
  );
  if (first !== undefined) throw first.error;
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : undefined)) as unknown as T;
}

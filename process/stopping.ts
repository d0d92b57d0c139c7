import process from 'node:process';
import type { Log } from '../domain/ports.ts';

/**
 * How long a process that was told to stop may take to finish. Longer than a request or a delivery may take, and
 * shorter than a supervisor waits before killing it: a limit of our own is logged.
 */
const stopWithinMs = 12_000;

/**
 * The signals to stop, heard from now on, so that none of them ends the process by itself. Most processes know the
 * first only. One whose stopping may take long also asks for the second, and then a third ends it whatever it is doing.
 */
export function stopSignals({ thirdEnds = false }: { thirdEnds?: boolean } = {}): {
  first: Promise<NodeJS.Signals>;
  second: Promise<NodeJS.Signals>;
} {
  const first = Promise.withResolvers<NodeJS.Signals>();
  const second = Promise.withResolvers<NodeJS.Signals>();
  let count = 0;
  const hear = (signal: NodeJS.Signals): void => {
    count += 1;
    if (count === 1) first.resolve(signal);
    else second.resolve(signal);
    if (thirdEnds && count === 2) process.off('SIGTERM', hear).off('SIGINT', hear);
  };
  process.on('SIGTERM', hear).on('SIGINT', hear);
  return { first: first.promise, second: second.promise };
}

/**
 * To be called once the process is stopping. Past the limit it ends all the same: what it still waits for may have gone
 * too, such as a database that was stopped with it, and would be waited for without end.
 */
export function limitStopping(log: Log): void {
  const timer = setTimeout(() => {
    log.error('the process ends without having stopped', new Error(`not within ${String(stopWithinMs)} ms`));
    endFailed();
  }, stopWithinMs);
  // It must not be what keeps the process from ending.
  timer.unref();
}

/**
 * An error that nothing has caught is logged and ends the process: its state is unknown from there on, and whoever
 * keeps it starts another.
 */
export function endOnUncaughtErrors(log: Log): void {
  const failWith = (message: string) => (error: unknown) => {
    log.error(message, error);
    endFailed();
  };
  process.on('unhandledRejection', failWith('an error was handled by nobody'));
  process.on('uncaughtException', failWith('an error was caught by nobody'));
}

/** Ends the process as failed once the line that says why is out. */
function endFailed(): void {
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
}

import process from 'node:process';
import type { Log } from './log.ts';

/**
 * How long a process that was told to stop may take to finish. Longer than a request or a delivery may take, and
 * shorter than a supervisor waits before killing it: a limit of our own is logged.
 */
const stopWithinMs = 12_000;

/**
 * To be called once the process is stopping. Past the limit it ends all the same: what it still waits for may have gone
 * too, such as a database that was stopped with it, and would be waited for without end.
 */
export function limitStopping(log: Log): void {
  const timer = setTimeout(() => {
    log.error('the process ends without having stopped', new Error(`not within ${String(stopWithinMs)} ms`));
    // The line must be out before the process ends.
    process.exitCode = 1;
    setImmediate(() => process.exit(1));
  }, stopWithinMs);
  // It must not be what keeps the process from ending.
  timer.unref();
}

import process from 'node:process';

/** Copies of one Ctrl-C arrive from the terminal, from npm and from our launcher; a person's second comes later. */
const sameMs = 400;

/**
 * Turns the signals that ask a process to stop into one that its work can watch. The first aborts it with the
 * signal's name as the reason; a second, given by a person who will not wait, ends the process at once.
 */
export function watchStopSignals(): AbortSignal {
  const stop = new AbortController();
  let first: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (first === undefined) {
        first = performance.now();
        stop.abort(name);
      } else if (performance.now() - first > sameMs) {
        process.exit(130);
      }
    });
  }
  // Whoever launched us was killed: nobody waits for us any more.
  process.once('disconnect', () => {
    stop.abort('SIGHUP');
  });
  process.channel?.unref();
  return stop.signal;
}

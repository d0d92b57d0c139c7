import type { Log } from '../../domain/ports.ts';

/** Keeps what was logged, so that a test can look at it. */
export function collectingLog(): { log: Log; errors: unknown[] } {
  const errors: unknown[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_message, error) => {
      errors.push(error);
    },
    child: () => log,
  };
  return { log, errors };
}

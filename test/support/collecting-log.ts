import type { Log, LogFields } from '../../domain/ports.ts';

export type LogLine = { level: string; message: string; error?: unknown; fields: LogFields };

/** A log that a test can read: every line so far, and the errors among them by themselves. */
export function collectingLog(): { log: Log; lines: LogLine[]; errors: unknown[] } {
  const [lines, errors]: [LogLine[], unknown[]] = [[], []];
  const log: Log = {
    info: (message, fields = {}) => {
      lines.push({ level: 'info', message, fields });
    },
    warn: (message, fields = {}) => {
      lines.push({ level: 'warn', message, fields });
    },
    error: (message, error, fields = {}) => {
      lines.push({ level: 'error', message, error, fields });
      errors.push(error);
    },
    child: () => log,
  };
  return { log, lines, errors };
}

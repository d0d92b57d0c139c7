import winston from 'winston';
import { scrubError } from './scrub-error.ts';

/** What may stand in a log line beside its constant message. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The log as the domain's port has it; said again here because config imports nothing of ours. */
export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, error: unknown, fields?: LogFields): void;
  child(fields: LogFields): Log;
};

/**
 * The only keys that come out. All hold ids, codes, counts or durations; whoever needs another adds it here, after
 * asking whether it could ever hold a name, free text, a token or SDP.
 */
export const allowedKeys: ReadonlySet<string> = new Set([
  ...['organisationId', 'siteId', 'stationId', 'personId', 'clinicianId', 'familyId', 'audienceId'],
  ...[
    'callId',
    'offerId',
    'visitId',
    'roomId',
    'participantId',
    'requestId',
    'socketId',
    'jobId',
    'reference',
  ],
  ...['routerId', 'transportId', 'producerId', 'consumerId', 'workerId', 'pid', 'worker', 'node', 'server'],
  ...[
    'method',
    'route',
    'status',
    'command',
    'fact',
    'audience',
    'phase',
    'round',
    'check',
    'metric',
    'operation',
  ],
  ...[
    'job',
    'queue',
    'attempt',
    'connection',
    'direction',
    'source',
    'kind',
    'role',
    'state',
    'step',
    'migration',
  ],
  ...[
    'code',
    'reason',
    'outcome',
    'signal',
    'ok',
    'exitCode',
    'constraint',
    'table',
    'transport',
    'recovered',
  ],
  ...[
    'count',
    'size',
    'port',
    'host',
    'durationMs',
    'delayMs',
    'remainingMs',
    'seq',
    'rooms',
    'workers',
    'sockets',
    'open',
    'draining',
    'full',
    'refusedRooms',
    'process',
    'rung',
    'before',
    'availableBps',
    'loss',
  ],
]);

/** An id, a code, a route: no spaces, not long, and not ten digits in a row like an NHS number. */
const plainWord = /^[\w.:/@-]{1,100}$/;
const nhsNumber = /(?<!\d)\d{3}-?\d{3}-?\d{4}(?!\d)/;

/** Codes of Socket.IO's own, which have spaces: why a socket ended. */
const phrases: ReadonlySet<string> = new Set([
  ...[
    'transport close',
    'transport error',
    'ping timeout',
    'parse error',
    'forced close',
    'forced server close',
  ],
  ...['client namespace disconnect', 'server namespace disconnect', 'server shutting down'],
]);

export type LogSettings = {
  level: 'error' | 'warn' | 'info' | 'debug';
  /** Where the lines go instead of standard output. */
  write?: NodeJS.WritableStream;
};

/** The service's log: a line of JSON for each event, on standard output. Made once, in a composition root. */
export function createLog({ level, write }: LogSettings): Log {
  const transport =
    write === undefined ? new winston.transports.Console() : new winston.transports.Stream({ stream: write });
  const logger = winston.createLogger({
    level,
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    // winston's types describe its transports as interfaces beside the class they are made of.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    transports: transport,
  });
  return logOver(logger, {});
}

function logOver(logger: winston.Logger, bound: LogFields): Log {
  const own = allowed(bound);
  return {
    // winston writes the whole line before it looks at the level, so what nobody reads is left out here.
    info: (message, fields) => {
      if (logger.isInfoEnabled()) logger.info({ message, ...own, ...allowed(fields) });
    },
    warn: (message, fields) => {
      if (logger.isWarnEnabled()) logger.warn({ message, ...own, ...allowed(fields) });
    },
    error: (message, error, fields) => {
      logger.error({ message, ...own, ...allowed(fields), error: scrubError(error) });
    },
    child: (fields) => logOver(logger, { ...own, ...fields }),
  };
}

function allowed(fields: LogFields = {}): LogFields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) => value !== undefined && allowedKeys.has(key) && isPlain(value),
    ),
  );
}

function isPlain(value: LogFields[string]): boolean {
  if (typeof value === 'number') {
    return Number.isFinite(value);
  }
  if (typeof value === 'string') {
    return phrases.has(value) || (plainWord.test(value) && !(nhsNumber.test(value) && !isUuid.test(value)));
  }
  return true;
}

const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

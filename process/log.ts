import process from 'node:process';
import winston from 'winston';
import { currentRequestId } from './request-context.ts';

/**
 * An error as it may stand in the log: where it happened, and its message without anything that could be somebody's.
 */
export type ScrubbedError = {
  name: string;
  code?: string;
  message: string;
  stack: string[];
  cause?: ScrubbedError;
  errors?: ScrubbedError[];
};

const deepest = 5;

/**
 * Patterns of what must never be logged, and what stands in their place, in the order in which they are applied. Plain
 * words cannot be told from the message's own: that nobody's words are put into a message is the thrower's duty.
 */
const secrets: readonly [RegExp, string][] = [
  // SDP and anything else that runs over lines.
  [/[\r\n].*$/s, ' …'],
  [/\b[a-z][a-z\d+.-]*:\/\/\S+/gi, '<url>'],
  [/[^\s@"']+@[^\s@"']+\.[^\s@"']+/g, '<address>'],
  [/"[^"]*"?|`[^`]*`?|“[^”]*”?|(?<!\p{L})'[^']*'?/gu, '<quoted>'],
  [
    /\b(pass(?:word|phrase)?|secret|token|bearer|authorization|cookie|code)\b(?:\s*[:=]|\s+is\s).*$/gi,
    '$1 <secret>',
  ],
  [/\bBearer\s+\S+/gi, '<secret>'],
  [/\beyJ[\w-]*(?:\.[\w-]+)*/g, '<token>'],
  [/\b[av]=\S.*$/g, '<sdp>'],
  // Long words that are no words: keys, digests, tokens, ids.
  [/\b(?=[\w+/-]*\d)[\w+/-]{16,}={0,2}/g, '<long>'],
  [/(?<!\d)\d(?:[ -]?\d){5,}(?!\d)/g, '<number>'],
  // Two or more capitalised words in a row are a person until shown otherwise.
  [/(?<!\p{L})\p{Lu}[\p{L}’-]+(?:\s+\p{Lu}[\p{L}’.-]*)+/gu, '<names>'],
];

/** Keeps stack and causes, for finding the bug; takes out of the messages what they may quote from their input. */
export function scrubError(error: unknown, depth = 0): ScrubbedError {
  if (!(error instanceof Error)) {
    return { name: typeof error, message: 'thrown, but not an error', stack: [] };
  }
  const inner = depth < deepest ? innerErrors(error, depth + 1) : {};
  return {
    name: scrubText(error.name),
    ...('code' in error && { code: scrubText(String(error.code)) }),
    message: scrubText(error.message),
    stack: framesOf(error),
    ...inner,
  };
}

function innerErrors(error: Error, depth: number): Pick<ScrubbedError, 'cause' | 'errors'> {
  return {
    ...(error.cause !== undefined && { cause: scrubError(error.cause, depth) }),
    ...(error instanceof AggregateError && {
      errors: error.errors.slice(0, deepest).map((one) => scrubError(one, depth)),
    }),
  };
}

function scrubText(text: string): string {
  const scrubbed = secrets.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
  return scrubbed.slice(0, 300);
}

/**
 * Only the frames: a stack begins with the message, which has not been scrubbed there. A message may also have lines
 * that look like frames, so its own text is cut off first.
 */
function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  const start = stack.indexOf(error.message);
  const rest = start === -1 ? stack : stack.slice(start + error.message.length);
  return rest
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 20);
}

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
  ...[
    'organisationId',
    'exportId',
    'siteId',
    'queueId',
    'stationId',
    'personId',
    'clinicianId',
    'familyId',
    'audienceId',
  ],
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
    'channel',
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
    'times',
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
    'clockAheadMs',
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

/**
 * The service's log: a line of JSON for each event, on standard output. Made once, in a composition root. A line that
 * cannot be written, because the disk is full, is lost; the process goes on.
 */
export function createLog({ level, write }: LogSettings): Log {
  // Node warns on the other stream, which may be on the same disk.
  const written: NodeJS.WritableStream[] = write === undefined ? [process.stdout, process.stderr] : [write];
  for (const stream of written) {
    if (!stream.listeners('error').includes(loseLine)) stream.on('error', loseLine);
  }
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

/** Without somebody who listens, an error of a stream ends the process. */
function loseLine(): void {
  // There is nowhere to say it; readiness watches the free disk.
}

function logOver(logger: winston.Logger, bound: LogFields): Log {
  const own = allowed(bound);
  return {
    // winston writes the whole line before it looks at the level, so what nobody reads is left out here.
    info: (message, fields) => {
      if (logger.isInfoEnabled()) logger.info({ message, ...inContext(), ...own, ...allowed(fields) });
    },
    warn: (message, fields) => {
      if (logger.isWarnEnabled()) logger.warn({ message, ...inContext(), ...own, ...allowed(fields) });
    },
    error: (message, error, fields) => {
      logger.error({ message, ...inContext(), ...own, ...allowed(fields), error: scrubError(error) });
    },
    child: (fields) => logOver(logger, { ...own, ...fields }),
  };
}

/** The request, command or job that writes the line. */
function inContext(): LogFields {
  return allowed({ requestId: currentRequestId() });
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
    return phrases.has(value) || (plainWord.test(value) && !(nhsNumber.test(value) && !isId.test(value)));
  }
  return true;
}

/** A UUID, or a trace id of W3C Trace Context. */
const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$|^[\da-f]{32}$/i;

/** An error as it may stand in the log: where it happened, and what it said without anything that could be somebody's. */
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

/** Every code that a caller can be told, with the HTTP status that carries it. */
export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'wrong-phase': 409,
  taken: 409,
  'reason-needed': 409,
  expired: 410,
  'too-large': 413,
  'unknown-command': 404,
  'too-many': 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** A failure the caller may be told about. Anything else is a bug and stays private. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const failuresOfOurs: readonly ErrorCode[] = ['unavailable', 'internal', 'too-many'];

/**
 * Whether this is an answer about who asks and what they ask for. Everything else is a failure of ours and says nothing
 * about them: nobody is put out, and no work given up, for one.
 */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && !failuresOfOurs.includes(error.code);
}

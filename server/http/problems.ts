import { STATUS_CODES } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import type { problem } from '../../domain/contract/rest.ts';
import { PersonKnown } from '../../domain/clinics/known-person.ts';
import { DomainError, type ErrorCode, errorStatus } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { errorReference } from '../../process/request-context.ts';

/** Refused by a limit on attempts; carries how long to wait. */
export class TooManyAttempts extends DomainError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too-many', 'too many attempts; wait before trying again');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What `express.json` and the router throw: an HTTP status and a type, but a message that may quote the input. */
const httpError = z.looseObject({ status: z.int().min(400).max(499), type: z.string().optional() });

/**
 * The error middleware: every failure becomes problem details of RFC 9457. An error that is not the caller's to know
 * is `internal`, with a reference under which its stack is in the log.
 */
export function answerWithProblem(log: Log) {
  // Express knows an error middleware by its four parameters.
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      log.error('a reply broke off', error, { method: request.method });
      next(error);
      return;
    }
    const refusal = refusalOf(error);
    if (refusal === undefined) {
      const reference = errorReference();
      log.error('a request failed', error, { method: request.method, reference });
      sendProblem(response, { code: 'internal', detail: 'something went wrong on our side', reference });
      return;
    }
    if (refusal instanceof TooManyAttempts) {
      response.set('Retry-After', String(refusal.retryAfterSeconds));
    }
    if (refusal.code === 'unauthenticated') {
      response.set('WWW-Authenticate', 'Bearer');
    }
    const known = refusal instanceof PersonKnown ? { known: refusal.known } : {};
    sendProblem(response, { code: refusal.code, detail: refusal.message, ...known });
  };
}

/** For paths under `/api` that the contract does not name. */
export function refuseUnknownPath(): never {
  throw new DomainError('not-found', 'there is no such endpoint');
}

function refusalOf(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) {
    // `internal` is for bugs: even when somebody throws it by name, its message stays in the log.
    return error.code === 'internal' ? undefined : error;
  }
  const http = httpError.safeParse(error);
  if (!http.success) {
    return undefined;
  }
  if (http.data.status === 413) {
    return new DomainError('too-large', 'the body is too large');
  }
  if (http.data.type === 'entity.parse.failed') {
    return new DomainError('invalid', 'the body is not JSON');
  }
  return new DomainError('invalid', 'the request cannot be read');
}

type Problem = z.infer<typeof problem>;

function sendProblem(
  response: Response,
  { code, detail, reference, known }: Pick<Problem, 'detail' | 'reference' | 'known'> & { code: ErrorCode },
): void {
  const status = errorStatus[code];
  const body: Problem = {
    type: `urn:bedside:problem:${code}`,
    title: STATUS_CODES[status] ?? code,
    status,
    code,
    detail,
    ...(reference !== undefined && { reference }),
    ...(known !== undefined && { known }),
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(body));
}

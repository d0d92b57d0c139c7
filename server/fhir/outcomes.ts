import { DomainError, type ErrorCode, errorStatus } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { errorReference } from '../../process/request-context.ts';
import { FhirError, type IssueCode } from './fhir-error.ts';
import type { Issue } from './validation/issues.ts';

/** What went wrong, as it is told. */
export type Refusal = { readonly status: number; readonly outcome: object };

const codes: Readonly<Record<ErrorCode, IssueCode>> = {
  invalid: 'invalid',
  unauthenticated: 'login',
  forbidden: 'forbidden',
  'not-found': 'not-found',
  conflict: 'conflict',
  'wrong-phase': 'conflict',
  taken: 'conflict',
  'reason-needed': 'conflict',
  expired: 'not-found',
  'too-large': 'too-long',
  'unknown-command': 'not-supported',
  'too-many': 'throttled',
  internal: 'exception',
  unavailable: 'transient',
};

/**
 * An OperationOutcome for whatever was thrown. It has the id of the request, under which the log has the rest; what is a bug is
 * logged and not told.
 */
export function refusalOf(error: unknown, log: Log): Refusal {
  if (error instanceof FhirError) {
    const { status, code, message, issues } = error;
    return { status, outcome: outcomeOfIssues(issues.length > 0 ? issues : [issueOf(code, message)]) };
  }
  if (error instanceof DomainError && error.code !== 'internal') {
    return {
      status: errorStatus[error.code],
      outcome: outcomeOfIssues([issueOf(codes[error.code], error.message)]),
    };
  }
  const known = httpRefusal(error);
  if (known !== undefined) return refusalOf(known, log);
  log.error('a request failed', error, { reference: errorReference() });
  return {
    status: 500,
    outcome: outcomeOfIssues([issueOf('exception', 'something went wrong on our side')]),
  };
}

/** What the reader of bodies refuses; its own words may quote the body. */
function httpRefusal(error: unknown): FhirError | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return new FhirError(413, 'too-long', 'the body is too large');
  if (status === 415)
    return new FhirError(415, 'not-supported', 'the body has an encoding that is not read here');
  return typeof status === 'number' && status >= 400 && status < 500
    ? new FhirError(400, 'invalid', 'the request cannot be read')
    : undefined;
}

type SaidIssue = Pick<Issue, 'diagnostics'> & {
  severity: Issue['severity'] | 'information';
  code: string;
  expression?: readonly string[];
};

function issueOf(code: IssueCode, diagnostics: string): SaidIssue {
  return { severity: 'error', code, diagnostics };
}

/** An OperationOutcome with the id of the request. */
export function outcomeOfIssues(issues: readonly (SaidIssue | Issue)[]): object {
  const all =
    issues.length > 0
      ? issues
      : [{ severity: 'information', code: 'informational', diagnostics: 'all is well' }];
  return { resourceType: 'OperationOutcome', id: errorReference(), issue: all };
}

/** An OperationOutcome that says how something goes on, and of no fault. */
export function informationOutcome(diagnostics: string): object {
  return outcomeOfIssues([{ severity: 'information', code: 'informational', diagnostics }]);
}

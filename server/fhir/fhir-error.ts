import type { Issue } from './validation/issues.ts';

/** Codes of hl7.org/fhir/R4/valueset-issue-type.html that the service answers with. */
export type IssueCode =
  | 'invalid'
  | 'required'
  | 'value'
  | 'not-supported'
  | 'not-found'
  | 'deleted'
  | 'conflict'
  | 'forbidden'
  | 'login'
  | 'too-long'
  | 'transient'
  | 'throttled'
  | 'too-costly'
  | 'multiple-matches'
  | 'business-rule'
  | 'exception';

/** What is answered as an OperationOutcome. The text names what is at fault, never a value of the record. */
export class FhirError extends Error {
  override readonly name = 'FhirError';
  /** A code of HTTP. */
  readonly status: number;
  readonly code: IssueCode;
  /** What is wrong with a resource, each fault with its place; without them the message is all there is to say. */
  readonly issues: readonly Issue[];

  constructor(status: number, code: IssueCode, message: string, issues: readonly Issue[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

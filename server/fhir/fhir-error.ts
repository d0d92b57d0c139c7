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
  | 'exception';

/** What is answered as an OperationOutcome. The text names what is at fault, never a value of the record. */
export class FhirError extends Error {
  override readonly name = 'FhirError';
  /** A code of HTTP. */
  readonly status: number;
  readonly code: IssueCode;

  constructor(status: number, code: IssueCode, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

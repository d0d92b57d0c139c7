import type { OperationOutcomeIssue } from '@medplum/fhirtypes';

/**
 * What can be wrong, by the codes of FHIR's issue types: `structure` and `value` are about form, `required` about what is missing,
 * `invariant` and `business-rule` about what does not go together, `code-invalid` about a code that its value set does not have.
 */
export type IssueCode =
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'code-invalid'
  | 'not-found'
  | 'not-supported'
  | 'business-rule'
  | 'too-long'
  | 'exception';

/** An issue says where and which rule, and never what stands there: it goes into answers, and answers into other systems' logs. */
export interface Issue extends OperationOutcomeIssue {
  severity: 'error' | 'warning';
  code: IssueCode;
  expression: [string];
  diagnostics: string;
}

/** Collects what is wrong with one resource; the same thing at the same place once. */
export class Issues {
  readonly #all = new Map<string, Issue>();

  error(code: IssueCode, path: string, diagnostics: string): void {
    this.#add({ severity: 'error', code, expression: [path], diagnostics });
  }

  warning(code: IssueCode, path: string, diagnostics: string): void {
    this.#add({ severity: 'warning', code, expression: [path], diagnostics });
  }

  get hasErrors(): boolean {
    return this.#all.values().some(({ severity }) => severity === 'error');
  }

  /** Errors first. */
  list(): Issue[] {
    return [...this.#all.values()].toSorted(
      (one, other) => Number(one.severity === 'warning') - Number(other.severity === 'warning'),
    );
  }

  #add(issue: Issue): void {
    const key = `${issue.expression[0]} ${issue.diagnostics}`;
    if (this.#all.has(key)) return;
    // A body with a fault in each of its thousands of entries is not worth an answer of its own size. Warnings hide no error.
    const alike = this.#all.values().filter(({ severity }) => severity === issue.severity);
    if (alike.toArray().length < mostIssues) this.#all.set(key, issue);
  }
}

/** Of each severity. */
const mostIssues = 100;

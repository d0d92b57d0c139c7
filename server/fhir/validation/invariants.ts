import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { Definitions, Invariant } from './definitions.ts';
import type { Issues } from './issues.ts';
import type { Visited } from './structure.ts';

type Ask = (plain: Record<string, unknown>, within: Visited['within']) => unknown;

interface Rule {
  readonly key: string;
  readonly human: string;
  readonly ask: Ask;
  /** Whether it is about what a resource contains, and holds where it contains nothing. */
  readonly ofContained: boolean;
}

/** The rules of the standard that are written in FHIRPath. Each is compiled when it is needed first. */
export class Invariants {
  readonly #definitions: Definitions;
  readonly #rules = new Map<string, readonly Rule[]>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Only of what has the right form: of another shape a rule would say nothing, or throw. */
  check(visited: readonly Visited[], issues: Issues): void {
    for (const one of visited) {
      for (const { key, human, ask, ofContained } of this.#rulesOf(one)) {
        if (ofContained && one.plain['contained'] === undefined) continue;
        if (!isKept(ask, one)) issues.error('invariant', one.path, `${key}: ${human}`);
      }
    }
  }

  #rulesOf({ shape, elementPath }: Visited): readonly Rule[] {
    const name = `${elementPath} ${shape.path}`;
    const there = this.#rules.get(name);
    if (there !== undefined) return there;
    const paths = new Set([elementPath, shape.path]);
    const rules = [...paths].flatMap((path) =>
      [...this.#definitions.invariantsOf(path), ...(path === 'Narrative' ? narrative : [])].map((invariant) =>
        compiled(invariant, shape.resource ? undefined : path),
      ),
    );
    this.#rules.set(name, rules);
    return rules;
  }
}

const narrative: readonly Invariant[] = [
  {
    key: 'txt-1',
    human:
      'The narrative shall have only the elements and attributes of basic formatting, and be well-formed XHTML',
    expression: '`div`.empty() or `div`.htmlChecks()',
  },
];

/** Some rules call `trace()`, which writes to the standard output, with ids of the resource, unless it is told otherwise. */
const quiet = { traceFn: () => undefined };

function compiled({ key, human, expression }: Invariant, base: string | undefined): Rule {
  const evaluate = fhirpath.compile(base === undefined ? expression : { base, expression }, r4, quiet);
  const ask: Ask = (plain, { resource, root }): unknown => evaluate(plain, { resource, rootResource: root });
  return { key, human, ask, ofContained: key.startsWith('dom-') };
}

/** A rule that comes to nothing, such as the order of a date and a year, is not broken. */
function isKept(ask: Ask, { plain, within }: Visited): boolean {
  const result = ask(plain, within);
  return !Array.isArray(result) || result.length === 0 || result[0] === true;
}

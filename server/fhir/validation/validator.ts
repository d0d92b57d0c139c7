import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { isJsonObject, type Json } from '../json.ts';
import { Definitions } from './definitions.ts';
import { Invariants } from './invariants.ts';
import { type Issue, Issues } from './issues.ts';
import { type Origin, StructureWalk, type Visited } from './structure.ts';
import { checkVitalSign } from './vital-signs.ts';

/** Says what is wrong with resources of FHIR R4. */
export class ResourceValidator {
  readonly #definitions: Definitions;
  readonly #invariants: Invariants;

  static async create(): Promise<ResourceValidator> {
    return new ResourceValidator(await Definitions.load());
  }

  private constructor(definitions: Definitions) {
    this.#definitions = definitions;
    this.#invariants = new Invariants(definitions);
  }

  /**
   * Form first; only where that is right, what goes together. No issue repeats anything of the resource.
   * @param resource as `parseJson` reads it
   * @returns errors, then warnings; a resource without errors may be kept
   */
  validate(resource: Json, origin: Origin = 'outside'): Issue[] {
    const issues = new Issues();
    const walk = new StructureWalk({ definitions: this.#definitions, issues, origin });
    const plain = walk.resource(resource);
    if (plain === undefined || issues.hasErrors) return issues.list();
    try {
      checkWithLibrary(plain, issues);
      this.#invariants.check(walk.visited, issues);
    } catch {
      // What a library throws may quote the resource. Not to be checked is not to be kept.
      issues.error('exception', pathOf(plain), 'could not be checked');
    }
    checkVitalSigns(walk.visited, { issues, origin });
    return issues.list();
  }
}

/** A second opinion on form, from a library that knows nothing of our walk. */
function checkWithLibrary(plain: Record<string, unknown>, issues: Issues): void {
  try {
    validateResource(plain as unknown as Resource, { base64BinaryMaxBytes: Number.MAX_SAFE_INTEGER });
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    for (const { severity, expression } of error.outcome.issue) {
      if (severity === 'warning' || severity === 'information') continue;
      issues.error('structure', expression?.[0] ?? pathOf(plain), 'does not fit the definition of its type');
    }
  }
}

function checkVitalSigns(
  visited: readonly Visited[],
  { issues, origin }: { issues: Issues; origin: Origin },
): void {
  for (const { plain, shape, path } of visited) {
    if (shape.type !== 'Observation' || !isJsonObject(plain)) continue;
    checkVitalSign(plain, { issues, path, origin });
  }
}

function pathOf({ resourceType }: Record<string, unknown>): string {
  return String(resourceType);
}

import { isJsonObject, type Json, type JsonObject, numberOf } from '../json.ts';
import type { Definitions, Property, Shape } from './definitions.ts';
import type { Issues } from './issues.ts';
import { narrativeFault } from './narrative.ts';
import { primitiveFault, withoutWhiteSpace } from './primitives.ts';
import { targetOf } from './references.ts';

/** Whether this service writes a resource itself, or somebody sends it: what of others is only doubtful, of ours is a fault. */
export type Origin = 'ours' | 'outside';

/** An object of the resource with its type, for the rules that are asked afterwards. */
export interface Visited {
  /** As the libraries take it: numbers are doubles, and base64 has no white space. */
  readonly plain: Record<string, unknown>;
  readonly shape: Shape;
  readonly path: string;
  /** Where the rules of the element stand: `Patient.contact`. */
  readonly elementPath: string;
  readonly within: Within;
}

/** The resource that an object belongs to, and the one that contains this. */
interface Within {
  readonly resource: Record<string, unknown>;
  readonly root: Record<string, unknown>;
  readonly containedIds: ReadonlySet<string>;
  /** What of the contained is referred to, and what of it refers to its container: filled on the way. */
  readonly referredTo: Set<string>;
  readonly refersBack: Set<Record<string, unknown>>;
}

/** Types by which something contained may be named, beside references. */
const addresses: ReadonlySet<string> = new Set(['canonical', 'uri', 'url']);

/** Deeper than any questionnaire is nested, and far from what the stack holds. */
const deepest = 100;

/** Walks through a resource by its definitions: names, cardinalities, types, formats, codes of required value sets, references. */
export class StructureWalk {
  readonly visited: Visited[] = [];
  readonly #definitions: Definitions;
  readonly #issues: Issues;
  readonly #origin: Origin;
  #depth = 0;

  constructor({ definitions, issues, origin }: { definitions: Definitions; issues: Issues; origin: Origin }) {
    this.#definitions = definitions;
    this.#issues = issues;
    this.#origin = origin;
  }

  /** @returns a copy as the libraries take it; undefined where the type is not known */
  resource(value: Json, path?: string, container?: Within): Record<string, unknown> | undefined {
    const at = path ?? 'Resource';
    if (!isJsonObject(value)) {
      this.#issues.error('structure', at, 'must be an object');
      return undefined;
    }
    const type = value['resourceType'];
    if (type === undefined) {
      this.#issues.error('required', at, 'has no resourceType');
      return undefined;
    }
    if (typeof type !== 'string') {
      this.#issues.error('structure', at, 'resourceType must be a text');
      return undefined;
    }
    if (!this.#definitions.hasResourceType(type)) {
      this.#issues.error('not-supported', at, 'has a resourceType that is not one of those served here');
      return undefined;
    }
    const plain: Record<string, unknown> = { resourceType: type };
    const within: Within = {
      resource: plain,
      root: container?.root ?? plain,
      containedIds: container?.containedIds ?? containedIdsOf(value),
      referredTo: container?.referredTo ?? new Set(),
      refersBack: container?.refersBack ?? new Set(),
    };
    const shape = this.#definitions.shapeOf(type);
    this.#object({ value, plain, shape, path: path ?? type, elementPath: type, within });
    if (container === undefined) this.#contained(within, path ?? type);
    return plain;
  }

  /** dom-3 */
  #contained({ resource, referredTo, refersBack }: Within, path: string): void {
    const contained = Array.isArray(resource['contained']) ? (resource['contained'] as unknown[]) : [];
    contained.forEach((one, index) => {
      if (!isJsonObject(one) || isIn(referredTo, one['id']) || refersBack.has(one)) return;
      this.#issues.error(
        'invariant',
        `${path}.contained[${index}]`,
        'dom-3: is contained, and nothing refers to it',
      );
    });
  }

  #object(given: Visited & { readonly value: JsonObject }): void {
    const { value, plain, shape, path } = given;
    if (this.#depth >= deepest) {
      this.#issues.error('too-long', path, `is nested deeper than ${deepest} levels`);
      return;
    }
    this.#depth += 1;
    const choices = new Map<string, string>();
    for (const [key, part] of Object.entries(value)) {
      if (part === undefined || (key === 'resourceType' && shape.resource)) continue;
      this.#property(given, { key, part, choices });
    }
    this.#depth -= 1;
    for (const { name, keys } of shape.required) {
      if (keys.some((key) => value[key] !== undefined || value[`_${key}`] !== undefined)) continue;
      this.#issues.error('required', `${path}.${name.replace('[x]', '')}`, 'is missing');
    }
    // ele-1
    const says = Object.keys(value).some((key) => key !== 'id' && value[key] !== undefined);
    if (!says && !shape.resource) this.#issues.error('structure', path, 'is an empty object');
    if (shape.type === 'Extension') this.#extension(value, path);
    if (shape.type === 'Reference') this.#reference(given);
    this.visited.push({ plain, shape, path, elementPath: given.elementPath, within: given.within });
  }

  #property(
    given: Visited & { readonly value: JsonObject },
    { key, part, choices }: { key: string; part: Json; choices: Map<string, string> },
  ): void {
    const companion = key.startsWith('_');
    const name = companion ? key.slice(1) : key;
    const property = given.shape.properties.get(name);
    const path = isName(key) ? `${given.path}.${key}` : given.path;
    if (property === undefined || (companion && !property.primitive)) {
      this.#issues.error('structure', path, 'has no such element in its type');
      return;
    }
    if (property.choice !== undefined) this.#choice({ choices, choice: property.choice, name, path });
    const pair = { property, path, companion, other: given.value[companion ? name : `_${name}`] };
    const copy =
      property.element.isArray === true ? this.#list(given, part, pair) : this.#single(given, part, pair);
    given.plain[key] = copy;
  }

  #choice(given: { choices: Map<string, string>; choice: string; name: string; path: string }): void {
    const { choices, choice, name, path } = given;
    const there = choices.get(choice);
    choices.set(choice, name);
    if (there === undefined || there === name) return;
    this.#issues.error('structure', path, `is a second ${choice}: only one type may be given`);
  }

  #single(given: Visited, part: Json, pair: Pair): unknown {
    if (Array.isArray(part)) {
      this.#issues.error('structure', pair.path, 'must be a single value, not a list');
      return undefined;
    }
    if (part === null) {
      this.#issues.error('structure', pair.path, 'must not be null');
      return undefined;
    }
    return this.#value(given, part, pair);
  }

  #list(given: Visited, part: Json, pair: Pair): unknown {
    if (!Array.isArray(part)) {
      this.#issues.error('structure', pair.path, 'must be a list');
      return undefined;
    }
    const values = part as readonly Json[];
    if (values.length === 0) {
      this.#issues.error('structure', pair.path, 'is an empty list');
      return undefined;
    }
    const { min, max } = pair.property.element;
    if (values.length > max) this.#issues.error('structure', pair.path, `may have ${max} at most`);
    if (values.length < min) this.#issues.error('structure', pair.path, `must have ${min} at least`);
    return values.map((value, index) => {
      const path = `${pair.path}[${index}]`;
      if (value !== null) return this.#value(given, value, { ...pair, path });
      // Values of primitives and what is said about them stand in two lists of one length, with null for what there is not.
      const there = Array.isArray(pair.other) ? (pair.other as readonly Json[])[index] : undefined;
      if (pair.property.primitive && there !== undefined && there !== null) return null;
      this.#issues.error('structure', path, 'must not be null');
      return undefined;
    });
  }

  #value(given: Visited, value: Json, { property, path, companion }: Pair): unknown {
    const { within } = given;
    if (property.primitive && !companion) {
      if (typeof value === 'string' && value.startsWith('#') && addresses.has(property.type)) {
        within.referredTo.add(value.slice(1));
      }
      return this.#primitive(value, property, path);
    }
    if (property.type === 'Resource') {
      // What an entry of a bundle or a parameter carries stands by itself; what is contained belongs to its container.
      const contained = property.element.path.endsWith('.contained');
      return this.resource(value, path, contained ? within : undefined);
    }
    if (!isJsonObject(value)) {
      this.#issues.error('structure', path, 'must be an object');
      return undefined;
    }
    const plain: Record<string, unknown> = {};
    const shape = this.#definitions.shapeOf(companion ? 'Element' : property.type);
    this.#object({ value, plain, shape, path, elementPath: property.element.path, within });
    if (!companion) this.#concept(value, property, path);
    if (!companion && shape.type === 'Reference') this.#target(value, property, path);
    return plain;
  }

  #primitive(value: Json, { type, element }: Property, path: string): unknown {
    const fault = primitiveFault(type, value);
    if (fault !== undefined) {
      this.#issues.error('value', path, fault);
      return undefined;
    }
    if (typeof value !== 'string') return numberOf(value) ?? value;
    if (type === 'base64Binary') return withoutWhiteSpace(value);
    const { binding } = element;
    if (type === 'xhtml') {
      const unsafe = narrativeFault(value);
      if (unsafe !== undefined) this.#issues.error('invariant', path, unsafe);
    }
    if (type === 'code' && binding?.strength === 'required' && binding.valueSet !== undefined) {
      const list = this.#definitions.codesOf(binding.valueSet);
      if (list?.codes.has(value) === false) this.#notInSet(path, binding.valueSet);
    }
    return value;
  }

  #notInSet(path: string, valueSet: string): void {
    this.#issues.error('code-invalid', path, `is not in the required value set ${valueSet}`);
  }

  /** A concept may be text alone; where it is coded, one coding is of the value set. */
  #concept(value: JsonObject, { type, element: { binding } }: Property, path: string): void {
    if (binding?.strength !== 'required' || binding.valueSet === undefined) return;
    const list = this.#definitions.codesOf(binding.valueSet);
    const codings = type === 'Coding' ? [value] : type === 'CodeableConcept' ? value['coding'] : undefined;
    if (list === undefined || !Array.isArray(codings) || codings.length === 0) return;
    const isOfSet = (coding: unknown): boolean =>
      isJsonObject(coding) &&
      typeof coding['system'] === 'string' &&
      isIn(list.bySystem.get(coding['system']), coding['code']);
    if (!codings.some(isOfSet)) this.#notInSet(path, binding.valueSet);
  }

  /** ext-1 */
  #extension(value: JsonObject, path: string): void {
    const valued = Object.keys(value).some((key) => /^_?value/.test(key));
    if (valued !== (value['extension'] !== undefined)) return;
    this.#issues.error('invariant', path, 'ext-1: must have either a value or extensions');
  }

  /** ref-1, and whether it can be read at all */
  #reference({ value, path, within }: Visited & { readonly value: JsonObject }): void {
    const reference = value['reference'];
    if (typeof reference !== 'string') return;
    const target = targetOf(reference);
    const at = `${path}.reference`;
    if (target.kind === 'none') this.#issues.error('value', at, 'is no reference');
    if (target.kind !== 'contained') return;
    if (target.id === '') within.refersBack.add(within.resource);
    else within.referredTo.add(target.id);
    if (target.id === '' || within.containedIds.has(target.id)) return;
    this.#issues.error('not-found', at, 'ref-1: nothing with this id is contained in the resource');
  }

  /** Even HL7's own examples point where their definitions do not allow it, so of others it is a warning. */
  #target(value: JsonObject, { element }: Property, path: string): void {
    const reference = value['reference'];
    const target = typeof reference === 'string' ? targetOf(reference) : undefined;
    if (target?.kind !== 'literal' && target?.kind !== 'conditional') return;
    const at = `${path}.reference`;
    if (target.kind === 'conditional' && this.#origin === 'ours') {
      this.#issues.error('value', at, 'must name its target, and not a search for it');
    }
    const profiles = element.type.find(({ code }) => code === 'Reference')?.targetProfile;
    if (
      profiles === undefined ||
      profiles.some((one) => /[/]Resource$/.test(one) || one.endsWith(`/${target.type}`))
    ) {
      return;
    }
    const rule = 'points to a type that this element does not allow';
    if (this.#origin === 'ours') this.#issues.error('structure', at, rule);
    else this.#issues.warning('structure', at, rule);
  }
}

interface Pair {
  readonly property: Property;
  readonly path: string;
  /** Whether it is what is said about a primitive (`_birthDate`). */
  readonly companion: boolean;
  /** The other one of the two. */
  readonly other: Json | undefined;
}

function isIn(set: ReadonlySet<string> | undefined, value: Json | undefined): boolean {
  return typeof value === 'string' && set?.has(value) === true;
}

/** A name that could be one of FHIR's; another may be anything, and is not repeated in an answer. */
function isName(key: string): boolean {
  return /^_?[A-Za-z][A-Za-z0-9]{0,63}$/.test(key);
}

function containedIdsOf(resource: JsonObject): ReadonlySet<string> {
  const contained = resource['contained'];
  if (!Array.isArray(contained)) return new Set();
  return new Set(
    contained.flatMap((one: unknown) =>
      isJsonObject(one) && typeof one['id'] === 'string' ? [one['id']] : [],
    ),
  );
}

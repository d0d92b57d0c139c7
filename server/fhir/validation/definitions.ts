import { readFile } from 'node:fs/promises';
import {
  getDataType,
  indexStructureDefinitionBundle,
  type InternalSchemaElement,
  type InternalTypeSchema,
  isPrimitiveType,
} from '@medplum/core';
import type { StructureDefinition } from '@medplum/fhirtypes';

/** A rule of the standard in FHIRPath. */
export interface Invariant {
  readonly key: string;
  readonly human: string;
  readonly expression: string;
}

/** One property as it may stand in JSON: of an element with several types each type is one. */
export interface Property {
  readonly element: InternalSchemaElement;
  /** The type's name; for a part with a name of its own, that of the part. */
  readonly type: string;
  readonly primitive: boolean;
  /** `value[x]`, of which only one may be there. */
  readonly choice: string | undefined;
}

/** What an object of a type may have and must have. */
export interface Shape {
  readonly type: string;
  readonly path: string;
  readonly resource: boolean;
  readonly properties: ReadonlyMap<string, Property>;
  readonly required: readonly { readonly name: string; readonly keys: readonly string[] }[];
}

interface DefinitionsFile {
  structures: StructureDefinition[];
  invariants: Record<string, Invariant[]>;
  codes: Record<string, Record<string, string[]>>;
}

/** The codes of one value set. */
export interface CodeList {
  /** Codes without their system, for elements of type `code`. */
  readonly codes: ReadonlySet<string>;
  readonly bySystem: ReadonlyMap<string, ReadonlySet<string>>;
}

/** HL7's definitions of FHIR R4, as `npm run generate` keeps them. */
export class Definitions {
  readonly #invariants: ReadonlyMap<string, readonly Invariant[]>;
  readonly #codes: ReadonlyMap<string, CodeList>;
  readonly #resourceTypes: ReadonlySet<string>;
  readonly #shapes = new Map<string, Shape>();

  /** The library keeps what it has indexed for the whole process: a second time changes nothing there. */
  static async load(): Promise<Definitions> {
    const file = await readFile(new URL('../definitions/r4.json', import.meta.url), 'utf8');
    const definitions = JSON.parse(file) as DefinitionsFile;
    indexStructureDefinitionBundle(definitions.structures);
    return new Definitions(definitions);
  }

  private constructor({ structures, invariants, codes }: DefinitionsFile) {
    this.#invariants = new Map(Object.entries(invariants));
    this.#codes = new Map(Object.entries(codes).map(([set, systems]) => [set, codeList(systems)]));
    this.#resourceTypes = new Set(
      structures.filter(({ kind, abstract }) => kind === 'resource' && !abstract).map(({ name }) => name),
    );
  }

  hasResourceType(type: string): boolean {
    return this.#resourceTypes.has(type);
  }

  /** The codes of a required value set; undefined where they are not kept, and so are not checked. */
  codesOf(valueSet: string): CodeList | undefined {
    return this.#codes.get(valueSet);
  }

  /** Rules of what stands at a path of the definitions, such as `Patient.contact`, or of a type, such as `Period`. */
  invariantsOf(path: string): readonly Invariant[] {
    return this.#invariants.get(path) ?? [];
  }

  /** @throws an error of the library for a type that is not kept */
  shapeOf(type: string): Shape {
    const there = this.#shapes.get(type);
    if (there !== undefined) return there;
    const shape = shapeFrom(getDataType(type), this.hasResourceType(type));
    this.#shapes.set(type, shape);
    return shape;
  }
}

function codeList(systems: Readonly<Record<string, readonly string[]>>): CodeList {
  return {
    codes: new Set(Object.values(systems).flat()),
    bySystem: new Map(Object.entries(systems).map(([system, codes]) => [system, new Set(codes)])),
  };
}

function shapeFrom(schema: InternalTypeSchema, resource: boolean): Shape {
  const properties = new Map<string, Property>();
  const required: { name: string; keys: string[] }[] = [];
  for (const [name, element] of Object.entries(schema.elements)) {
    const choice = name.endsWith('[x]') ? name : undefined;
    const keys = element.type.map(({ code }) => {
      const type = resource && name === 'id' ? 'id' : code;
      const key = choice === undefined ? name : `${name.slice(0, -'[x]'.length)}${capitalized(code)}`;
      properties.set(key, { element, type, primitive: isPrimitiveType(type), choice });
      return key;
    });
    if (element.min > 0) required.push({ name, keys });
  }
  return { type: schema.type, path: schema.path, resource, properties, required };
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

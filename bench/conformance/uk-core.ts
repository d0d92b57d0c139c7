import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Fhir } from 'fhir';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../server/fhir/json.ts';
import { Definitions, type Shape } from '../../server/fhir/validation/definitions.ts';

export type Example = { readonly name: string; readonly resource: JsonObject };

/**
 * The examples of UK Core as JSON. The converter needs two corrections: comments become properties named `fhir_comments`, and
 * numbers become texts; both are undone by the definitions of R4, and the numbers keep the digits that stand in the XML.
 */
export async function readUkCore(folder: string): Promise<Example[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.xml')).toSorted();
  const definitions = await Definitions.load();
  const converter = new Fhir();
  const examples: Example[] = [];
  for (const file of files) {
    const xml = await readFile(path.join(folder, file), 'utf8');
    const converted = converter.xmlToObj(xml.replace(/^\uFEFF/, '')) as unknown as Json;
    examples.push({ name: path.basename(file, '.xml'), resource: corrected(converted, definitions) });
  }
  return examples;
}

/** What the converter has made of the XML, as it should have been. */
export function corrected(converted: Json, definitions: Definitions): JsonObject {
  const bare = withoutComments(converted);
  if (!isJsonObject(bare)) throw new Error('the file has no resource');
  return typedResource(bare, definitions);
}

/** Comments go, and so does what is empty without them. */
function withoutComments(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) {
    const kept = (value as readonly Json[]).map(withoutComments);
    // A place in a list that is empty stays: the extensions of primitives are counted by it.
    return kept.some((one) => one !== undefined && one !== null) ? kept.map((one) => one ?? null) : undefined;
  }
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value)
    .filter(([name]) => name !== 'fhir_comments')
    .map(([name, one]) => [name, withoutComments(one)] as const)
    .filter(([, one]) => one !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function typedResource(resource: JsonObject, definitions: Definitions): JsonObject {
  const type = resource['resourceType'];
  return typeof type === 'string' && definitions.hasResourceType(type)
    ? typed(resource, definitions.shapeOf(type), definitions)
    : resource;
}

const numbers = new Set(['decimal', 'integer', 'positiveInt', 'unsignedInt']);

function typed(object: JsonObject, shape: Shape, definitions: Definitions): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      const property = shape.properties.get(name);
      if (property === undefined || value === undefined) return [name, value];
      const one = (element: Json): Json => typedElement(element, property, definitions);
      return [name, Array.isArray(value) ? (value as readonly Json[]).map(one) : one(value)];
    }),
  );
}

function typedElement(
  element: Json,
  { type, primitive }: { type: string; primitive: boolean },
  definitions: Definitions,
): Json {
  if (typeof element === 'string') {
    if (numbers.has(type)) return parseJson(element);
    return type === 'boolean' ? element === 'true' : element;
  }
  if (!isJsonObject(element) || primitive) return element;
  if (typeof element['resourceType'] === 'string') return typedResource(element, definitions);
  return typed(element, definitions.shapeOf(type), definitions);
}

/** A value of JSON as `parseJson` reads it: a number whose digits a double would change is a `RawNumber`. */
export type Json = null | boolean | number | string | RawNumber | readonly Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** A number with its digits as they were written: `1.10`, `1e3`, or an integer beyond 2^53. `JSON.stringify` writes it so again. */
export interface RawNumber {
  readonly rawJSON: string;
}

/** What the text is not: JSON. It says where, and nothing of what stands there, because that may be about a patient. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  /** Characters before the fault, where the engine says so. */
  readonly position: number | undefined;

  constructor(position: number | undefined) {
    super(position === undefined ? 'is not JSON' : `is not JSON at character ${position}`);
    this.position = position;
  }
}

// ECMAScript's "JSON.parse source text access", which Node 24 has and the library of TypeScript 6.0 does not name.
const json = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: Json, context: { source?: string }) => Json): Json;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): boolean;
};

/**
 * Reads JSON so that decimals keep their digits, as FHIR R4 asks for (2.6.0.1, Representing primitive elements: the precision
 * of a decimal is significant, and 1.10 is not 1.1).
 * @throws JsonSyntaxError
 */
export function parseJson(text: string): Json {
  try {
    return json.parse(text, (_key, value, { source }) =>
      typeof value !== 'number' || source === undefined || String(value) === source
        ? value
        : json.rawJSON(source),
    );
  } catch (error) {
    // The engine quotes what it could not read, so its error is not passed on. Too deep for its stack is a RangeError.
    throw new JsonSyntaxError(positionIn(error));
  }
}

function positionIn(error: unknown): number | undefined {
  const found = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return found === undefined ? undefined : Number(found);
}

/** Whether a value is a number whose digits were kept. */
export function isRawNumber(value: unknown): value is RawNumber {
  return json.isRawJSON(value);
}

/** The number nearest to a value of JSON, for reckoning with; undefined for what is no number. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return isRawNumber(value) ? Number(value.rawJSON) : undefined;
}

/** Whether a value is an object, and neither a list nor a kept number. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

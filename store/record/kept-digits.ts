// ECMAScript's "JSON.parse source text access", which Node 24 has and the library of TypeScript does not name.
const json = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): Record<string, unknown>;
  rawJSON(text: string): unknown;
};

/** A number as JSON has it, with the digits of this text: 37.0 stays 37.0. */
export function numberOf(text: string): unknown {
  return json.rawJSON(text);
}

/** A resource of the record, whose numbers keep the digits with which they were written. */
export function readBody(text: string): Record<string, unknown> {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value,
  );
}

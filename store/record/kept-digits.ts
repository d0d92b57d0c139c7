// ECMAScript's "JSON.parse source text access", which Node 24 has and the library of TypeScript does not name.
const json = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
};

/** Reads JSON; numbers keep the digits with which they were written: 37.0 stays 37.0. @throws SyntaxError */
export function parseKept(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value,
  );
}

/** A number that is written into JSON with these digits. */
export function keptNumber(digits: string): unknown {
  return json.rawJSON(digits);
}

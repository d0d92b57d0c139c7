import { isJsonObject, isRawNumber, type Json } from '../../server/fhir/json.ts';

/** Where two values of JSON differ, as `Observation.valueQuantity.value`. Numbers are equal if their digits are: 1.10 is not 1.1. */
export function differences(sent: Json | undefined, read: Json | undefined, path: string): string[] {
  if (Array.isArray(sent) && Array.isArray(read)) {
    const [one, other] = [sent as readonly Json[], read as readonly Json[]];
    if (one.length !== other.length) return [path];
    return one.flatMap((value, n) => differences(value, other[n], `${path}[${String(n)}]`));
  }
  if (isJsonObject(sent) && isJsonObject(read)) {
    const names = new Set([...Object.keys(sent), ...Object.keys(read)]);
    return [...names].flatMap((name) => differences(sent[name], read[name], `${path}.${name}`));
  }
  return plain(sent) === plain(read) ? [] : [path];
}

/** Numbers by their digits; a list and an object are no plain value, and equal to nothing. */
function plain(value: Json | undefined): unknown {
  if (typeof value === 'number') return `number ${String(value)}`;
  if (isRawNumber(value)) return `number ${(value as { rawJSON: string }).rawJSON}`;
  if (typeof value === 'string') return `text ${value}`;
  return typeof value === 'object' && value !== null ? Symbol('no plain value') : value;
}

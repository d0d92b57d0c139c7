import { clockOf, dayInWords } from '../rota/wall-clock.ts';
import { spanOf } from './fhir-time.ts';

/** A resource as it can be looked into; nothing is known of what its elements hold. */
export type Resource = Readonly<Record<string, unknown>>;

// ECMAScript's "JSON.parse source text access", which Node 24 has and the library of TypeScript does not name.
const json = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): Resource;
};

/** A body of the record, to be put into words: each number is a text of the digits that were written. */
export function readBody(body: string): Resource {
  return json.parse(body, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? source : value,
  );
}

export function isObject(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is in a list of objects; nothing where it is no list. */
export function listIn(value: unknown): readonly Resource[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The words of a CodeableConcept: what somebody has written, else a display, else a code. */
export function conceptIn(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const codings = listIn(value['coding']);
  const named = codings.map(({ display }) => textIn(display)).find((display) => display !== undefined);
  return (
    textIn(value['text']) ??
    named ??
    codings.map(({ code }) => textIn(code)).find((code) => code !== undefined)
  );
}

/** The first code of a concept. */
export function codeIn(value: unknown): string | undefined {
  return isObject(value) ? textIn(listIn(value['coding'])[0]?.['code']) : undefined;
}

/** As it was written, whether it was read as a text, a number or a number with its digits kept. */
function digitsIn(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return textIn(value) ?? (isObject(value) ? textIn(value['rawJSON']) : undefined);
}

/** As clinicians write what UCUM has in codes and UK Core in full. Anything else stands as it was written; nothing is converted. */
const units: ReadonlyMap<string, string> = new Map([
  ['Cel', '°C'],
  ['degree Celsius', '°C'],
  ['[degF]', '°F'],
  ['mm[Hg]', 'mmHg'],
  ['millimeter of mercury', 'mmHg'],
  ['per minute', '/min'],
  ['percent', '%'],
  ['{ScoreOf}', ''],
]);

/** A Quantity in parts, its digits as they were written. */
export function partsOfQuantity(
  value: unknown,
): { digits: string; comparator: string; unit: string | undefined } | undefined {
  if (!isObject(value)) return undefined;
  const digits = digitsIn(value['value']);
  if (digits === undefined) return undefined;
  const written = textIn(value['unit']) ?? textIn(value['code']) ?? '';
  const unit = textIn(units.get(written) ?? written);
  return { digits, comparator: textIn(value['comparator']) ?? '', unit };
}

/** `12.0 mmol/L`, `<5 mg`. */
export function quantityIn(value: unknown): string | undefined {
  const parts = partsOfQuantity(value);
  if (parts === undefined) return undefined;
  const number = `${parts.comparator}${parts.digits}`;
  return parts.unit === undefined ? number : `${number} ${parts.unit}`;
}

/**
 * What is said of how a medicine is taken, in the words of whoever has written it. A schedule in codes is not put into words: one
 * that left out "at most" or "for five days" would be another dose.
 */
export function dosagesIn(value: unknown): string[] {
  return listIn(value).map(({ text, patientInstruction }) => {
    return (
      textIn(text) ??
      textIn(patientInstruction) ??
      'How it is taken is in the record in codes, and cannot be shown here'
    );
  });
}

/**
 * What an Observation, or a component of one, says: of each type of value that FHIR R4 has, and why there is none.
 * @returns undefined where it has no value of its own and gives no reason
 */
export function valueWords(part: Resource): string | undefined {
  const said =
    quantityIn(part['valueQuantity']) ??
    conceptIn(part['valueCodeableConcept']) ??
    yesOrNo(part['valueBoolean']) ??
    digitsIn(part['valueInteger']) ??
    textIn(part['valueString']) ??
    rangeIn(part['valueRange']) ??
    ratioIn(part['valueRatio']) ??
    textIn(part['valueTime']) ??
    timeWords(part['valueDateTime']) ??
    periodWords(part['valuePeriod']);
  if (said !== undefined) return said;
  if (Object.keys(part).some((name) => name.startsWith('value'))) {
    return 'The value is in the record and cannot be shown here';
  }
  const why = conceptIn(part['dataAbsentReason']);
  return why && `No value: ${why}`;
}

function yesOrNo(value: unknown): string | undefined {
  return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : undefined;
}

function rangeIn(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const [low, high] = [quantityIn(value['low']), quantityIn(value['high'])];
  if (low === undefined) return high && `up to ${high}`;
  return high === undefined ? `${low} or more` : `${low} to ${high}`;
}

/** `1:128` of a titre, `5 mg in 1 mL`. */
function ratioIn(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const [of, to] = [partsOfQuantity(value['numerator']), partsOfQuantity(value['denominator'])];
  if (of === undefined || to === undefined) return undefined;
  const plain = of.unit === undefined && to.unit === undefined;
  const words = [value['numerator'], value['denominator']].map((one) => quantityIn(one) ?? '');
  return words.join(plain ? ':' : ' in ');
}

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
];

/** A time of FHIR in words, as exact as it was written: `2026`, `November 2026`, `30 November 2026`, `Mon 30 Nov 2026, 08:00`. */
export function timeWords(value: unknown): string | undefined {
  const text = textIn(value);
  if (text === undefined) return undefined;
  if (text.includes('T')) {
    const at = spanOf(text)?.from;
    return at ? `${dayInWords(at)}, ${clockOf(at)}` : text;
  }
  const [year, month, day] = text.split('-');
  const named = months[Number(month) - 1];
  if (year === undefined || named === undefined) return text;
  return day === undefined ? `${named} ${year}` : `${String(Number(day))} ${named} ${year}`;
}

/** Where a Period begins and ends, as far as it says so. */
export function periodWords(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const [start, end] = [timeWords(value['start']), timeWords(value['end'])];
  if (start === undefined) return end && `until ${end}`;
  return end === undefined ? `since ${start}` : `${start} to ${end}`;
}

const longest = 1000;

/** A long text is cut, and says so. */
export function notTooLong(text: string): string {
  return text.length <= longest
    ? text
    : `${text.slice(0, longest)}… (There is more of this text in the record.)`;
}

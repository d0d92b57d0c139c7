import { isRawNumber, type Json, numberOf } from '../json.ts';

/** @returns which rule of its type a value breaks, in words without the value; undefined for none */
export function primitiveFault(type: string, value: Json): string | undefined {
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'must be true or false';
  if (type in numberRules) return numberFault(type, value);
  if (typeof value !== 'string') return 'must be a text in quotation marks';
  return textFault(type, value);
}

const int32 = 2 ** 31;

const numberRules: Readonly<Record<string, { from: number; to: number; whole: boolean }>> = {
  decimal: { from: -Number.MAX_VALUE, to: Number.MAX_VALUE, whole: false },
  integer: { from: -int32, to: int32 - 1, whole: true },
  positiveInt: { from: 1, to: int32 - 1, whole: true },
  unsignedInt: { from: 0, to: int32 - 1, whole: true },
};

function numberFault(type: string, value: Json): string | undefined {
  const number = numberOf(value);
  const rule = numberRules[type];
  if (number === undefined || rule === undefined) return 'must be a number, without quotation marks';
  if (rule.whole && !isWhole(value)) return `is no ${type}: it must be whole, without point or exponent`;
  return number >= rule.from && number <= rule.to ? undefined : `is outside of the range of ${type}`;
}

/** 1.0 is no integer in FHIR, though JavaScript takes it for one. */
function isWhole(value: Json): boolean {
  return isRawNumber(value) ? /^-?\d+$/.test(value.rawJSON) : Number.isInteger(value);
}

const day = '[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?';
const time = '([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]{1,9})?';
const zone = '(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))';
const wholeDay = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';

/** After FHIR R4, 2.24.0.1 (primitive types); a date has the year alone, year and month, or all three. */
const patterns: Readonly<Record<string, RegExp>> = {
  date: new RegExp(`^${day}$`),
  dateTime: new RegExp(`^(${day}|${wholeDay}T${time}${zone})$`),
  instant: new RegExp(`^${wholeDay}T${time}${zone}$`),
  time: new RegExp(`^${time}$`),
  id: /^[A-Za-z0-9.-]{1,64}$/,
  code: /^\S+( \S+)*$/,
  uri: /^\S+$/,
  url: /^\S+$/,
  canonical: /^\S+$/,
  oid: /^urn:oid:[0-2]([.](0|[1-9][0-9]*))+$/,
  uuid: /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

/** FHIR R4, 2.24.0.1: a string has at most 1 MB. */
const longestText = 1024 * 1024;

function textFault(type: string, value: string): string | undefined {
  if (type === 'base64Binary') return isBase64(value) ? undefined : 'is no base64Binary';
  if (value.trim() === '') return 'is empty';
  if (value.length > longestText) return 'is longer than 1 MB';
  // What PostgreSQL cannot keep, or would keep as something else.
  if (!value.isWellFormed() || hasControlCharacter(value)) return 'has a character that is not allowed';
  if (patterns[type]?.test(value) === false) return `is no ${type}`;
  const dated = type === 'date' || type === 'dateTime' || type === 'instant';
  return dated && !isDayOfCalendar(value) ? 'is no day of the calendar' : undefined;
}

function hasControlCharacter(value: string): boolean {
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return true;
  }
  return false;
}

function isDayOfCalendar(value: string): boolean {
  const [year = 0, month = 1, dayOfMonth = 1] = value.slice(0, 10).split('-').map(Number);
  if (year === 0) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return dayOfMonth <= days;
}

/** Lines may be broken anywhere: R4 allows white space, and examples of HL7's have it. */
export function withoutWhiteSpace(base64: string): string {
  return base64.replaceAll(/\s/g, '');
}

function isBase64(value: string): boolean {
  const joined = withoutWhiteSpace(value);
  return joined !== '' && joined.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(joined);
}

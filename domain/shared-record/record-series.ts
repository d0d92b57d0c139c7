import { spanOf } from '../record/fhir-time.ts';
import {
  conceptIn,
  isObject,
  listIn,
  notTooLong,
  partsOfQuantity,
  type Resource,
  textIn,
  timeWords,
  valueWords,
} from '../record/resource-words.ts';
import { isWithdrawn } from './record-entries.ts';
import type { RecordPoint, RecordSeries } from './record-view.ts';

/** So many of the newest values of one kind are shown. */
export const longestSeries = 40;

export type SourcedObservation = { readonly resource: Resource; readonly source: string };

/**
 * Values that are watched together, in the order of the NEWS2 chart, by their codes of LOINC and SNOMED CT
 * (`requirements/clinical.md` 1.6). What has none of these codes goes by its own.
 */
const known: readonly { readonly name: string; readonly codes: readonly string[] }[] = [
  { name: 'NEWS2 total', codes: ['sct|1104051000000101'] },
  { name: 'Breaths', codes: ['loinc|9279-1', 'sct|86290005'] },
  {
    name: 'Oxygen saturation',
    codes: ['loinc|2708-6', 'loinc|59408-5', 'sct|431314004', 'sct|103228002'],
  },
  { name: 'Air or oxygen', codes: ['sct|722742002', 'sct|371825009'] },
  { name: 'Systolic blood pressure', codes: ['loinc|8480-6', 'sct|72313002', 'sct|271649006'] },
  { name: 'Diastolic blood pressure', codes: ['loinc|8462-4', 'sct|1091811000000102'] },
  { name: 'Pulse', codes: ['loinc|8867-4', 'sct|364075005', 'sct|78564009'] },
  { name: 'Consciousness', codes: ['sct|1104441000000107'] },
  { name: 'Temperature', codes: ['loinc|8310-5', 'sct|276885007', 'sct|386725007'] },
  { name: 'Weight', codes: ['loinc|29463-7'] },
];

const systems: Readonly<Record<string, string>> = {
  'http://loinc.org': 'loinc',
  'http://snomed.info/sct': 'sct',
};

/** These say it by their code alone. */
const saidByCode: Readonly<Record<string, string>> = {
  'sct|722742002': 'On air',
  'sct|371825009': 'On oxygen',
};

const notes: Readonly<Record<string, string>> = {
  registered: 'Not final',
  preliminary: 'Not final',
  amended: 'Corrected',
  corrected: 'Corrected',
  unknown: 'Whether it is final is not known',
};

/** One value, and with which others it belongs. */
type Value = { key: string; name: string; unit: string | null; point: RecordPoint };
type Said = { text: string; number: number | null; unit: string | null };

/**
 * Observations as series of one kind in one unit, each with its newest values first. Values in different units are never in one
 * series: a line through them would lie. `cut` is that there are values that are not in the answer.
 */
export function seriesOf(observations: readonly SourcedObservation[]): {
  series: RecordSeries[];
  cut: boolean;
} {
  const series = new Map<string, RecordSeries & { points: RecordPoint[] }>();
  let cut = false;
  for (const value of observations.flatMap(valuesOf)) {
    const { key, name, unit, point } = value;
    const one = series.get(key) ?? { name, unit, points: [] };
    series.set(key, one);
    if (one.points.length < longestSeries) one.points.push(point);
    else cut = true;
  }
  return { series: [...series.values()].toSorted(inOrder), cut };
}

function inOrder(a: RecordSeries, b: RecordSeries): number {
  return placeOf(a) - placeOf(b) || a.name.localeCompare(b.name);
}

function placeOf({ name }: RecordSeries): number {
  const place = known.findIndex((one) => one.name === name);
  return place === -1 ? known.length : place;
}

function valuesOf({ resource, source }: SourcedObservation): Value[] {
  if (isWithdrawn(resource) || resource['status'] === 'cancelled') return [];
  const own = saidIn(resource);
  const parts = listIn(resource['component']);
  // Of a panel it may only say why the whole has none.
  const isAbsent = resource['dataAbsentReason'] !== undefined && parts.length > 0;
  if (own !== undefined && !isAbsent) return [valueOf(resource, { whole: resource, source, said: own })];
  if (parts.length > 0) {
    return parts.map((part) => valueOf(part, { whole: resource, source, said: saidIn(part) ?? noValue }));
  }
  // It only binds others together, and those are there themselves.
  if (listIn(resource['hasMember']).length > 0) return [];
  return [valueOf(resource, { whole: resource, source, said: own ?? noValue })];
}

function valueOf(part: Resource, of: { whole: Resource; source: string; said: Said }): Value {
  const { whole, source, said } = of;
  const codes = codesIn(part['code']);
  const named = known.find((one) => one.codes.some((code) => codes.includes(code)));
  const name = named?.name ?? conceptIn(part['code']) ?? 'Its name is not in this record';
  const time = whole['effectiveDateTime'] ?? whole['effectiveInstant'] ?? startOf(whole['effectivePeriod']);
  const at = spanOf(time)?.from?.toISOString() ?? null;
  const { text, number, unit } = said;
  const point = {
    ...{ at, when: timeWords(time) ?? null, text: notTooLong(text), number, source },
    note: notes[textIn(whole['status']) ?? ''] ?? null,
  };
  return { key: `${named?.name ?? codes[0] ?? name}|${unit ?? ''}`, name, unit, point };
}

function startOf(period: unknown): unknown {
  return isObject(period) ? period['start'] : undefined;
}

function codesIn(concept: unknown): string[] {
  if (!isObject(concept)) return [];
  return listIn(concept['coding']).map(
    ({ system, code }) => `${systems[String(system)] ?? String(system)}|${String(code)}`,
  );
}

function saidIn(part: Resource): Said | undefined {
  const quantity = partsOfQuantity(part['valueQuantity']);
  const byCode = codesIn(part['code'])
    .map((code) => saidByCode[code])
    .find((words) => words !== undefined);
  if (quantity !== undefined) {
    const { digits, comparator, unit } = quantity;
    const words = unit ?? '';
    const said = { text: `${comparator}${digits}`, unit: unit ?? null };
    if (byCode !== undefined)
      return { text: `${byCode}, ${said.text} ${words}`.trim(), number: null, unit: null };
    return { ...said, number: comparator === '' ? Number(digits) : null };
  }
  const words = byCode ?? valueWords(part);
  return words === undefined ? undefined : { text: words, number: null, unit: null };
}

/** A value that is missing is never shown as nothing. */
const noValue: Said = { text: 'No value is written', number: null, unit: null };

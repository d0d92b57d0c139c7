import { isRawNumber } from './json.ts';

/** A resource as it can be looked into; nothing is known of what its elements hold. */
export type Resource = Readonly<Record<string, unknown>>;

type Concept = { text?: unknown; coding?: readonly { display?: unknown; code?: unknown }[] };

/**
 * XHTML for people who read a list of resources: one line each, with what it is, its state and its time. `nothing` is said where
 * there are none. Whatever the resources hold becomes text and never markup.
 */
export function listedText(resources: readonly Resource[], nothing: string): string {
  const body =
    resources.length === 0
      ? `<p>${escaped(nothing)}</p>`
      : `<ul>${resources.map((one) => `<li>${escaped(lineOf(one))}</li>`).join('')}</ul>`;
  return `<div xmlns="http://www.w3.org/1999/xhtml">${body}</div>`;
}

function lineOf(one: Resource): string {
  const what =
    conceptIn(one['code'] ?? one['medicationCodeableConcept']) ??
    textOf(one['title']) ??
    textOf((one['medicationReference'] as Resource | undefined)?.['display']);
  const states = ['clinicalStatus', 'verificationStatus', 'criticality', 'status'].map((name) => {
    const value = one[name];
    return typeof value === 'string' ? value : conceptIn(value);
  });
  const parts = [
    what ?? textOf(one['description']) ?? 'Without a name',
    ...valuesIn(one),
    ...dosageIn(one['dosage']),
    ...states.filter((state) => state !== undefined && state !== 'final'),
    timeIn(one),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function valuesIn(one: Resource): string[] {
  const own = quantityIn(one['valueQuantity']) ?? conceptIn(one['valueCodeableConcept']);
  const components = Array.isArray(one['component']) ? (one['component'] as Resource[]) : [];
  const named = components.flatMap((part) => {
    const value = quantityIn(part['valueQuantity']) ?? conceptIn(part['valueCodeableConcept']);
    return value === undefined ? [] : [`${conceptIn(part['code']) ?? 'value'} ${value}`];
  });
  return [...(own === undefined ? [] : [own]), ...named];
}

function dosageIn(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((one: Resource) => textOf(one['text']) ?? []) : [];
}

/** As clinicians write what UK Core has spelled out. */
const shortUnits: ReadonlyMap<string, string> = new Map([
  ['millimeter of mercury', 'mmHg'],
  ['degree Celsius', '°C'],
  ['per minute', '/min'],
  ['percent', '%'],
]);

function quantityIn(value: unknown): string | undefined {
  const quantity = value as Resource | undefined;
  const amount = quantity?.['value'];
  // The digits are those that were written.
  const digits = isRawNumber(amount)
    ? amount.rawJSON
    : typeof amount === 'number'
      ? String(amount)
      : undefined;
  if (digits === undefined) return undefined;
  const comparator = textOf(quantity?.['comparator']) ?? '';
  const written = textOf(quantity?.['unit']) ?? textOf(quantity?.['code']);
  const unit = written === undefined ? undefined : (shortUnits.get(written) ?? written);
  return unit === undefined ? `${comparator}${digits}` : `${comparator}${digits} ${unit}`;
}

const times = [
  ...['effectiveDateTime', 'effectiveInstant', 'onsetDateTime', 'recordedDate', 'dateAsserted', 'created'],
];

function timeIn(one: Resource): string | undefined {
  const period = (one['effectivePeriod'] ?? one['period']) as Resource | undefined;
  const found = times.map((name) => textOf(one[name])).find((text) => text !== undefined);
  return found ?? (textOf(period?.['start']) && `from ${textOf(period?.['start']) ?? ''}`);
}

function conceptIn(value: unknown): string | undefined {
  const { text, coding } = (value ?? {}) as Concept;
  const named = coding?.map(({ display }) => textOf(display)).find((display) => display !== undefined);
  return textOf(text) ?? named ?? coding?.map(({ code }) => textOf(code)).find((code) => code !== undefined);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

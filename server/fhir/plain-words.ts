import {
  conceptIn,
  dosagesIn,
  listIn,
  type Resource,
  textIn,
  valueWords,
} from '../../domain/record/resource-words.ts';

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
    textIn(one['title']) ??
    textIn((one['medicationReference'] as Resource | undefined)?.['display']);
  const states = ['clinicalStatus', 'verificationStatus', 'criticality', 'status'].map((name) => {
    const value = one[name];
    return typeof value === 'string' ? value : conceptIn(value);
  });
  const parts = [
    what ?? textIn(one['description']) ?? 'Without a name',
    ...valuesIn(one),
    ...dosagesIn(one['dosage']),
    ...states.filter((state) => state !== undefined && state !== 'final'),
    timeIn(one),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function valuesIn(one: Resource): string[] {
  const own = valueWords(one);
  const named = listIn(one['component']).map(
    (part) => `${conceptIn(part['code']) ?? 'value'} ${valueWords(part) ?? 'without a value'}`,
  );
  return [...(own === undefined ? [] : [own]), ...named];
}

const times = [
  ...['effectiveDateTime', 'effectiveInstant', 'onsetDateTime', 'recordedDate', 'dateAsserted', 'created'],
];

function timeIn(one: Resource): string | undefined {
  const period = (one['effectivePeriod'] ?? one['period']) as Resource | undefined;
  const found = times.map((name) => textIn(one[name])).find((text) => text !== undefined);
  return found ?? (textIn(period?.['start']) && `from ${textIn(period?.['start']) ?? ''}`);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

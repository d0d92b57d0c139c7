import { sameName } from '../../domain/clinics/same-name.ts';
import { nhsNumberSystem } from '../../domain/record/resource-types.ts';
import { parseKept } from './kept-digits.ts';

/** Who somebody on a list of ours is, as far as other systems may read it: not in which prison or home, nor under which prison number. */
export type ListedPatient = {
  readonly id: string;
  readonly name: string;
  readonly dateOfBirth: string;
  /** Null also where the Patient of another system has it. */
  readonly nhsNumber: string | null;
  /** The row that stands for this person since two rows turned out to be of one. */
  readonly mergedInto: string | null;
  /** The rows for which this one stands. */
  readonly replaces: readonly string[];
};

type Json = Record<string, unknown>;

const profile = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient';

/** Nobody here asks the national service whose number it is (UKCore-NHSNumberVerificationStatusEngland). */
const notTraced = {
  url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
  valueCodeableConcept: {
    coding: [
      {
        system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
        code: '02',
        display: 'Number present but not traced',
      },
    ],
  },
};

/**
 * The Patient of somebody on a list, before it has a version. Name, date of birth, NHS number, whether it is in use and what it was
 * merged with are the list's; everything else is as it stands.
 * @param standing what is in the record, if anything is
 * @returns undefined where it says so already
 */
export function patientResourceOf(patient: ListedPatient, standing: string | null): Json | undefined {
  const before = standing === null ? firstOf(patient) : (parseKept(standing) as Record<string, unknown>);
  const ours = {
    active: patient.mergedInto === null,
    identifier: someOf(identifiersOf(patient, listIn(before, 'identifier'))),
    name: [nameOf(patient, listIn(before, 'name'))],
    birthDate: patient.dateOfBirth,
    link: someOf(linksOf(patient, listIn(before, 'link'))),
  };
  const after: Json = { ...before, ...ours };
  if (standing !== null && sameIn(Object.keys(after), before, after)) return undefined;
  if (sameIn(['name', 'birthDate', 'identifier'], before, after)) return after;
  // Words and an hour of birth that were written of somebody who stood there otherwise say so no more.
  return without(after, ['text', '_birthDate']);
}

function without(resource: Json, elements: readonly string[]): Json {
  return Object.fromEntries(Object.entries(resource).filter(([element]) => !elements.includes(element)));
}

function sameIn(elements: readonly string[], before: Json, after: Json): boolean {
  return elements.every((element) => JSON.stringify(before[element]) === JSON.stringify(after[element]));
}

/** The resource as version `version` of it. */
export function versionOf(resource: Json, { version, now }: { version: number; now: Date }): Json {
  const meta = without(resource['meta'] as Json, ['versionId', 'lastUpdated']);
  const time = { versionId: String(version), lastUpdated: now.toISOString() };
  return { ...resource, meta: { ...time, ...meta } };
}

function firstOf({ id }: ListedPatient): Json {
  return { resourceType: 'Patient', id, meta: { profile: [profile] } };
}

function identifiersOf({ nhsNumber }: ListedPatient, standing: readonly Json[]): Json[] {
  const others = standing.filter(({ system }) => system !== nhsNumberSystem);
  if (nhsNumber === null) return others;
  // Another system may have said that it is traced.
  const known = standing.find(({ system, value }) => system === nhsNumberSystem && value === nhsNumber);
  if (known !== undefined) return [...standing];
  return [{ extension: [notTraced], system: nhsNumberSystem, value: nhsNumber }, ...others];
}

/** Whoever has said which part of the same name is the family name has not said it in vain. */
function nameOf({ name }: ListedPatient, standing: readonly Json[]): Json {
  const same = standing.find((one) => sameName(wordsOf(one), name));
  return { ...same, text: name };
}

function wordsOf({ given, family, text }: Json): string {
  const parts = [...(Array.isArray(given) ? (given as unknown[]) : []), family];
  const words = parts.filter((part) => typeof part === 'string');
  return words.length > 0 ? words.join(' ') : typeof text === 'string' ? text : '';
}

function linksOf({ mergedInto, replaces }: ListedPatient, standing: readonly Json[]): Json[] {
  const link = (type: string, id: string) => ({ other: { reference: `Patient/${id}` }, type });
  return [
    ...standing.filter(({ type }) => type !== 'replaced-by' && type !== 'replaces'),
    ...(mergedInto === null ? [] : [link('replaced-by', mergedInto)]),
    ...replaces.map((id) => link('replaces', id)),
  ];
}

function listIn(resource: Json, element: string): Json[] {
  const list = resource[element];
  return Array.isArray(list) ? (list as Json[]) : [];
}

function someOf(list: Json[]): Json[] | undefined {
  return list.length > 0 ? list : undefined;
}

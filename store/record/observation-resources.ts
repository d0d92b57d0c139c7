import { type News2Parameter } from '../../domain/record/news2.ts';
import { type ObservationSet, scoreOf } from '../../domain/record/observation-set.ts';
import { keptNumber, parseKept } from './kept-digits.ts';

/** A FHIR Observation of ours, before it has a version. */
export type ObservationResource = {
  readonly id: string;
  readonly meta: { readonly profile: readonly string[] };
};

type Coding = { system: string; code: string; display: string };

const snomed = (code: string, display: string): Coding => ({
  system: 'http://snomed.info/sct',
  code,
  display,
});
const loinc = (code: string, display: string): Coding => ({ system: 'http://loinc.org', code, display });
const base = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation-';
const unitsOfMeasure = 'http://unitsofmeasure.org';

/** Codes, profiles and units, also as they are spelled out, of UK Core (STU2) and of the NEWS2 reference sets of SNOMED CT UK. */
const parameters: Readonly<
  Record<News2Parameter, { profile: string; codes: readonly Coding[]; unit: string; spelled: string }>
> = {
  respiration: {
    profile: 'VitalSigns-RespirationRate',
    codes: [loinc('9279-1', 'Respiratory rate'), snomed('86290005', 'Respiratory rate')],
    unit: '/min',
    spelled: 'per minute',
  },
  spo2: {
    profile: 'VitalSigns-OxygenSaturation',
    codes: [loinc('2708-6', 'Oxygen saturation'), snomed('431314004', 'Peripheral oxygen saturation')],
    unit: '%',
    spelled: 'percent',
  },
  oxygen: { profile: 'InspiredOxygen', codes: [], unit: '', spelled: '' },
  systolic: {
    profile: 'VitalSigns-BloodPressure',
    codes: [loinc('85354-9', 'Blood pressure panel'), snomed('75367002', 'Blood pressure')],
    unit: 'mm[Hg]',
    spelled: 'millimeter of mercury',
  },
  pulse: {
    profile: 'VitalSigns-HeartRate',
    codes: [loinc('8867-4', 'Heart rate'), snomed('364075005', 'Heart rate')],
    unit: '/min',
    spelled: 'per minute',
  },
  consciousness: {
    profile: 'ACVPU',
    codes: [snomed('1104441000000107', 'ACVPU (alert, confusion, voice, pain, unresponsive) scale score')],
    unit: '',
    spelled: '',
  },
  temperature: {
    profile: 'VitalSigns-BodyTemperature',
    codes: [loinc('8310-5', 'Body temperature'), snomed('386725007', 'Body temperature')],
    unit: 'Cel',
    spelled: 'degree Celsius',
  },
};
const names = Object.keys(parameters) as News2Parameter[];

const acvpu = {
  A: snomed('248234008', 'Mentally alert'),
  C: snomed('130987000', 'Acute confusion'),
  V: snomed('300202002', 'Responds to voice'),
  P: snomed('450847001', 'Responds to pain'),
  U: snomed('422768004', 'Unresponsive'),
} as const;

const totalCode = snomed('1104051000000101', 'Royal College of Physicians NEWS2 total score');
/** The two scales of the oxygen saturation have codes of their own. */
const partCodes: Readonly<Record<Exclude<News2Parameter, 'spo2'>, string>> = {
  respiration: '1104301000000104',
  oxygen: '1104331000000105',
  systolic: '1104341000000101',
  pulse: '1104351000000103',
  consciousness: '1104361000000100',
  temperature: '1104371000000107',
};
const saturationCodes = { 1: '1104311000000102', 2: '1104321000000108' } as const;

/** The ids of everything that a set may have in the record: each value, and the total. */
export function observationIds(setId: string): string[] {
  return [...names.map((name) => idOf(setId, name)), idOf(setId, 'news2')];
}

/** What the record says of a set, by its ids. What was not taken has none, and an incomplete set has no total. */
export function resourcesOf(set: ObservationSet): ReadonlyMap<string, ObservationResource> {
  if (set.state === 'entered-in-error') return new Map();
  const taken = names.filter((name) => set.values[name] !== null);
  const resources = taken.map((name) => ({
    ...head(set, name, parameters[name].profile),
    ...category(name === 'oxygen' || name === 'consciousness' ? 'exam' : 'vital-signs'),
    ...valueOf(set, name),
  }));
  const total = totalResource(set);
  return new Map([...resources, ...(total === undefined ? [] : [total])].map((one) => [one.id, one]));
}

/** The same resource, said to be wrong. */
export function inErrorOf(body: string): ObservationResource {
  return { ...(parseKept(body) as ObservationResource), ...{ status: 'entered-in-error' } };
}

function idOf(setId: string, name: News2Parameter | 'news2'): string {
  return `${setId}-${name}`;
}

function head(set: ObservationSet, name: News2Parameter | 'news2', profile: string) {
  return {
    resourceType: 'Observation',
    id: idOf(set.id, name),
    meta: { profile: [`${base}${profile}`] },
    status: set.state,
    subject: { reference: `Patient/${String(set.patientId)}` },
    effectiveDateTime: set.takenAt.toISOString(),
    issued: set.recordedAt.toISOString(),
    performer: [{ reference: `Organization/${set.siteId}` }],
  };
}

function category(code: 'vital-signs' | 'exam' | 'survey') {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  return { category: [{ coding: [{ system, code }] }] };
}

function valueOf(set: ObservationSet, name: News2Parameter): Record<string, unknown> {
  const { values } = set;
  const { codes, unit, spelled } = parameters[name];
  const code = { coding: codes };
  if (name === 'oxygen') {
    const air = snomed('722742002', 'Breathing room air');
    return { code: { coding: [values.oxygen === true ? snomed('371825009', 'Patient on oxygen') : air] } };
  }
  if (name === 'consciousness') {
    const level = values.consciousness;
    return { code, ...(level !== null && { valueCodeableConcept: { coding: [acvpu[level]] } }) };
  }
  const value = values[name];
  const number = name === 'temperature' ? keptNumber(Number(value).toFixed(1)) : value;
  const valueQuantity = { value: number, unit: spelled, system: unitsOfMeasure, code: unit };
  if (name !== 'systolic') return { code, valueQuantity };
  const coding = [
    loinc('8480-6', 'Systolic blood pressure'),
    snomed('72313002', 'Systolic arterial pressure'),
  ];
  return { code, component: [{ code: { coding, text: 'Systolic blood pressure' }, valueQuantity }] };
}

function totalResource(set: ObservationSet) {
  const score = scoreOf(set);
  if (!score.complete) return undefined;
  return {
    ...head(set, 'news2', 'EarlyWarningTotalScore'),
    ...category('survey'),
    code: { coding: [totalCode] },
    valueQuantity: points(score.total),
    derivedFrom: names.map((name) => ({ reference: `Observation/${idOf(set.id, name)}` })),
    component: names.map((name) => {
      const code = name === 'spo2' ? saturationCodes[set.scale] : partCodes[name];
      return {
        code: { coding: [{ system: 'http://snomed.info/sct', code }] },
        valueQuantity: points(score.scores[name]),
      };
    }),
  };
}

function points(value: number | undefined) {
  return { value, system: unitsOfMeasure, code: '{ScoreOf}' };
}

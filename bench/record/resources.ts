import type { SeededRandom } from '../chaos/seeded-random.ts';

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';
const units = 'http://unitsofmeasure.org';

type Vital = readonly [code: string, unit: string, least: number, most: number];

const pulse: Vital = ['8867-4', '/min', 50, 120];
/** What is measured: code, unit, lowest and highest value. */
const vitals: readonly [Vital, ...Vital[]] = [
  pulse,
  ['9279-1', '/min', 10, 30],
  ['2708-6', '%', 85, 100],
  ['8310-5', 'Cel', 35, 40],
  ['8480-6', 'mm[Hg]', 90, 180],
  ['8462-4', 'mm[Hg]', 50, 110],
  ['29463-7', 'kg', 45, 110],
  ['8302-2', 'cm', 150, 195],
  ['39156-5', 'kg/m2', 17, 40],
  ['2339-0', 'mg/dL', 70, 200],
];

export const pulseCode = `${loinc}|${pulse[0]}`;
/** A code that nobody has. */
export const nobodysCode = `${loinc}|99999-9`;

export type Resource = { resourceType: string; id?: string } & Record<string, unknown>;

/** Somebody made up. */
export function person(random: SeededRandom, n: number): Resource {
  return {
    resourceType: 'Patient',
    identifier: [{ system: 'https://example.org/bench-person', value: `person-${String(n)}` }],
    active: true,
    name: [{ use: 'official', family: `Synthetic${String(n)}`, given: ['Testa'] }],
    gender: random.pick(['female', 'male']),
    birthDate: `19${String(random.between(30, 99))}-0${String(random.between(1, 9))}-15`,
  };
}

/** One thing measured of somebody, at a moment within the last two years. */
export function observation(random: SeededRandom, subject: string, at = someMoment(random)): Resource {
  const [code, unit, least, most] = random.pick(vitals);
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
        ],
      },
    ],
    code: { coding: [{ system: loinc, code, display: 'Synthetic measurement' }] },
    subject: { reference: subject },
    encounter: { reference: `Encounter/e-${String(random.between(1, 20_000))}` },
    effectiveDateTime: at,
    performer: [{ reference: 'Organization/northdale' }],
    valueQuantity: { value: random.between(least * 10, most * 10) / 10, unit, system: units, code: unit },
  };
}

const twoYearsMs = 2 * 365 * 86_400_000;

function someMoment(random: SeededRandom): string {
  return new Date(Date.UTC(2026, 10, 30) - Math.floor(random.next() * twoYearsMs)).toISOString();
}

/** A patient’s record as a transaction, in shape and size like those of Synthea: mostly measurements, beside problems, allergies and medicines. */
export function recordBundle(random: SeededRandom, n: number): { bundle: unknown; count: number } {
  const patient = `urn:uuid:${crypto.randomUUID()}`;
  const code = (system: string, value: string) => ({ coding: [{ system, code: value }] });
  const many = (count: number, make: () => Resource) => Array.from({ length: count }, make);
  const resources = [
    ...many(random.between(4, 16), () => ({
      resourceType: 'Condition',
      clinicalStatus: code('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
      verificationStatus: code('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed'),
      code: code(snomed, String(random.between(10_000_000, 400_000_000))),
      subject: { reference: patient },
      onsetDateTime: someMoment(random),
      recordedDate: someMoment(random),
    })),
    ...many(random.between(0, 4), () => ({
      resourceType: 'AllergyIntolerance',
      clinicalStatus: code('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
      verificationStatus: code(
        'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
        'confirmed',
      ),
      code: code(snomed, String(random.between(10_000_000, 400_000_000))),
      patient: { reference: patient },
      recordedDate: someMoment(random),
    })),
    ...many(random.between(4, 20), () => ({
      resourceType: 'MedicationStatement',
      status: 'active',
      medicationCodeableConcept: code(snomed, String(random.between(10_000_000, 400_000_000))),
      subject: { reference: patient },
      effectiveDateTime: someMoment(random),
    })),
    ...many(random.between(60, 240), () => observation(random, patient)),
  ];
  const entry = [
    { fullUrl: patient, ...posted(person(random, n)) },
    ...resources.map((resource) => ({ fullUrl: `urn:uuid:${crypto.randomUUID()}`, ...posted(resource) })),
  ];
  return { bundle: { resourceType: 'Bundle', type: 'transaction', entry }, count: entry.length };
}

function posted(resource: Resource) {
  return { resource, request: { method: 'POST', url: resource.resourceType } };
}

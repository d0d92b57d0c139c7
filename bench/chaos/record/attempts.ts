import { randomUUID } from 'node:crypto';
import type { SeededRandom } from '../seeded-random.ts';

/** The identifier of everything that one bundle writes, so that what has come of it can be counted. */
export const markSystem = 'https://example.org/chaos-mark';
/** The identifier of a patient whom many bundles may want to make. */
export const personSystem = 'https://example.org/chaos-person';
/** The addresses of forms that many bundles may want to make. */
export const formAddress = 'https://example.org/chaos-form';

const people = 60;
const forms = 20;

/** An observation of ours, at the version that its writer has seen. */
export type Known = { id: string; version: number; subject: string };

/** One bundle that was sent, and what is known of it. */
export type Attempt = {
  mark: string;
  /** How many versions it writes if it is whole, beside what it makes only if nobody has. */
  writes: number;
  heard: 'whole' | 'refused' | 'nothing';
};

export type Planned = { mark: string; writes: number; bundle: unknown; updates: readonly Known[] };

/** A transaction of 20 to 100 entries: somebody and a form unless they are there, what was measured, and changes of what was measured before. */
export function planBundle(random: SeededRandom, known: readonly Known[]): Planned {
  const mark = randomUUID();
  const patient = `urn:uuid:${randomUUID()}`;
  const writes = random.between(18, 98);
  const updates = known.slice(0, Math.floor(writes / 4));
  const made = Array.from({ length: writes - updates.length }, () => `urn:uuid:${randomUUID()}`);
  const identifier = { system: personSystem, value: `person-${String(random.between(1, people))}` };
  const entry = [
    ...made.map((fullUrl, n) => ({
      fullUrl,
      resource: measured({
        mark: `${mark}#${String(n)}`,
        subject: patient,
        ...(n > 0 && { derivedFrom: made[n - 1] }),
      }),
      request: { method: 'POST', url: 'Observation' },
    })),
    ...updates.map(({ id, version, subject }, n) => ({
      resource: { ...measured({ mark: `${mark}#u${String(n)}`, subject }), id },
      request: { method: 'PUT', url: `Observation/${id}`, ifMatch: `W/"${String(version)}"` },
    })),
    {
      fullUrl: patient,
      resource: { resourceType: 'Patient', identifier: [identifier], name: [{ family: 'Synthetic' }] },
      request: {
        method: 'POST',
        url: 'Patient',
        ifNoneExist: `identifier=${identifier.system}|${identifier.value}`,
      },
    },
    formEntry(`${formAddress}/${String(random.between(1, forms))}`),
  ];
  return { mark, writes, bundle: { resourceType: 'Bundle', type: 'transaction', entry }, updates };
}

function formEntry(url: string) {
  return {
    resource: { resourceType: 'Questionnaire', url, status: 'active' },
    request: { method: 'POST', url: 'Questionnaire', ifNoneExist: `url=${url}` },
  };
}

function measured({
  mark,
  subject,
  derivedFrom,
}: {
  mark: string;
  subject: string;
  derivedFrom?: string | undefined;
}) {
  return {
    resourceType: 'Observation',
    identifier: [{ system: markSystem, value: mark }],
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: subject },
    effectiveDateTime: new Date().toISOString(),
    valueQuantity: { value: 80, unit: 'beats/min', system: 'http://unitsofmeasure.org', code: '/min' },
    ...(derivedFrom !== undefined && { derivedFrom: [{ reference: derivedFrom }] }),
  };
}

import type { StoredResource } from '../../../domain/record/record-port.ts';
import type { ResourceType } from '../../../domain/record/resource-types.ts';
import { bundleOf, type BundleEntry } from '../bundles.ts';
import { FhirError } from '../fhir-error.ts';
import { parseJson } from '../json.ts';
import type { Resource } from '../../../domain/record/resource-words.ts';
import { listedText } from '../plain-words.ts';
import { readRecordOf } from './everything.ts';
import {
  type FhirAnswer,
  type FhirDeps,
  type Query,
  recordAudit,
  requireNoParameters,
  requireScope,
  scopeOf,
} from './fhir-deps.ts';
import type { Reading } from './reads.ts';

/** A resource with what is kept of it, and as it can be looked into. */
type Kept = StoredResource & { readonly json: Resource };

/** A section of the International Patient Summary, by its LOINC code (hl7.org/fhir/uv/ips, 2.0.0, Composition). */
type Section = {
  readonly code: string;
  readonly display: string;
  readonly title: string;
  /** It stands there also when it is empty, and says so. */
  readonly required: boolean;
  readonly type: ResourceType;
  readonly belongs: (resource: Resource) => boolean;
};

const codeIn = (value: unknown): string | undefined => {
  const coding = (value as { coding?: { code?: string }[] } | undefined)?.coding;
  return coding?.[0]?.code;
};
const isWithdrawn = ({ verificationStatus, status }: Resource): boolean =>
  status === 'entered-in-error' || /^(entered-in-error|refuted)$/.test(codeIn(verificationStatus) ?? '');
const isPast = ({ clinicalStatus }: Resource): boolean =>
  /^(inactive|remission|resolved)$/.test(codeIn(clinicalStatus) ?? '');
const isOneOf = (...states: string[]) => {
  return ({ status }: Resource): boolean => typeof status === 'string' && states.includes(status);
};

/** What is past, or was never true, is in no section in which somebody would take it for what is so now. */
const sections: readonly Section[] = [
  {
    ...{ code: '11450-4', display: 'Problem list - Reported', title: 'Problems' },
    ...{ required: true, type: 'Condition' },
    belongs: (one) => !isWithdrawn(one) && !isPast(one),
  },
  {
    ...{ code: '48765-2', display: 'Allergies and adverse reactions Document', title: 'Allergies' },
    ...{ required: true, type: 'AllergyIntolerance' },
    // One that is said to be over is shown with that: it is for the reader to judge.
    belongs: (one) => !isWithdrawn(one),
  },
  {
    ...{ code: '10160-0', display: 'History of Medication use Narrative', title: 'Medicines' },
    ...{ required: true, type: 'MedicationStatement' },
    belongs: isOneOf('active', 'intended', 'on-hold', 'unknown'),
  },
  {
    ...{ code: '104605-1', display: 'Alert', title: 'Alerts' },
    ...{ required: false, type: 'Flag' },
    belongs: isOneOf('active'),
  },
  {
    ...{ code: '18776-5', display: 'Plan of care note', title: 'Plans' },
    ...{ required: false, type: 'CarePlan' },
    belongs: isOneOf('active', 'on-hold', 'unknown'),
  },
  {
    ...{ code: '11348-0', display: 'History of Past illness Narrative', title: 'Past problems' },
    ...{ required: false, type: 'Condition' },
    belongs: (one) => !isWithdrawn(one) && isPast(one),
  },
  {
    ...{ code: '8716-3', display: 'Vital signs', title: 'Newest vital signs' },
    ...{ required: false, type: 'Observation' },
    belongs: isOneOf('final', 'amended', 'corrected'),
  },
];

/** Of each type; of vital signs so many of the newest are looked through. */
const recentVitalSigns = 200;
const category = 21;

/**
 * The International Patient Summary of one patient, as a document made when it is asked for (hl7.org/fhir/uv/ips, 2.0.0): the same as
 * is kept, ordered for somebody who does not know the patient. A required section of which nothing is kept says that nothing is
 * recorded, which is not that there is none. What the token does not allow is refused as a whole.
 */
export async function readSummary(
  reading: Reading,
  deps: Pick<FhirDeps, 'baseUrl' | 'newId' | 'clock'>,
  { id, query }: { id: string; query: Query },
): Promise<FhirAnswer> {
  const { client, audit } = reading;
  requireNoParameters(query);
  const types = [...new Set(sections.map(({ type }) => type))];
  for (const type of ['Patient' as const, ...types]) requireScope(client, 'r', type);
  const kept = await readRecordOf(reading, {
    id,
    types: ['Patient', ...types.filter((type) => type !== 'Observation')],
  });
  // After a merge two stand for one person.
  const patient = kept.find((one) => one.type === 'Patient' && one.id === id);
  if (patient === undefined) throw new FhirError(404, 'not-found', 'there is no such resource');
  const all = [...kept, ...(await newestVitalSigns(reading, id))].map(looked);
  const filled = sections.map((section) => ({
    section,
    found: all.filter(({ type, json }) => type === section.type && section.belongs(json)),
  }));
  const detail = { summary: true, count: all.length };
  await audit([recordAudit(client, { action: 'record.read', type: 'Patient', id, detail })]);
  const document = compositionOf(deps, { patient, filled });
  const named = [patient, ...filled.flatMap(({ found }) => found)];
  const entries: BundleEntry[] = [
    ...document,
    ...named.map((one) => ({
      fullUrl: addressOf(deps, one),
      ...(one.body !== null && { resource: one.body }),
    })),
  ];
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${deps.newId()}` };
  const timestamp = deps.clock.now().toISOString();
  return { status: 200, body: bundleOf('document', { entries, identifier, timestamp }) };
}

/** The newest of each kind: earlier ones are found by searching. */
async function newestVitalSigns({ client, reads }: Reading, id: string): Promise<StoredResource[]> {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  const { resources } = await reads.searchResources({
    ...{ type: 'Observation', scope: scopeOf(client), newest: 'at', limit: recentVitalSigns },
    conditions: [
      { is: 'of-patients', patientIds: [id] },
      { is: 'any-of', parameter: category, wanted: [{ kind: 'token', system, code: 'vital-signs' }] },
    ],
  });
  const belongs = sections.find(({ type }) => type === 'Observation')?.belongs;
  const newest = new Map<string, StoredResource>();
  for (const one of resources) {
    const { json } = looked(one);
    const code = codeIn(json['code']) ?? one.id;
    if (belongs?.(json) === true && !newest.has(code)) newest.set(code, one);
  }
  return [...newest.values()];
}

function looked(one: StoredResource): Kept {
  return { ...one, json: (one.body === null ? {} : parseJson(one.body)) as Resource };
}

function addressOf({ baseUrl }: Pick<FhirDeps, 'baseUrl'>, { type, id }: StoredResource): string {
  return `${baseUrl}/${type}/${id}`;
}

/** The composition, and the service as whoever has put it together: no person has looked through it. */
function compositionOf(
  deps: Pick<FhirDeps, 'baseUrl' | 'newId' | 'clock'>,
  of: { patient: StoredResource; filled: readonly { section: Section; found: readonly Kept[] }[] },
): BundleEntry[] {
  const maker = `urn:uuid:${deps.newId()}`;
  const composition = {
    resourceType: 'Composition',
    status: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5', display: 'Patient summary Document' }] },
    // Absolute addresses: an entry without one of its own is no place for a relative one to start from.
    subject: { reference: addressOf(deps, of.patient) },
    date: deps.clock.now().toISOString(),
    author: [{ reference: maker }],
    title: 'Patient summary',
    section: of.filled
      .filter(({ section, found }) => section.required || found.length > 0)
      .map(({ section, found }) => sectionOf(deps, section, found)),
  };
  const device = { resourceType: 'Device', deviceName: [{ name: 'Bedside', type: 'other' }] };
  return [
    { fullUrl: `urn:uuid:${deps.newId()}`, resource: JSON.stringify(composition) },
    { fullUrl: maker, resource: JSON.stringify(device) },
  ];
}

function sectionOf(
  deps: Pick<FhirDeps, 'baseUrl'>,
  { title, code, display }: Section,
  found: readonly Kept[],
): object {
  const coding = [{ system: 'http://loinc.org', code, display }];
  const nothing = 'Nothing is recorded here. That does not mean that there is none.';
  const text = {
    status: 'generated',
    div: listedText(
      found.map(({ json }) => json),
      nothing,
    ),
  };
  const filling =
    found.length > 0
      ? { entry: found.map((one) => ({ reference: addressOf(deps, one) })) }
      : {
          emptyReason: {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code: 'unavailable' },
            ],
          },
        };
  return { title, code: { coding }, text, ...filling };
}

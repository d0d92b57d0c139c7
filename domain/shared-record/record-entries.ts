import type { RecordEntry, RecordPart } from './record-view.ts';
import {
  codeIn,
  conceptIn,
  dosagesIn,
  isObject,
  listIn,
  notTooLong,
  periodWords,
  type Resource,
  textIn,
  timeWords,
} from '../record/resource-words.ts';

/** The types that are listed in words, each in its part of the record. */
export const listedTypes = {
  AllergyIntolerance: 'allergies',
  Condition: 'problems',
  MedicationStatement: 'medicines',
  Flag: 'flags',
  CarePlan: 'plans',
  Goal: 'plans',
  DocumentReference: 'plans',
} as const satisfies Record<string, RecordPart>;
export type ListedType = keyof typeof listedTypes;

/** Without who has written it, which stands beside the resource. Undefined for what was never true: it is left out. */
type Said = Omit<RecordEntry, 'source'>;

/** What a resource says, for a person who reads. */
export function entryOf(type: ListedType, resource: Resource): Said | undefined {
  if (isWithdrawn(resource)) return undefined;
  const said = readers[type](resource);
  return { ...said, text: notTooLong(said.text), more: [...said.more, ...notesIn(resource)].map(notTooLong) };
}

/** Entered in error or ruled out: whoever reads it as a finding is misled. */
export function isWithdrawn({ status, verificationStatus, lifecycleStatus, docStatus }: Resource): boolean {
  return (
    [status, lifecycleStatus, docStatus].includes('entered-in-error') ||
    /^(entered-in-error|refuted)$/.test(codeIn(verificationStatus) ?? '')
  );
}

const readers: Readonly<Record<ListedType, (resource: Resource) => Said>> = {
  AllergyIntolerance: (one) => ({
    text: conceptIn(one['code']) ?? conceptIn(listIn(one['reaction'])[0]?.['substance']) ?? nameless,
    more: [...wordOf(criticalities, one['criticality']), ...reactionsIn(one)],
    ...clinicalState(one),
    when: whenOf(one, ['recordedDate', 'onsetDateTime']),
  }),
  Condition: (one) => ({
    text: conceptIn(one['code']) ?? nameless,
    more: [
      ...named('Severity', conceptIn(one['severity'])),
      ...named('Began', timeWords(one['onsetDateTime']) ?? textIn(one['onsetString'])),
    ],
    ...clinicalState(one),
    when: whenOf(one, ['recordedDate', 'onsetDateTime']),
  }),
  MedicationStatement: (one) => ({
    text: conceptIn(one['medicationCodeableConcept']) ?? medicineReferredTo(one) ?? nameless,
    more: [
      ...dosagesIn(one['dosage']),
      ...listIn(one['reasonCode']).flatMap((reason) => named('For', conceptIn(reason))),
    ],
    ...stateOf(one['status'], { past: ['completed', 'stopped', 'not-taken'] }),
    when: whenOf(one, ['effectiveDateTime', 'dateAsserted']) ?? periodWords(one['effectivePeriod']) ?? null,
  }),
  Flag: (one) => ({
    text: conceptIn(one['code']) ?? nameless,
    more: listIn(one['category']).flatMap((category) => conceptIn(category) ?? []),
    ...stateOf(one['status'], { past: ['inactive'] }),
    when: periodWords(one['period']) ?? null,
  }),
  CarePlan: (one) => ({
    text:
      textIn(one['title']) ??
      listIn(one['category'])
        .map(conceptIn)
        .find((category) => category !== undefined) ??
      textIn(one['description']) ??
      nameless,
    more: [...(textIn(one['title']) === undefined ? [] : listed(one['description'])), ...activitiesIn(one)],
    ...stateOf(one['status'], { past: ['completed', 'revoked'] }),
    when: periodWords(one['period']) ?? whenOf(one, ['created']),
  }),
  Goal: (one) => ({
    text: `Goal: ${conceptIn(one['description']) ?? nameless}`,
    more: [
      ...listIn(one['target']).flatMap(({ dueDate }) => named('By', timeWords(dueDate))),
      ...named('So far', conceptIn(one['achievementStatus'])),
    ],
    ...stateOf(one['lifecycleStatus'], { past: ['completed', 'cancelled', 'rejected'] }),
    when: whenOf(one, ['startDate']),
  }),
  DocumentReference: (one) => ({
    text: `Document: ${conceptIn(one['type']) ?? textIn(one['description']) ?? nameless}`,
    more: [
      ...(conceptIn(one['type']) === undefined ? [] : listed(one['description'])),
      'The document itself is not shown here.',
    ],
    ...stateOf(one['status'], { past: ['superseded'] }),
    when: whenOf(one, ['date']),
  }),
};

const nameless = 'Its name is not in this record';

const criticalities: Readonly<Record<string, string>> = {
  high: 'High risk',
  low: 'Low risk',
  'unable-to-assess': 'Nobody could say how high the risk is',
};

const states: Readonly<Record<string, string>> = {
  ...{ active: 'Active', recurrence: 'Active again', relapse: 'Active again' },
  ...{ inactive: 'No longer active', remission: 'In remission', resolved: 'Over' },
  ...{ completed: 'Finished', stopped: 'Stopped', 'on-hold': 'On hold', intended: 'Intended' },
  ...{ 'not-taken': 'Not taken', unknown: 'Whether it is so now is not known', draft: 'Draft, not agreed' },
  ...{ revoked: 'Withdrawn', proposed: 'Proposed', planned: 'Planned', accepted: 'Agreed' },
  ...{
    cancelled: 'Cancelled',
    rejected: 'Rejected',
    current: 'Current',
    superseded: 'Replaced by a newer one',
  },
  ...{ unconfirmed: 'Not confirmed', provisional: 'Not confirmed', differential: 'One of several possible' },
};

function stateOf(status: unknown, { past }: { past: readonly string[] }): Pick<Said, 'state' | 'current'> {
  const code = textIn(status);
  if (code === undefined) return { state: null, current: true };
  return { state: states[code] ?? code, current: !past.includes(code) };
}

/** Of a problem or an allergy: whether it is so, and how sure somebody is. Without a word about it, it stands as if it were. */
function clinicalState({ clinicalStatus, verificationStatus }: Resource): Pick<Said, 'state' | 'current'> {
  const { state, current } = stateOf(codeIn(clinicalStatus), { past: ['inactive', 'remission', 'resolved'] });
  const sure = codeIn(verificationStatus);
  const doubt = sure === undefined || sure === 'confirmed' ? undefined : (states[sure] ?? sure);
  const words = [state, doubt].filter((one) => one !== null && one !== undefined);
  return { state: words.length === 0 ? null : words.join('. '), current };
}

function reactionsIn(one: Resource): string[] {
  return listIn(one['reaction']).flatMap(({ manifestation, severity, description }) => {
    const signs = listIn(manifestation).flatMap((sign) => conceptIn(sign) ?? []);
    const words = signs.length === 0 ? listed(description) : signs;
    const how = textIn(severity);
    return words.length === 0 ? [] : [`Reaction: ${words.join(', ')}${how === undefined ? '' : ` (${how})`}`];
  });
}

/** A medicine in the same resource, or one elsewhere by the name that stands beside the reference. */
function medicineReferredTo({ medicationReference, contained }: Resource): string | undefined {
  if (!isObject(medicationReference)) return undefined;
  const own = listIn(contained).find(({ id }) => `#${String(id)}` === medicationReference['reference']);
  return conceptIn(own?.['code']) ?? textIn(medicationReference['display']);
}

/** What is to be done; what is kept elsewhere is said to be. */
function activitiesIn(one: Resource): string[] {
  const all = listIn(one['activity']).map(({ detail }) =>
    isObject(detail) ? (conceptIn(detail['code']) ?? textIn(detail['description'])) : undefined,
  );
  const known = all.filter((activity) => activity !== undefined);
  return known.length === all.length
    ? known
    : [...known, 'There is more of this plan in the record than is shown here.'];
}

function notesIn(one: Resource): string[] {
  return listIn(one['note']).flatMap(({ text }) => listed(text));
}

function whenOf(one: Resource, names: readonly string[]): string | null {
  return names.map((name) => timeWords(one[name])).find((words) => words !== undefined) ?? null;
}

function named(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name}: ${value}`];
}

function listed(value: unknown): string[] {
  const text = textIn(value);
  return text === undefined ? [] : [text];
}

function wordOf(words: Readonly<Record<string, string>>, value: unknown): string[] {
  const code = textIn(value);
  return code === undefined ? [] : [words[code] ?? code];
}

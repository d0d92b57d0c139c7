import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { outsidePlace } from '../clinics/outside.ts';
import type { PatientId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { requireRecordRight, requireRecordRole } from '../record/access-table.ts';
import { requireSubject } from '../record-access/break-glass.ts';
import type { RecordSubject, Relationship } from '../record/relationships.ts';
import { readBody } from '../record/resource-words.ts';
import { entryOf, listedTypes, type ListedType } from './record-entries.ts';
import type { SourcedResource } from './record-reads.ts';
import { seriesOf } from './record-series.ts';
import { type RecordEntry, type RecordPart, recordParts, type RecordView } from './record-view.ts';

/** Of each type. What is beyond that is said to be there. */
const most = 100;
const mostObservations = 400;
const mostContacts = 10;

const types = Object.keys(listedTypes) as ListedType[];
const wanted = { ...Object.fromEntries(types.map((type) => [type, most])), Observation: mostObservations };

/**
 * The record of one patient in words, for a clinician with a legitimate relationship to them. Without one there is no such patient,
 * so that ids cannot be probed. The read is in the trail before anything of it is answered.
 */
export async function readRecord(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  asked: { patientId: PatientId },
): Promise<RecordView> {
  const person = requireRecordRole(actor, 'see');
  const { reads } = deps.store;
  const subject = requireSubject(await reads.findRecordSubject(asked.patientId));
  const related = await reads.findRelationships(person.personId, subject.patientId);
  const relationships = related.map(({ kind }) => kind);
  requireRecordRight(person, 'see', { organisationId: subject.organisationId, relationships });
  const readAt = deps.clock.now();
  const [resources, contacts] = await Promise.all([
    reads.listNewestOf(subject, wanted),
    reads.listContacts(subject, mostContacts + 1),
  ]);
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(person), {
        action: 'record.read',
        about: { kind: 'patient', id: subject.patientId, organisationId: subject.organisationId },
        detail: { relationship: relationships.join(' ') },
      }),
    ]),
  );
  const parts = partsOf(resources);
  const more = new Set<RecordPart>([
    ...parts.more,
    ...(contacts.length > mostContacts ? ['contacts' as const] : []),
  ]);
  return {
    patient: patientOf(subject),
    relationships: relationshipsOf(related),
    readAt: readAt.toISOString(),
    ...parts.entries,
    observations: parts.series,
    contacts: contacts.slice(0, mostContacts),
    more: recordParts.filter((part) => more.has(part)),
  };
}

function relationshipsOf(related: readonly Relationship[]): RecordView['relationships'] {
  return related.map(({ kind }) => kind);
}

/** In prison not the wing and the cell: where somebody is locked up is not the clinic's to know. */
function patientOf(subject: RecordSubject): RecordView['patient'] {
  const { patientId, name, dateOfBirth, nhsNumber, room, siteName, siteKind } = subject;
  const place = outsidePlace.safeParse(siteKind).data;
  const inHome = place === 'care-home' && room !== null ? `${room}, ${siteName}` : siteName;
  return { patientId, name, dateOfBirth, nhsNumber, place: place === 'home' ? 'At home' : inHome };
}

type Entries = Pick<RecordView, 'allergies' | 'problems' | 'medicines' | 'flags' | 'plans'>;
type Parts = { entries: Entries; series: RecordView['observations']; more: RecordPart[] };

function partsOf(resources: readonly SourcedResource[]): Parts {
  const more: RecordPart[] = [];
  const entries: Entries = { allergies: [], problems: [], medicines: [], flags: [], plans: [] };
  for (const type of types) {
    const part = listedTypes[type];
    const all = resources.filter((one) => one.type === type);
    if (all.length > most) more.push(part);
    entries[part].push(...all.slice(0, most).flatMap((one) => sourced(type, one)));
  }
  for (const list of Object.values(entries)) list.sort(currentFirst);
  const observations = resources.filter(({ type }) => type === 'Observation');
  const { series, cut } = seriesOf(
    observations
      .slice(0, mostObservations)
      .map((one) => ({ resource: readBody(one.body), source: sourceOf(one) })),
  );
  if (cut || observations.length > mostObservations) more.push('observations');
  return { entries, series, more };
}

function sourced(type: ListedType, one: SourcedResource): RecordEntry[] {
  const said = entryOf(type, readBody(one.body));
  return said === undefined ? [] : [{ ...said, source: sourceOf(one) }];
}

function sourceOf({ source }: SourcedResource): string {
  return source ?? 'This service';
}

/** Plans for an emergency are read first, where their words say what they are. */
const forAnEmergency = /respect\b|resuscitat|dnacpr|escalation|advance (care|decision|directive)/i;

function currentFirst(a: RecordEntry, b: RecordEntry): number {
  return rankOf(a) - rankOf(b);
}

function rankOf({ text, current }: RecordEntry): number {
  return current ? (forAnEmergency.test(text) ? 0 : 1) : 2;
}

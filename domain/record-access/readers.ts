import { type Actor, may, type PersonActor } from '../actors.ts';
import { sightOf } from '../clinics/clinic-access.ts';
import type { PatientId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { requireRecordRight, requireRecordRole } from '../record/access-table.ts';
import type { ReaderEntry } from '../record/access-port.ts';
import { patientEntry, requireSubject } from './break-glass.ts';
import { byRelationship, whatWasRead } from '../record/reader-words.ts';
import type { ReaderView } from '../record/reader-wire.ts';
import type { RecordSubject } from '../record/relationships.ts';

/** Who has read about a patient, for whoever keeps the list on which the patient is, or reviews who opens records. */
export async function listReaders(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { before, ...of }: { patientId: PatientId; before?: string | undefined },
): Promise<{ name: string; readers: ReaderView[]; next: string | null }> {
  const person = requireRecordRole(actor, 'list-readers');
  const subject = requireSubject(await deps.store.reads.findRecordSubject(of.patientId));
  requireRecordRight(person, 'list-readers', {
    organisationId: subject.organisationId,
    onOwnList: await isOnListOf(deps, person, subject),
  });
  const { organisationId, patientId, name } = subject;
  const { entries, next } = await deps.store.reads.listReaders({
    ...{ organisationId, patientId, before: before ?? null },
  });
  await deps.store.transact((tx) => tx.audit([patientEntry(person, subject, 'readers.read')]));
  return { name, readers: entries.map(readerOf), next };
}

/** In a prison: of whoever works there. Elsewhere: of whoever books for all of the organisation, and of a home’s administrator. */
async function isOnListOf(
  deps: Pick<Deps, 'store'>,
  person: PersonActor,
  { siteId, siteKind }: RecordSubject,
): Promise<boolean> {
  if (!may(person, 'resident:manage')) return false;
  const { siteIds, everything } = await sightOf(deps, person, 'resident:manage');
  if (siteKind === 'prison') return siteIds.includes(siteId);
  return everything || (siteKind === 'care-home' && may(person, 'site:manage'));
}

function readerOf({ id, at, actorKind, actorName, organisationName, ...entry }: ReaderEntry): ReaderView {
  return {
    ...{ id, at: at.toISOString(), kind: actorKind, name: actorName, organisation: organisationName },
    ...{ what: whatWasRead(entry), by: byRelationship(entry) },
  };
}

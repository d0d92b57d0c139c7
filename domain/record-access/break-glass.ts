import { type Actor, auditActor, type PersonActor } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import { raiseNoticeIn } from '../escalation/notices.ts';
import type { OrganisationId, PatientId, RecordGrantId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';
import { requireRecordRight, requireRecordRole } from '../record/access-table.ts';
import { grantMinutes, type RecordGrant } from '../record/grant.ts';
import type { OwnGrant, PatientAccess } from '../record/grant-wire.ts';
import type { GrantReason } from '../record/grant.ts';
import type { RecordSubject } from '../record/relationships.ts';

/** By what the actor may see the record of a patient. Who the patient is, is no more than a search says. */
export async function readPatientAccess(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  of: { patientId: PatientId },
): Promise<PatientAccess> {
  const person = requireRecordRole(actor, 'find');
  const subject = requireSubject(await store.reads.findRecordSubject(of.patientId));
  requireRecordRight(person, 'find', subject);
  const { patientId, name } = subject;
  const relationships = await store.reads.findRelationships(person.personId, patientId);
  const grant = await store.reads.findOpenGrant(person.personId, patientId);
  await store.transact((tx) => tx.audit([patientEntry(person, subject, 'patient.found')]));
  return {
    ...{
      patientId,
      name,
      yearOfBirth: yearOf(subject),
      relationships: relationships.map(({ kind }) => kind),
    },
    grant: grant === undefined ? null : ownGrantOf(grant),
  };
}

/**
 * A clinician opens the record of a patient to whom they have no relationship. The managers are warned in the same
 * transaction, so that nobody reads by it and is not seen to.
 */
export async function openRecord(
  deps: Deps,
  actor: Actor,
  { reason, words, ...of }: { patientId: PatientId; reason: GrantReason; words: string },
): Promise<OwnGrant> {
  const person = requireRecordRole(actor, 'break-glass');
  const subject = requireSubject(await deps.store.reads.findRecordSubject(of.patientId));
  const { patientId, organisationId } = subject;
  const found = await deps.store.reads.findRelationships(person.personId, patientId);
  requireRecordRight(person, 'break-glass', {
    organisationId,
    relationships: found.map(({ kind }) => kind),
  });
  return transact(deps, async (tx) => {
    if ((await tx.grants.lockOpenGrant(person.personId, patientId)) !== undefined) throw openAlready();
    const id = deps.newId() as RecordGrantId;
    const endsAt = new Date(tx.now.getTime() + grantMinutes * 60_000);
    const grant = { id, organisationId, patientId, personId: person.personId, reason, words };
    await tx.grants.addGrant({ ...grant, openedAt: tx.now, endsAt });
    await tx.audit([patientEntry(person, subject, 'record.opened', { grantId: id, reason })]);
    await raiseNoticeIn(deps, tx, {
      ...{ organisationId, kind: 'record-opened', key: openedKey(id) },
      detail: { personId: person.personId },
    });
    return ownGrantOf({ ...grant, openedAt: tx.now, endsAt, review: null });
  });
}

/** Whoever has opened a record gives it up before its time. Idempotent. */
export async function endRecordGrant(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { grantId }: { grantId: RecordGrantId },
): Promise<void> {
  const person = requireRecordRole(actor, 'break-glass');
  await store.transact(async (tx) => {
    const grant = await tx.grants.lockGrant(grantId);
    if (grant?.personId !== person.personId) throw new DomainError('not-found', 'no such opening');
    if (grant.endsAt <= tx.now) return;
    await tx.grants.endGrant(grantId);
    await tx.audit([patientEntry(person, grant, 'record.closed', { grantId })]);
  });
}

/** The key of the warning that a record has been opened. */
export function openedKey(grantId: RecordGrantId): string {
  return `record-opened:${grantId}`;
}

/** An opening, as whoever has it sees it. */
export function ownGrantOf({ id, reason, openedAt, endsAt }: RecordGrant): OwnGrant {
  return { grantId: id, reason, openedAt: openedAt.toISOString(), endsAt: endsAt.toISOString() };
}

/** One line of the trail about a patient. */
export function patientEntry(
  person: PersonActor,
  { patientId, organisationId }: { patientId: PatientId; organisationId: OrganisationId },
  action: AuditAction,
  detail: AuditDetail = {},
): AuditEntry {
  return auditEntry(auditActor(person), {
    action,
    about: { kind: 'patient', id: patientId, organisationId },
    detail,
  });
}

/** @throws DomainError `not-found`, as for one whom the actor may know nothing of */
export function requireSubject(found: RecordSubject | undefined): RecordSubject {
  if (found === undefined) throw new DomainError('not-found', 'no such patient');
  return found;
}

export function yearOf({ dateOfBirth }: Pick<RecordSubject, 'dateOfBirth'>): number {
  return Number(dateOfBirth.slice(0, 4));
}

function openAlready(): DomainError {
  return new DomainError('wrong-phase', 'you have opened this record already');
}

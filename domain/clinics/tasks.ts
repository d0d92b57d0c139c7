import type { AuditActor } from '../actors.ts';
import { type AuditEntry, auditEntry } from '../audit.ts';
import type { BookingId, ClinicTaskId, LetterId, OrganisationId, PatientId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { MessageSide } from './message.ts';
import type { NewClinicTask, TaskKind } from './task.ts';

/** Has somebody see to something, once for each key; answers whether it is new. The service itself is in the trail. */
export async function raiseTask(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  task: Omit<NewClinicTask, 'id'>,
): Promise<boolean> {
  const made = { ...task, id: deps.newId() as ClinicTaskId };
  if (!(await tx.clinicTasks.addTask(made))) return false;
  await tx.audit([taskEntry({ kind: 'system' }, made, 'clinic-task.raised')]);
  return true;
}

/** Ends the task with that key because nobody needs to see to it any more; one that is done, or was never there, stays so. */
export async function dropTask(
  tx: Transaction,
  { organisationId, key }: { organisationId: OrganisationId; key: string },
): Promise<void> {
  const dropped = await tx.clinicTasks.finishByKey(organisationId, key);
  if (dropped !== undefined) await tx.audit([taskEntry({ kind: 'system' }, dropped, 'clinic-task.done')]);
}

/** Ends the open tasks of a patient that are of these kinds, but for those with these keys: they are needless. */
export async function finishOtherTasks(
  tx: Transaction,
  patientId: PatientId,
  of: { kinds: readonly TaskKind[]; keep: readonly string[] },
): Promise<void> {
  const finished = await tx.clinicTasks.finishOthers(patientId, of);
  await tx.audit(finished.map((task) => taskEntry({ kind: 'system' }, task, 'clinic-task.done')));
}

/** Ends the open tasks of that kind about a booking: something has settled them. */
export async function finishTasksOf(tx: Transaction, bookingId: BookingId, kind: TaskKind): Promise<void> {
  const finished = await tx.clinicTasks.finishOfBooking(bookingId, kind);
  await tx.audit(finished.map((task) => taskEntry({ kind: 'system' }, task, 'clinic-task.done')));
}

/** Whoever has to be told of a booking is told what holds now: earlier tasks to tell the same people of it are needless. */
export async function finishReplaced(
  tx: Transaction,
  of: { bookingId: BookingId; side: MessageSide; key: string },
): Promise<void> {
  const finished = await tx.clinicTasks.finishReplaced(of);
  await tx.audit(finished.map((task) => taskEntry({ kind: 'system' }, task, 'clinic-task.done')));
}

/** The key of the one task for a prison that has patients and takes no bookings. */
export function notSetUpKey(siteId: SiteId): string {
  return `not-set-up:${siteId}`;
}

/** The key of the one task for a booking of which nobody has said what became of it. */
export function missingOutcomeKey(bookingId: BookingId): string {
  return `outcome-missing:${bookingId}`;
}

/** The key of the one task that a letter is not signed. */
export function unsignedLetterKey(letterId: LetterId): string {
  return `letter-unsigned:${letterId}`;
}

/** The keys of the two tasks that a letter has come: to the place of the patient, and to the clerks who post it. */
export function letterCameKey(letterId: LetterId, whose: 'place' | 'clerks'): string {
  return `letter-came:${letterId}:${whose}`;
}

/** One line of the audit trail about a task. */
export function taskEntry(
  actor: AuditActor,
  { id, organisationId, siteId, kind, patientId, referralId, bookingId }: NewClinicTask,
  action: 'clinic-task.raised' | 'clinic-task.done',
): AuditEntry {
  return auditEntry(actor, {
    action,
    about: { kind: 'clinic-task', id, organisationId },
    detail: { kind, siteId, patientId, referralId, bookingId },
  });
}

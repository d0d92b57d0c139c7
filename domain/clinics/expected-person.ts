import { DomainError } from '../errors.ts';
import type { PersonId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { addDays, wallDateOf } from '../rota/wall-clock.ts';
import type { TellingTransaction } from '../transact.ts';
import type { Booking, Referral } from './clinic.ts';
import type { MovedPatient } from './person-move-port.ts';
import { historyOf } from './person-move.ts';
import { settleMoves } from './settle-moves.ts';
import type { ClinicTask } from './task.ts';
import { raiseTask } from './tasks.ts';
import type { MessageDeps } from './write-messages.ts';

/**
 * Throws `conflict` where the patient has gone from that prison since somebody began to book there: their referral is where
 * they are.
 */
export async function requireInPrison(tx: Transaction, referral: Referral, siteId: SiteId): Promise<void> {
  requireStillIn(await tx.personMoves.findPatient(referral.patientId), referral, siteId);
}

/** The same of a patient who has been read. */
export function requireStillIn(patient: MovedPatient | undefined, referral: Referral, siteId: SiteId): void {
  if (patient?.standing === 'released') {
    throw new DomainError('conflict', 'the patient has been released');
  }
  // The referral may have been read before whoever moved the patient let go of it.
  if (referral.siteId !== siteId || (patient !== undefined && patient.siteId !== siteId)) {
    throw new DomainError('conflict', 'the patient has moved to another place');
  }
}

type TimeOf = Pick<Booking, 'id' | 'startsAt'>;

function keyOf({ id }: TimeOf): string {
  return `expected:${id}`;
}

/** The day before, or today where that is over. */
function dueOn({ startsAt }: TimeOf, now: Date): string {
  const [before, today] = [addDays(wallDateOf(startsAt), -1), wallDateOf(now)];
  return before < today ? today : before;
}

/** A patient who is not in the prison yet has a booking like everybody, and somebody sees to it that they have come (A35). */
export async function watchExpected(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  booking: Booking,
): Promise<void> {
  const { id: bookingId, organisationId, siteId, patientId, referralId } = booking;
  const patient = await tx.personMoves.findPatient(patientId);
  // One who is expected elsewhere by now has not come here.
  if (patient?.standing !== 'expected' || patient.siteId !== siteId) return;
  await raiseTask(deps, tx, {
    ...{ organisationId, siteId, patientId, referralId, bookingId },
    kind: 'expected-person',
    key: keyOf(booking),
    dueOn: dueOn(booking, tx.now),
  });
}

/** The booking is at another time, and so is the day by which the patient must have come. */
export async function watchMoved(tx: Transaction, booking: Booking): Promise<void> {
  await tx.clinicTasks.setDue(booking.organisationId, keyOf(booking), dueOn(booking, tx.now));
}

/**
 * What `haveCome` will lock, before the task itself is: whoever moves the booking has the prison first and the task last
 * (ADR 34).
 */
export async function lockComing(tx: Transaction, { kind, patientId }: ClinicTask): Promise<void> {
  if (kind !== 'expected-person' || patientId === null) return;
  await tx.personMoves.lockPatient(patientId);
  await tx.personMoves.lockMovedBookings(patientId);
}

/** Somebody of the prison says that an expected patient has come, where no system of the prison tells it. */
export async function haveCome(
  deps: MessageDeps,
  tx: TellingTransaction,
  { task, by }: { task: ClinicTask; by: PersonId },
): Promise<void> {
  const { kind, patientId, siteId, organisationId } = task;
  if (kind !== 'expected-person' || patientId === null) return;
  const patient = await tx.personMoves.lockPatient(patientId);
  if (patient?.standing !== 'expected') return;
  await tx.personMoves.addMove({
    ...{ id: deps.newId(), organisationId, siteId, patientId },
    at: tx.now,
    kind: 'received',
    prisonNumber: null,
    mergedInto: null,
    by: { personId: by },
  });
  await settleMoves(deps, tx, patient, historyOf(await tx.personMoves.listMoves(patientId)));
}

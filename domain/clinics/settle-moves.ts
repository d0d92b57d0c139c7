import { type AuditEntry, auditEntry } from '../audit.ts';
import type { Transaction } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import type { TellingTransaction } from '../transact.ts';
import { bookingEntry, hasBegun } from './booking-rules.ts';
import { type CancelCode, cancelCodes } from './cancel-codes.ts';
import type { Booking } from './clinic.ts';
import type { MovedBooking, MovedPatient } from './person-move-port.ts';
import { type Departure, fallThroughCode, type MoveHistory, type Standing } from './person-move.ts';
import { finishOtherTasks, notSetUpKey, raiseTask, taskEntry } from './tasks.ts';
import type { NewClinicTask } from './task.ts';
import { tellOfCancellation } from './tell-interpreter.ts';
import { nextWorkingDay } from './working-days.ts';
import { informOfMove, type MessageDeps } from './write-messages.ts';

/**
 * Brings the patient, the bookings and the tasks to what has been told of them. Everything is worked out from the whole
 * history, so that it is the same in whatever order it was told.
 */
export async function settleMoves(
  deps: MessageDeps,
  tx: TellingTransaction,
  patient: MovedPatient,
  history: MoveHistory,
): Promise<void> {
  const { standing } = history;
  if (standing === null) return;
  const entries: AuditEntry[] = [];
  for (const moved of await tx.personMoves.lockMovedBookings(patient.id)) {
    const code = fallThroughCode({ ...moved.booking, createdAt: moved.createdAt }, history);
    if (code !== null) entries.push(...(await fallThrough(deps, tx, { ...moved, code })));
  }
  await tx.audit(entries);
  await tx.personMoves.setStanding(patient.id, standing);
  await settleTasks(deps, tx, patient, standing);
}

async function fallThrough(
  deps: MessageDeps,
  tx: TellingTransaction,
  { booking, cancelCode, code }: MovedBooking & Pick<Departure, 'code'>,
): Promise<AuditEntry[]> {
  if (booking.state !== 'cancelled') return endBooking(deps, tx, { booking, code });
  if (cancelCode !== code) await tx.personMoves.setCancelCode(booking.id, code);
  return [];
}

/** What has begun can only be ended with an outcome (A22), also when its patient is gone. */
async function endBooking(
  deps: MessageDeps,
  tx: TellingTransaction,
  { booking, code }: { booking: Booking; code: CancelCode },
): Promise<AuditEntry[]> {
  const { id, referralId, state } = booking;
  if (state === 'cancelled' || hasBegun(booking, tx.now)) return [];
  const actor = { kind: 'system' } as const;
  if (state === 'held') {
    await tx.clinics.releaseBooking(id, 'lapsed', null);
    return [bookingEntry(actor, booking, { action: 'booking.released', detail: { code } })];
  }
  const { cause, referral } = cancelCodes[code];
  await tellOfCancellation(deps, tx, booking);
  await tx.clinics.releaseBooking(id, 'cancelled', { code, text: null, by: null });
  await tx.clinics.setReferralState(referralId, referral);
  await informOfMove(deps, tx, booking);
  return [bookingEntry(actor, booking, { action: 'booking.cancelled', detail: { code, cause } })];
}

/** The tasks of the last move stand, and those of moves before it do not. */
async function settleTasks(
  deps: Pick<MessageDeps, 'newId'>,
  tx: Transaction,
  patient: MovedPatient,
  standing: Standing,
): Promise<void> {
  const wanted = await wantedTasks(tx, patient, standing);
  await finishOtherTasks(tx, patient.id, {
    kinds: ['rebook-elsewhere', 'hand-over'],
    keep: wanted.map(({ key }) => key),
  });
  if (standing.kind !== 'expected') {
    await finishOtherTasks(tx, patient.id, { kinds: ['expected-person'], keep: [] });
  }
  for (const task of wanted) await raiseTask(deps, tx, task);
  // A letter is read where the patient is now; where nobody has an account, the booking clerks post it.
  const isPrison = standing.kind !== 'released' && (await tx.personMoves.isPrison(standing.siteId));
  const sent = await tx.clinicTasks.sendLettersOn(patient.id, isPrison ? standing.siteId : null);
  await tx.audit(sent.map((task) => taskEntry({ kind: 'system' }, task, 'clinic-task.raised')));
}

async function wantedTasks(
  tx: Transaction,
  { id: patientId, organisationId }: MovedPatient,
  { kind, siteId, since, moved }: Standing,
): Promise<Omit<NewClinicTask, 'id'>[]> {
  const [referralId, ...others] = await tx.personMoves.listOpenReferrals(patientId);
  // Whoever waits for nothing leaves nothing to be seen to.
  if (referralId === undefined || !moved || kind === 'expected') return [];
  const dueOn = nextWorkingDay(wallDateOf(tx.now));
  const of = `${patientId}:${since.toISOString()}`;
  const same = {
    organisationId,
    patientId,
    referralId: others.length === 0 ? referralId : null,
    bookingId: null,
    dueOn,
  };
  if (kind === 'released') {
    return [{ ...same, siteId: null, kind: 'hand-over', key: `hand-over:${of}` }];
  }
  const here = { ...same, siteId, kind: 'rebook-elsewhere', key: `rebook:${of}` } as const;
  const hospital = { ...same, siteId: null, kind: 'rebook-elsewhere', key: `moved:${of}` } as const;
  // Of who is in no prison nobody but the booking clerks sees to it.
  if (!(await tx.personMoves.isPrison(siteId))) return [hospital];
  const able = await tx.personMoves.takesBookings(siteId);
  return able ? [here, hospital] : [here, hospital, { ...notSetUp(here), key: notSetUpKey(siteId) }];
}

function notSetUp(task: Omit<NewClinicTask, 'id'>): Omit<NewClinicTask, 'id'> {
  return { ...task, siteId: null, kind: 'prison-not-set-up', patientId: null, referralId: null };
}

/** Which of several records of one person stays: the one with the number that is kept, or who was added first. */
export function intoOf(patients: readonly [MovedPatient, ...MovedPatient[]], kept: string): MovedPatient {
  return patients.find(({ prisonNumber }) => prisonNumber === kept) ?? patients[0];
}

/**
 * Makes one patient of those who turn out to be one person: the one with the number that is kept, or who was added first.
 * The trail names both by their ids. Of two bookings at one time the one under the old number goes.
 */
export async function unite(
  deps: MessageDeps,
  tx: TellingTransaction,
  { patients, kept }: { patients: readonly [MovedPatient, ...MovedPatient[]]; kept: string },
): Promise<MovedPatient> {
  const into = intoOf(patients, kept);
  // Those of all at once: whoever locked the clinics of one and then the prison of another would meet who books in between.
  if (patients.length > 1) await tx.personMoves.lockMovedBookings(...patients.map(({ id }) => id));
  for (const from of patients.filter(({ id }) => id !== into.id)) {
    const ofKept = await tx.personMoves.lockMovedBookings(into.id);
    const bookings = await tx.personMoves.lockMovedBookings(from.id);
    const entries: AuditEntry[] = [];
    // A time that somebody only holds must not cost the person a booking.
    for (const { booking } of [...ofKept, ...bookings].filter((one) => one.booking.state === 'held')) {
      entries.push(...(await endBooking(deps, tx, { booking, code: 'booked-by-mistake' })));
    }
    const doubled = new Set(await tx.personMoves.listDoubled(from.id, into.id));
    for (const moved of bookings.filter(({ booking }) => doubled.has(booking.id))) {
      entries.push(...(await endBooking(deps, tx, { booking: moved.booking, code: 'booked-by-mistake' })));
    }
    await tx.personMoves.moveEverything(from.id, into.id);
    const about = { kind: 'patient', id: into.id, organisationId: into.organisationId };
    await tx.audit([
      ...entries,
      auditEntry(
        { kind: 'system' },
        { action: 'patient.merged', about, detail: { keptId: into.id, mergedId: from.id } },
      ),
    ]);
  }
  return into;
}

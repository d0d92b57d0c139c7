import { type Actor, auditActor, type PersonActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { BookingId, MovementStopId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { keepInterpreter } from './arrange-interpreter.ts';
import { bookingEntry } from './booking-rules.ts';
import { requireOwn, type Sight, sightOf, worksIn } from './clinic-access.ts';
import type { Booking, PrisonDay } from './clinic.ts';
import { lapsedEntry } from './lapse-holds.ts';
import { claimsAgain, type MovementStop, restoringFault, type StoppedBooking } from './movement-stop.ts';
import { mayStopAt, stopEntry, tellAffected } from './movement-stops.ts';
import type { NotRestored } from './prison-mode-wire.ts';
import { inWaitingOrder } from './waiting-order.ts';
import { informOfLift, type MessageDeps } from './write-messages.ts';

/** A booking that has not come back, and why. */
type Gone = { bookingId: BookingId; why: NotRestored['why'] };

/**
 * Lifts a stop (A25). Bookings whose times are still free come back as they were, and their referrals are booked again;
 * the others stay to be booked again, and are named. Throws `wrong-phase` when the stop has been lifted.
 */
export async function liftMovementStop(
  deps: MessageDeps,
  actor: Actor,
  { stopId }: { stopId: MovementStopId },
): Promise<{ restored: number; notRestored: NotRestored[] }> {
  const sight = await sightOf(deps, actor, 'movement:stop');
  const { reads } = deps.store;
  const found = requireStop(sight, await deps.store.transact((tx) => tx.prisonMode.lockStop(stopId)));
  const prison = await reads.findPrisonDay(found.siteId);
  const escortPlaces = prison?.escortPlaces ?? null;
  const { restored, gone } = await transact(deps, async (tx) => {
    const lifted = await liftIn(tx, sight, { stopId, escortPlaces, found });
    const { restored: bookings, gone: others } = lifted;
    const counts = { bookings, others: others.length };
    await informOfLift(deps, tx, { stop: found, by: sight.person.personId, ...counts });
    await tellAffected(tx, found.siteId);
    return { restored: bookings.length, gone: others };
  });
  const notRestored = await Promise.all(gone.map((one) => named(deps, sight, one)));
  return { restored, notRestored };
}

type Lifting = { stopId: MovementStopId; found: MovementStop } & Pick<PrisonDay, 'escortPlaces'>;

async function liftIn(
  tx: TellingTransaction,
  sight: Sight,
  { stopId, found, escortPlaces }: Lifting,
): Promise<{ restored: Booking[]; gone: Gone[] }> {
  const { person } = sight;
  await tx.prisonMode.lockPrison(found.siteId);
  const stop = requireStop(sight, await tx.prisonMode.lockStop(stopId));
  if (stop.liftedAt !== null) {
    throw new DomainError('wrong-phase', 'this stop has been lifted');
  }
  await tx.prisonMode.liftStop(stopId, person.personId);
  const stopped = await tx.prisonMode.lockStoppedBookings(stopId);
  // Where fewer can be escorted than before, whoever should be booked first comes back first.
  const order = stopped.map((one) => ({ one, referralId: one.referral.id, ...one.referral }));
  const gone: Gone[] = [];
  const restored: StoppedBooking[] = [];
  const lapsed: Booking[] = [];
  for (const { one } of inWaitingOrder(order)) {
    const done = await tryToRestore(tx, one, { escortPlaces });
    if ('why' in done) {
      if (done.why === 'movements-stopped') await tx.prisonMode.handToOtherStop(one.booking.id);
      gone.push({ bookingId: one.booking.id, why: done.why });
    } else {
      restored.push(one);
      lapsed.push(...done.lapsed);
    }
  }
  await tx.audit([
    ...lapsed.map(lapsedEntry),
    stopEntry(person, stop, {
      action: 'movements.resumed',
      detail: { restored: restored.length, notRestored: gone.length },
    }),
    ...restored.map(({ booking }) => restoredEntry(person, booking, stopId)),
  ]);
  return { restored: restored.map(({ booking }) => booking), gone };
}

function restoredEntry(person: PersonActor, booking: StoppedBooking['booking'], stopId: MovementStopId) {
  return bookingEntry(auditActor(person), booking, { action: 'booking.restored', detail: { stopId } });
}

/** Answers with what keeps it from coming back, or with the holds whose time is over and that were in its place. */
async function tryToRestore(
  tx: Transaction,
  stopped: StoppedBooking,
  prison: Pick<PrisonDay, 'escortPlaces'>,
): Promise<{ why: NotRestored['why'] } | { lapsed: Booking[] }> {
  const { booking, claims, interpreterId } = stopped;
  const { siteId, stationId, patientId, referralId } = booking;
  const between = {
    startsAt: new Date(Math.min(...claims.map(({ startsAt }) => startsAt.getTime()))),
    endsAt: new Date(Math.max(...claims.map(({ endsAt }) => endsAt.getTime()))),
  };
  const hindrances = await tx.prisonMode.readHindrances({
    siteId,
    stationIds: [stationId],
    patientId,
    between,
  });
  const fault = restoringFault(stopped, { hindrances, now: tx.now });
  if (fault !== null) return { why: fault };
  const patient = await tx.personMoves.findPatient(patientId);
  if (patient?.standing === 'released' || patient?.siteId !== siteId) return { why: 'transfer' };
  // Somebody may be filling in another time for the same referral just now.
  const open = await tx.clinics.findOpenBooking(referralId);
  if (open?.state === 'held' && open.heldUntil !== null && open.heldUntil > tx.now) {
    return { why: 'booked-again' };
  }
  const lapsed = await tx.prisonMode.restoreBooking(booking, claimsAgain(stopped, prison));
  if (lapsed === 'taken') return { why: 'taken' };
  await keepInterpreter(tx, booking, interpreterId);
  await tx.clinics.setReferralState(referralId, 'booked');
  return { lapsed };
}

function requireStop(sight: Sight, found: MovementStop | undefined): MovementStop {
  const stop = requireOwn(sight.person, found, 'stop');
  if (!mayStopAt(sight, stop.siteId)) {
    throw new DomainError('not-found', 'no such stop');
  }
  return stop;
}

/** With the patient's name only for who works in the prison: a manager sees how full clinics are, and of nobody who. */
async function named(
  { store }: Pick<Deps, 'store'>,
  sight: Sight,
  { bookingId, why }: Gone,
): Promise<NotRestored> {
  const view = await store.reads.findBookingView(bookingId);
  if (view === undefined) {
    throw new DomainError('not-found', 'no such booking');
  }
  const { reference, service, startsAt, patient, organisationId } = view;
  const seen = worksIn(sight, { organisationId, siteId: patient.siteId });
  return { bookingId, reference, service, startsAt, patientName: seen ? patient.name : null, why };
}

import { type Actor, auditActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { BookingId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { bookingEntry } from './booking-rules.ts';
import { requireOfOwnPrison, sightOf } from './clinic-access.ts';
import { readExpected } from './late-bookings.ts';
import type { Slip, Slips } from './slip.ts';

export type SlipDeps = Pick<Deps, 'store' | 'clock'> & { slips: Slips };

/** The slip of a booking of the own prison, as it is shown. Throws `wrong-phase` for one that is not to be kept. */
export async function readSlip(
  deps: SlipDeps,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<Slip & { bars: number[] }> {
  const made = await slipOf(deps, actor, bookingId);
  return { ...made, bars: deps.slips.barsOf(made.reference) };
}

/** The same as a PDF. */
export async function writeSlip(
  deps: SlipDeps,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<Uint8Array> {
  return deps.slips.write(await slipOf(deps, actor, bookingId));
}

async function slipOf(deps: SlipDeps, actor: Actor, bookingId: BookingId): Promise<Slip> {
  const sight = await sightOf(deps, actor, 'slip:print');
  await deps.store.transact(async (tx) => {
    const booking = requireOfOwnPrison(sight, await tx.clinics.findBooking(bookingId), 'booking');
    if (booking.state !== 'booked' && booking.state !== 'running') {
      throw new DomainError('wrong-phase', 'this booking is not to be kept, so there is no slip of it');
    }
    await tx.audit([bookingEntry(auditActor(sight.person), booking, { action: 'slip.made' })]);
  });
  const view = await deps.store.reads.findBookingView(bookingId);
  const patient = view && (await deps.store.reads.findPatient(view.patient.patientId));
  if (view === undefined || patient === undefined) {
    throw new DomainError('not-found', 'no such booking');
  }
  const expected = await readExpected(deps, view);
  // Field by field: whatever a booking or a patient gets besides must not appear on paper by itself (A37).
  return {
    bookingId,
    reference: view.reference,
    name: patient.name,
    prisonNumber: patient.prisonNumber,
    wing: patient.wing,
    cell: patient.cell,
    fetchAt: expected?.fetchAt ?? view.beginsAt,
    startsAt: expected?.startsAt ?? view.startsAt,
    bookedFor: expected === null ? null : view.startsAt,
    place: view.stationName,
    noteForPatient: view.details?.noteForPatient ?? null,
    printedAt: deps.clock.now().toISOString(),
  };
}

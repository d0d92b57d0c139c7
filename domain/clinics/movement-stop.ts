import type { MovementStopId, OrganisationId, PersonId, SiteId } from '../ids.ts';
import type { Booking, Claim, ClinicSession, PrisonDay, Referral, ReferralPriority } from './clinic.ts';
import { overlaps, type Span } from './appointment.ts';
import { hasBegun } from './booking-rules.ts';
import { clashesIn, isHard } from './person-event.ts';
import type { Hindrances } from './hindrances.ts';
import type { NotRestored } from './prison-mode-wire.ts';

/** A time in which nobody is moved in a prison: a lockdown. */
export type MovementStop = Span & {
  readonly id: MovementStopId;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  /** Null for the whole prison. A patient whose wing nobody knows counts as on each. */
  readonly wings: readonly string[] | null;
  /** For the prison and its managers; no hospital reads it. */
  readonly reason: string;
  readonly madeBy: PersonId;
  readonly liftedAt: Date | null;
};

/** A booking that a stop would meet. */
export type MetBooking = Pick<Booking, 'state' | 'beginsAt' | 'startsAt' | 'endsAt'> & {
  service: string;
  priority: ReferralPriority;
};

/** How far a booking is: the patient is still in the cell, is being moved, or is in front of the camera. */
export type BookingPhase = 'to-come' | 'begun' | 'running';

/** How far a booking is at that time; one whose patient is being brought back counts as begun. */
export function phaseOf(booking: Pick<Booking, 'beginsAt' | 'startsAt' | 'endsAt'>, now: Date): BookingPhase {
  if (!hasBegun(booking, now)) return 'to-come';
  return booking.startsAt <= now && now < booking.endsAt ? 'running' : 'begun';
}

/** How many bookings of a service and a priority. */
export type BookingGroup = { service: string; priority: ReferralPriority; bookings: number };

const priorities: readonly ReferralPriority[] = ['two-week-wait', 'urgent', 'routine'];

/** The bookings counted by service, and within one by priority, the most urgent first. */
export function groupsOf(bookings: readonly Pick<MetBooking, 'service' | 'priority'>[]): BookingGroup[] {
  const services = [...new Set(bookings.map(({ service }) => service))].toSorted((a, b) => (a < b ? -1 : 1));
  return services
    .flatMap((service) =>
      priorities.map((priority) => ({
        service,
        priority,
        bookings: bookings.filter((one) => one.service === service && one.priority === priority).length,
      })),
    )
    .filter((group) => group.bookings > 0);
}

/** A booking that a stop has cancelled, with what decides whether it can come back. */
export type StoppedBooking = {
  readonly booking: Booking;
  readonly session: Pick<ClinicSession, 'state' | 'capacity'>;
  readonly referral: Pick<Referral, 'id' | 'state' | 'priority' | 'clockStart'>;
  /** What it had of whom, when it was cancelled. */
  readonly claims: readonly Omit<Claim, 'seats'>[];
};

/** Everything but its time being taken that keeps a cancelled booking from coming back (A25); null where nothing does. */
export function restoringFault(
  { booking, session, referral, claims }: StoppedBooking,
  { hindrances, now }: { hindrances: Hindrances; now: Date },
): NotRestored['why'] | null {
  if (hasBegun(booking, now)) return 'too-late';
  if (referral.state === 'closed') return 'referral-closed';
  if (referral.state !== 'to-rebook') return 'booked-again';
  if (session.state !== 'open') return 'clinic-cancelled';
  const timeOf = (kind: Claim['kind']) => claims.filter((claim) => claim.kind === kind);
  const meets = (spans: readonly Span[], those: readonly Span[]) =>
    spans.some((span) => those.some((one) => overlaps(span, one)));
  if (meets(hindrances.stops, claims)) return 'movements-stopped';
  const blocks = hindrances.blocks.filter(({ stationId }) => stationId === booking.stationId);
  if (meets(blocks, timeOf('station'))) return 'station-blocked';
  const transferred = timeOf('patient').some((time) => clashesIn(hindrances.events, time).some(isHard));
  return transferred ? 'transfer' : null;
}

/** What it had, to be taken again. How many can use the same may have changed meanwhile. */
export function claimsAgain(
  { claims, session }: Pick<StoppedBooking, 'claims' | 'session'>,
  { escortPlaces }: Pick<PrisonDay, 'escortPlaces'>,
): Claim[] {
  // Where nobody counts escorts any more there is none to be taken.
  const counted = claims.filter(({ kind }) => kind !== 'escort' || escortPlaces !== null);
  const seatsOf: Record<Claim['kind'], number> = {
    clinician: session.capacity,
    patient: 1,
    station: 1,
    escort: escortPlaces ?? 0,
    interpreter: 1,
  };
  return counted.map((claim) => ({ ...claim, seats: seatsOf[claim.kind] }));
}

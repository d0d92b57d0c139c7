import type { InterpreterId, MovementStopId, OrganisationId, PersonId, SiteId } from '../ids.ts';
import type {
  AppointmentLengths,
  Booking,
  Claim,
  ClinicSession,
  PrisonDay,
  Referral,
  ReferralPriority,
} from './clinic.ts';
import { mainStartsOf, overlaps, type Span } from './appointment.ts';
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

/** A booking that a stop would meet; `running` while a visit of it does. */
export type MetBooking = Pick<Booking, 'state' | 'beginsAt'> & {
  service: string;
  priority: ReferralPriority;
};

/** How far a booking is: the patient is still in the cell, is on the way or waits at the station, or is being seen. */
export type BookingPhase = 'to-come' | 'begun' | 'running';

/** How far a booking is at that time. A visit can be started before the patient is fetched, and late. */
export function phaseOf({ state, beginsAt }: Pick<Booking, 'state' | 'beginsAt'>, now: Date): BookingPhase {
  if (state === 'running') return 'running';
  return hasBegun({ beginsAt }, now) ? 'begun' : 'to-come';
}

const soonMs = 60 * 60_000;

/** Of the stops that meet the patient of a visit, the one to be told in it: it holds now, or begins within the hour. */
export function stopToTell(stops: readonly Span[], now: Date): Span | null {
  const near = stops.filter(
    ({ startsAt, endsAt }) => endsAt > now && startsAt.getTime() - now.getTime() < soonMs,
  );
  return near.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())[0] ?? null;
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
  readonly session: Pick<ClinicSession, 'state' | 'capacity' | 'startsAt' | 'endsAt'> & AppointmentLengths;
  readonly referral: Pick<Referral, 'id' | 'state' | 'priority' | 'clockStart'>;
  /** What it had of whom, when it was cancelled. */
  readonly claims: readonly Omit<Claim, 'seats'>[];
  /** Who was to interpret then. */
  readonly interpreterId: InterpreterId | null;
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
  const hasPlace = mainStartsOf(session).some((start) => start.getTime() === booking.startsAt.getTime());
  if (!hasPlace) return 'clinic-moved';
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

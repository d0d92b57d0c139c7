import type {
  BookingId,
  MovementStopId,
  OrganisationId,
  PatientId,
  PersonEventId,
  PersonId,
  SiteId,
  StationBlockId,
  StationId,
  VisitId,
} from '../ids.ts';
import type { Span } from './appointment.ts';
import type { Booking, Claim, ResourceKind } from './clinic.ts';
import type { Hindrances } from './hindrances.ts';
import type { MetBooking, MovementStop, StoppedBooking } from './movement-stop.ts';
import type { EventKind, PersonEvent } from './person-event.ts';
import type { MovementStopView, StationBlockView } from './prison-mode-wire.ts';
import type { BookingView } from './wire.ts';

/** A time in which a station is not used for clinics. */
export type StationBlock = Span & {
  readonly id: StationBlockId;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly stationId: StationId;
  readonly reason: string;
  readonly madeBy: PersonId;
  readonly liftedAt: Date | null;
};

/** Which prison, stations and patient are asked about, and for which time. */
export type HindrancesOf = {
  siteId: SiteId;
  stationIds: readonly StationId[];
  patientId: PatientId;
  between: Span;
};

/** A time, and the wings on which nobody is moved then; null, or left out, for all of them. */
export type StoppedSpan = Span & { readonly wings?: readonly string[] | null };

export type PrisonModeWrites = {
  /** Whoever books at the prison calls it first: many may at once, and whoever blocks or stops something waits for them. */
  sharePrison(siteId: SiteId): Promise<void>;
  /** Waits for everybody who books at the prison, and keeps others from it until the transaction ends. */
  lockPrison(siteId: SiteId): Promise<void>;
  readHindrances(of: HindrancesOf): Promise<Hindrances>;
  /** What a booking is made over; null where the patient has nothing else on any more. */
  setClash(
    bookingId: BookingId,
    clash: { kinds: readonly EventKind[]; reason: string; by: PersonId } | null,
  ): Promise<void>;

  /** Throws `conflict` when the station is blocked already for a part of the time. */
  addBlock(block: StationBlock): Promise<void>;
  lockBlock(blockId: StationBlockId): Promise<StationBlock | undefined>;
  liftBlock(blockId: StationBlockId, by: PersonId): Promise<void>;

  addEvent(event: PersonEvent, by: PersonId): Promise<void>;
  /** With the prison of its patient. */
  lockEvent(eventId: PersonEventId): Promise<(PersonEvent & { siteId: SiteId }) | undefined>;
  removeEvent(eventId: PersonEventId): Promise<void>;

  /**
   * Throws `conflict` when movements of the whole prison are stopped already for a part of the time, or those of one of
   * these wings by a stop of wings. A stop of wings may lie in one of the whole prison: each is lifted by itself.
   */
  addStop(stop: MovementStop): Promise<void>;
  lockStop(stopId: MovementStopId): Promise<MovementStop | undefined>;
  liftStop(stopId: MovementStopId, by: PersonId): Promise<void>;
  /**
   * The bookings of a prison that are held or booked, or whose visit runs, and have a part of their time in there, by the
   * time they begin; each locked, after its session and its referral, like everywhere. The prison must be locked.
   */
  lockBookingsIn(siteId: SiteId, between: StoppedSpan): Promise<Booking[]>;
  /** The visits that run in a prison, and the stations of today's bookings there of which none has begun and which have their time now. */
  listAffected(siteId: SiteId): Promise<{ visitIds: VisitId[]; stationIds: StationId[] }>;
  /** Cancels these as of the stop, gives their claims up, and has their referrals booked again; all in one go. */
  stopBookings(
    bookingIds: readonly BookingId[],
    stop: { stopId: MovementStopId; by: PersonId },
  ): Promise<void>;
  /** A booking that a stop has cancelled is from now on of the one that still stands over it, and comes back with that. */
  handToOtherStop(bookingId: BookingId): Promise<void>;
  /** What a stop has cancelled and nobody has brought back, locked in the same order. */
  lockStoppedBookings(stopId: MovementStopId): Promise<StoppedBooking[]>;
  /**
   * Brings a cancelled booking back as it was, and answers with the holds whose time is over and that it has lapsed for it.
   * Answers `taken`, and changes nothing, where one of its claims is.
   */
  restoreBooking(booking: Booking, claims: readonly Claim[]): Promise<Booking[] | 'taken'>;
};

export type PrisonModeReads = {
  findHindrances(of: HindrancesOf): Promise<Hindrances>;
  /** Blocks of the stations of these prisons that stand and are not over, earliest first. */
  listBlocks(siteIds: readonly SiteId[]): Promise<(StationBlockView & { siteId: SiteId })[]>;
  /** Events of a patient on that day and later, earliest first. */
  listEvents(patientId: PatientId, from: string): Promise<PersonEvent[]>;
  /** Stops of these prisons that stand and are not over, earliest first. */
  listStops(siteIds: readonly SiteId[]): Promise<MovementStopView[]>;
  /** The bookings of a prison that are held or booked, or whose visit runs, and have a part of their time in there. */
  listMetBookings(siteId: SiteId, between: StoppedSpan): Promise<MetBooking[]>;
  /** The bookings that take a resource in that time, held ones too; earliest first. */
  listBookingsTaking(of: { kind: ResourceKind; resourceId: string }, between: Span): Promise<BookingView[]>;
};

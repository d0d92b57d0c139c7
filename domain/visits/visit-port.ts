import type { BookingId, ClinicianId, OfferId, StationId, VisitId } from '../ids.ts';
import type { RecordedOutcome } from './outcome.ts';
import type { BookingOrigin, Visit, VisitEndReason } from './visit.ts';

/** To change a visit, the caller has locked its row. */
export type VisitWrites = {
  find(visitId: VisitId): Promise<Visit | undefined>;
  /**
   * Reads the visit and locks its row until the transaction ends. The caller has locked the row of the call or the
   * booking that has led to it before: always in this order.
   */
  lock(visitId: VisitId): Promise<Visit | undefined>;
  /** The running visit that this accepted offer is of, locked likewise; undefined once it is somebody else’s. */
  lockOfOffer(offerId: OfferId): Promise<Visit | undefined>;
  /** The running visit of a booking. */
  findOpenOfBooking(bookingId: BookingId): Promise<Visit | undefined>;
  /** The running visit at a station that a booking has led to. */
  findBookedAt(stationId: StationId): Promise<Visit | undefined>;
  /**
   * Locks the station’s row until the transaction ends, as a press does, and says what keeps a booked visit from beginning
   * at it. Said before the booking is locked.
   */
  lockStation(stationId: StationId): Promise<StationForVisit>;
  /**
   * Begins a booked visit: its offer occupies its clinician from now on. False, with nothing changed, if the clinician
   * has an open offer.
   */
  begin(visit: Visit & { readonly origin: BookingOrigin }, offerId: OfferId): Promise<boolean>;
  /** When the station of a booked visit was last heard of. */
  getStationSeenAt(visitId: VisitId): Promise<Date>;
  /** Who is in the visit now beside the one whose visit it is. */
  listSeconds(visitId: VisitId): Promise<{ offerId: OfferId; clinicianId: ClinicianId }[]>;
  /** Who is being rung into the visit. */
  listInvited(visitId: VisitId): Promise<ClinicianId[]>;
  /** The visit becomes the second's; the first is released. */
  handOver(visitId: VisitId, to: { offerId: OfferId; clinicianId: ClinicianId }): Promise<void>;
  /** Ends the visit and releases everybody in it. */
  end(visitId: VisitId, reason: VisitEndReason): Promise<void>;
  recordOutcome(visitId: VisitId, outcome: RecordedOutcome, by: ClinicianId): Promise<void>;
};

/** Whether a booked visit could begin at a station. */
export type StationForVisit = {
  /** False for one that is revoked, or that nobody has enrolled. */
  readonly enrolled: boolean;
  readonly hasCall: boolean;
  /** A booked visit runs there. */
  readonly hasVisit: boolean;
};

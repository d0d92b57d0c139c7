import type { ClinicianId, GuestId, RoomId, StationId, VisitId } from '../ids.ts';
import type { InRoom } from './in-room.ts';

/** The caller has locked the row of the visit. */
export type LostClinicianWrites = {
  /** With what the call's queue says for its acuity, or `bookedLostAfterMs`. */
  get(visitId: VisitId): Promise<InRoom & { lostAfterMs: number }>;
  setLeadLostAt(visitId: VisitId, lostAt: Date | null): Promise<void>;
};

/** Who has been heard in which room. */
export type SeenInRooms = {
  clinicians: { roomId: RoomId; clinicianId: ClinicianId }[];
  stations: { roomId: RoomId; stationId: StationId }[];
  guests: { roomId: RoomId; guestId: GuestId }[];
};

export type LostClinicianReads = {
  /**
   * A heartbeat; not part of any transaction. Only the visit's own clinician and station count as there; of a booked visit
   * everybody who is in it is kept, from when to when.
   */
  markInRooms(seen: SeenInRooms): Promise<void>;
};

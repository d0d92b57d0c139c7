import type { BookingId, ClinicSessionId, OrganisationId, PersonId, ReferralId, VisitId } from '../ids.ts';
import type { CountedBooking } from './activity.ts';
import type { Attendance, FollowUp } from './attendance.ts';
import type { RunningList } from './delay.ts';
import type { BookingCourse } from './running-wire.ts';
import type { RoomCheck, VisitPart } from './visit-part.ts';

/** What happens to a booking on its day. To change it, the caller has locked the row of the booking. */
export type ClinicRunningWrites = {
  /** How far the visits of a booking have come. */
  findPart(bookingId: BookingId): Promise<VisitPart>;
  /** A part begins once: one that has begun already stays as it is. */
  beginPart(begun: {
    bookingId: BookingId;
    part: Exclude<VisitPart, 'pre'>;
    visitId: VisitId;
    by: PersonId;
  }): Promise<void>;
  /** In place of what was said before of the same visit. */
  checkRoom(
    visitId: VisitId,
    check: RoomCheck,
    by: { kind: 'station' | 'person'; id: string },
  ): Promise<void>;
  /** What is recorded of it now. */
  findAttendance(bookingId: BookingId): Promise<Attendance | undefined>;
  /** Adds what is recorded of it; what was before is kept. `reason` is why it is corrected. */
  addAttendance(
    bookingId: BookingId,
    said: Attendance,
    recorded: { by: PersonId; reason: string | null },
  ): Promise<void>;
  /** When its last visit was hung up; null while it is not done. */
  getDoneAt(bookingId: BookingId): Promise<Date | null>;
  /** The visits of it that have ended without an outcome end as one of a patient who was not seen. */
  closeVisits(bookingId: BookingId, by: PersonId): Promise<VisitId[]>;
  setFollowUp(referralId: ReferralId, followUp: FollowUp | null): Promise<void>;
  /** Whether somebody at its station has been in the room of a running booked visit, and whether its screen was made to ring. */
  getStationOf(visitId: VisitId): Promise<{ startsAt: Date; joined: boolean; rangAt: Date | null }>;
  markStationRang(visitId: VisitId): Promise<void>;
  /** What the clinician says of the delay of a session, in place of what they have said before. */
  sayLate(sessionId: ClinicSessionId, minutes: number): Promise<void>;
};

export type ClinicRunningReads = {
  /** What has happened to a booking on its day. */
  readCourse(bookingId: BookingId): Promise<BookingCourse>;
  /** Every booking that begins in that time, as far as activity is counted; held and lapsed ones left out. */
  listActivity(
    organisationId: OrganisationId,
    between: { from: Date; until: Date },
  ): Promise<CountedBooking[]>;
  /** Sessions as far as their delay needs them; one of groups has no bookings here. */
  readRunningLists(sessionIds: readonly ClinicSessionId[]): Promise<Map<ClinicSessionId, RunningList>>;
};

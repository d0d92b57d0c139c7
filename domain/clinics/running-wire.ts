import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant, nothing } from '../wire.ts';
import { bookingOutcome, dnaCause, saidAttendance } from './attendance.ts';
import { roomCheck, visitPart } from './visit-part.ts';

const bookingParams = z.strictObject({ bookingId: id.bookingId });
const text = z.string().trim().min(1).max(300);

/** What has happened to a booking on its day: the evidence behind its attendance. Of who was in the room, ids and kinds only. */
const bookingCourse = z.strictObject({
  parts: z.array(z.strictObject({ part: visitPart, at: instant, byName: z.string() })),
  rooms: z.array(roomCheck.extend({ by: z.enum(['station', 'person']), at: instant })),
  inRoom: z.array(
    z.strictObject({
      visitId: id.visitId,
      kind: z.enum(['station', 'clinician', 'guest']),
      participantId: z.uuid(),
      from: instant,
      until: instant,
    }),
  ),
  /** When the station was made to ring because nobody at the prison had joined. */
  stationRangAt: z.array(instant),
  /** Everything that was recorded of it, oldest first: the last one holds. */
  outcomes: z.array(z.strictObject({ outcome: bookingOutcome, reason: z.string().nullable() })),
  /**
   * What was agreed in its visits, oldest first: for its clinician and for the healthcare of its prison, and for nobody else. The
   * clinical note only for its clinician.
   */
  agreed: z.array(
    z.strictObject({
      at: instant,
      byName: z.string(),
      advice: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
});
export type BookingCourse = z.infer<typeof bookingCourse>;

const dnaBody = z.strictObject({ cause: dnaCause, text: text.nullable() });
export type DnaBody = z.infer<typeof dnaBody>;

/** A corrected attendance. `reason` is needed of a manager, after five days. */
const correctionBody = z.strictObject({ said: saidAttendance, reason: text.nullable() });
export type CorrectionBody = z.infer<typeof correctionBody>;

/** The clinician runs the list: who was seen, who was not and why, and how it went. */
export const clinicRunningEndpoints = {
  markNotAttended: {
    method: 'post',
    path: '/api/bookings/:bookingId/non-attendance',
    auth: 'person',
    status: 200,
    summary:
      'The clinician of a booking says that the patient was not seen, and why; the referral is to be booked again, with the clock it had. `wrong-phase` until a quarter of an hour after its time, and once the patient was in the room.',
    params: bookingParams,
    body: dnaBody,
    reply: nothing,
  },
  correctAttendance: {
    method: 'put',
    path: '/api/bookings/:bookingId/attendance',
    auth: 'person',
    status: 200,
    summary:
      'Corrects whether the patient was seen: its clinician or a booking clerk for five days, then a manager with a reason (`reason-needed`). What was recorded before is kept.',
    params: bookingParams,
    body: correctionBody,
    reply: nothing,
  },
  sayLate: {
    method: 'put',
    path: '/api/clinic-sessions/:sessionId/delay',
    auth: 'person',
    status: 200,
    summary:
      'The clinician of a session says how late it runs, until they begin with another patient; 0 takes it back.',
    params: z.strictObject({ sessionId: id.clinicSessionId }),
    body: z.strictObject({ minutes: z.int().min(0).max(240) }),
    reply: nothing,
  },
  readBookingCourse: {
    method: 'get',
    path: '/api/bookings/:bookingId/course',
    auth: 'person',
    status: 200,
    summary:
      'What has happened to a booking on its day: its parts, who was in the room from when to when, and everything that was recorded.',
    params: bookingParams,
    reply: bookingCourse,
  },
} as const satisfies Record<string, Endpoint>;

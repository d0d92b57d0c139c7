import { z } from 'zod';
import { access } from '../accounts/wire.ts';
import * as id from '../ids.ts';
import { email, type Endpoint, instant, nothing, phone } from '../wire.ts';
import { linkDelay } from './link-delay.ts';

/** The secret of a link. Never in a path or a query. */
const secret = z.string().trim().min(20).max(64);
const withSecret = z.strictObject({ secret });

/** `sent`: new links that are on their way; `unsent`: appointments whose new link this service has no way to send. */
export const contactSaved = z.strictObject({
  changed: z.boolean(),
  sent: z.int().min(0),
  unsent: z.int().min(0),
});
export type ContactSaved = z.infer<typeof contactSaved>;

/** Where a patient at home can be reached. */
export const patientContact = z.strictObject({ email: email.nullable(), phone: phone.nullable() });

/**
 * What a patient at home sees of their appointment. It names no patient: whoever has the link may be somebody else.
 * `moved`: the time was changed after the link was made.
 */
export const appointmentView = z.strictObject({
  state: z.enum(['booked', 'cancelled', 'over']),
  organisationName: z.string(),
  clinicianName: z.string(),
  service: z.string(),
  startsAt: instant,
  endsAt: instant,
  /** The zone in which the times are meant. */
  zone: z.string(),
  moved: z.boolean(),
  /** Of one that is cancelled: whether another one is to follow. Not why, because whoever has the link may be somebody else. */
  goesOn: z.boolean(),
  joinsFrom: instant,
  joinable: z.boolean(),
  /** The clinic can still move or cancel it. */
  changeable: z.boolean(),
  delay: linkDelay,
  cannotCome: z.boolean(),
  /** The clinician has ended it for the patient, who cannot come back (A47): of one that is over. */
  patientLeft: z.boolean(),
  /** What was written for the patient at booking: whoever has the link reads it. */
  note: z.string().nullable(),
  phone: z.string().nullable(),
});
export type AppointmentView = z.infer<typeof appointmentView>;

/** Where whoever waits has got to: the visit has not begun yet, or they are in its lobby as a guest. */
export const linkWaiting = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('link'), since: instant, delay: linkDelay }),
  z.strictObject({ at: z.literal('lobby'), access }),
]);
export type LinkWaiting = z.infer<typeof linkWaiting>;

/** How a patient at home gets to their appointment, by the link that they were sent. */
export const linkEndpoints = {
  openAppointment: {
    method: 'post',
    path: '/api/guest/appointment',
    auth: 'cookie',
    status: 200,
    summary:
      'The appointment that a link is for. `not-found` for a link that is not known and for one whose day is over, in the same words.',
    body: withSecret,
    reply: appointmentView,
  },
  waitForAppointment: {
    method: 'post',
    path: '/api/guest/appointment/waiting',
    auth: 'cookie',
    status: 200,
    summary:
      'This browser waits, under the name given, and says so every few seconds. Once the visit has begun it is in its lobby as a guest, and gets its access. `wrong-phase` too early, too late or cancelled; `expired` for who was not let in.',
    body: withSecret.extend({ name: z.string().trim().min(1).max(60) }),
    reply: linkWaiting,
  },
  sayCannotCome: {
    method: 'post',
    path: '/api/guest/appointment/cannot-come',
    auth: 'cookie',
    status: 200,
    summary:
      'Has the clinic told that the patient cannot come. The appointment stands until the clinic cancels it.',
    body: withSecret,
    reply: nothing,
  },
  exportAppointment: {
    method: 'post',
    path: '/api/guest/appointment/calendar',
    auth: 'cookie',
    status: 200,
    summary: 'The appointment as a file for the own calendar, without the link.',
    body: withSecret,
    produces: 'text/calendar',
    reply: z.string(),
  },
  sendLinkAgain: {
    method: 'post',
    path: '/api/bookings/:bookingId/link',
    auth: 'person',
    status: 200,
    summary:
      'Sends a patient at home the link of their booking once more, by every way in which they can be reached. `sent` is false where there is none. `not-found` for a booking of anybody else, `wrong-phase` for one that is over.',
    params: z.strictObject({ bookingId: id.bookingId }),
    reply: z.strictObject({ sent: z.boolean() }),
  },
  setPatientContact: {
    method: 'put',
    path: '/api/patients/:patientId/contact',
    auth: 'person',
    status: 200,
    summary:
      'Where a patient at home can be reached. The links that were sent before open nothing any more, and new ones are sent. `not-found` for a patient who is anywhere else.',
    params: z.strictObject({ patientId: id.patientId }),
    body: patientContact,
    reply: contactSaved,
  },
} as const satisfies Record<string, Endpoint>;

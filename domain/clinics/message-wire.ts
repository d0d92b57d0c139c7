import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant } from '../wire.ts';
import { messageKind, messageSide, messageState, receiptOutcome } from './message.ts';

const bookingParams = z.strictObject({ bookingId: id.bookingId });

/** What one person was told of a booking: for which side, and whether it arrived. Whose name it went to is not said. */
export const bookingMessageView = z.strictObject({
  kind: messageKind,
  side: messageSide,
  state: messageState,
  madeAt: instant,
  changedAt: instant,
});
export type BookingMessageView = z.infer<typeof bookingMessageView>;

/** What a gateway of the organisation’s own says of an attempt; of the first where it does not say which. */
export const receiptBody = z.strictObject({
  deliveryId: id.deliveryId,
  attempt: z.int().min(1).default(1),
  outcome: receiptOutcome,
});

/** Who has been told of a booking, and the booking for a calendar. */
export const messageEndpoints = {
  listBookingMessages: {
    method: 'get',
    path: '/api/bookings/:bookingId/messages',
    auth: 'person',
    status: 200,
    summary: 'Who has been told what of a booking, and whether it arrived; oldest first.',
    params: bookingParams,
    reply: z.strictObject({ messages: z.array(bookingMessageView) }),
  },
  exportBooking: {
    method: 'get',
    path: '/api/bookings/:bookingId/calendar',
    auth: 'person',
    status: 200,
    summary:
      'The booking as an iCalendar file, without anything of the patient; a cancelled one takes it out of the calendar again.',
    produces: 'text/calendar',
    params: bookingParams,
    reply: z.string(),
  },
} as const satisfies Record<string, Endpoint>;

import type { ClinicDeliveries } from '../escalation/deliver.ts';
import type { ClinicReason, Message } from '../escalation/escalation-port.ts';
import { type BookingCalendars, entryFor, patientEntryOf } from './calendar-entry.ts';
import { isForDigest, standingOf } from './message.ts';
import { digestWords, messagePath, messageWords } from './message-words.ts';
import type { LinkTools } from './make-link.ts';
import { linkPath, makeLink } from './make-link.ts';
import { applyEarlyReceipt } from './receipts.ts';
import { settleMessage } from './settle-message.ts';

type Delivery = Parameters<ClinicDeliveries['messageOf']>[0];

/** How messages about clinics are delivered: escalation sends them, and knows nothing of bookings. */
export function clinicDeliveries(calendars: BookingCalendars, links: LinkTools): ClinicDeliveries {
  return {
    messageOf: async (delivery, reason, { publicUrl, now }) => {
      const { message, booking } = reason;
      const standing = standingOf(message, { booking, now });
      if (standing !== 'wanted') return standing;
      const path = await pathOf(delivery, reason, links);
      if (path === undefined) return 'not-needed';
      const calendar = calendarOf(delivery, reason, { calendars, now });
      return {
        deliveryId: delivery.id,
        ...messageWords(message),
        url: `${publicUrl}${path}`,
        attempt: delivery.attempt,
        ...(calendar && { calendar }),
      };
    },

    isForDigest: ({ channel, reason }) =>
      channel === 'email' && reason.kind === 'clinic' && isForDigest(reason.message),

    digestOf: (deliveries, { publicUrl }) => {
      const [first] = deliveries;
      const facts = deliveries.flatMap(({ reason }) => (reason.kind === 'clinic' ? [reason.message] : []));
      const { id: deliveryId, attempt } = first;
      return { deliveryId, attempt, ...digestWords(facts), url: `${publicUrl}/clinics/day` };
    },

    settled: async (deps, tx, { messageId, deliveryId, isTaken }) => {
      if (isTaken) await applyEarlyReceipt(tx, deliveryId);
      await settleMessage(deps, tx, messageId);
    },
  };
}

/**
 * Staff who open it have been told. A patient has no account here: they get the link of their booking; undefined where their
 * address was changed since this attempt began.
 */
async function pathOf(
  { id, channel, contact }: Delivery,
  { message, booking }: ClinicReason,
  links: LinkTools,
): Promise<string | undefined> {
  if (message.side !== 'patient' || booking === null) return `${messagePath(message)}?delivery=${id}`;
  const to = channel === 'email' ? { email: contact.email } : { phone: contact.phone };
  const secret = await makeLink(links, booking.bookingId, to);
  return secret === undefined ? undefined : linkPath(secret);
}

/** A clinician’s e-mail about one booking has it for their calendar, too, and so has that of a patient at home. */
function calendarOf(
  { channel, personId, contact }: Delivery,
  { message, booking }: ClinicReason,
  { calendars, now }: { calendars: BookingCalendars; now: Date },
): Message['calendar'] {
  const email = channel === 'email' ? contact.email : null;
  if (message.side === 'patient' && booking !== null && email !== null) {
    const cancelled = booking.state === 'cancelled';
    const entry = patientEntryOf(booking, { cancelled, attendee: email });
    return { method: entry.method, text: calendars.write(entry, now) };
  }
  const isTheirs = message.side === 'clinician' && channel === 'email';
  if (!isTheirs || booking === null || personId === null || contact.email === null) return undefined;
  const entry = entryFor({ personId, email: contact.email }, booking);
  return { method: entry.method, text: calendars.write(entry, now) };
}

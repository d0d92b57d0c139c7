import type { DeliveryChannel } from '../escalation/escalation-port.ts';
import type { ClinicMessageId, DeliveryId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { TellingTransaction } from '../transact.ts';
import type { Booking } from './clinic.ts';
import type { PatientContact } from './link-port.ts';
import type { ClinicMessage, MessageKind } from './message.ts';
import { raiseWhereNobody } from './settle-message.ts';

/** Handed in by `write-messages.ts`, which needs these messages for its own. */
type MessageDeps = Pick<Deps, 'jobs' | 'newId' | 'channels'>;

type Informing = {
  kind: Extract<MessageKind, 'booked' | 'moved' | 'cancelled' | 'reminder'>;
  booking: Booking;
  key: string;
};

/**
 * Tells a patient at home of their booking, with its link, by every way in which they and this service can be reached.
 * Nobody else is a patient who is sent anything: in prison there is paper. Whom nothing reaches becomes a task. Answers
 * whether a message is on its way.
 */
export async function informPatient(
  deps: MessageDeps,
  tx: TellingTransaction,
  informing: Informing,
): Promise<boolean> {
  if (deps.channels.length === 0) return false;
  const contact = await tx.bookingLinks.findContact(informing.booking.patientId);
  if (contact === undefined) return false;
  const channels = channelsOf(contact).filter((channel) => deps.channels.includes(channel));
  const message = messageTo(deps, informing, channels.length === 0 ? 'failed' : 'pending');
  const added = await tx.clinicMessages.addMessages([message]);
  if (!added.has(message.id)) return false;
  const { organisationId } = message;
  const deliveries = channels.map((channel) => ({
    id: deps.newId() as DeliveryId,
    ...{ organisationId, channel, personId: null },
    because: { clinicMessageId: message.id },
  }));
  await tx.escalation.addDeliveries(deliveries);
  for (const { id } of deliveries) tx.afterCommit(() => deps.jobs.add('deliver', { deliveryId: id }));
  if (message.state === 'failed') await raiseWhereNobody(deps, tx, message);
  return message.state === 'pending';
}

/** A reminder that nobody could send in time. */
export async function noteTooLateForPatient(
  deps: MessageDeps,
  tx: Transaction,
  informing: Informing,
): Promise<void> {
  if (deps.channels.length === 0) return;
  if ((await tx.bookingLinks.findContact(informing.booking.patientId)) === undefined) return;
  const message = messageTo(deps, informing, 'too-late');
  const added = await tx.clinicMessages.addMessages([message]);
  const mayHelp = informing.booking.state === 'booked';
  if (mayHelp && added.has(message.id)) await raiseWhereNobody(deps, tx, message);
}

function channelsOf({ email, phone }: PatientContact): DeliveryChannel[] {
  return [...(email === null ? [] : (['email'] as const)), ...(phone === null ? [] : (['sms'] as const))];
}

function messageTo(
  deps: Pick<MessageDeps, 'newId'>,
  { kind, booking, key }: Informing,
  state: ClinicMessage['state'],
): ClinicMessage {
  const { id: bookingId, organisationId, siteId, patientId, startsAt, endsAt } = booking;
  return {
    id: deps.newId() as ClinicMessageId,
    ...{ kind, key, organisationId, siteId, startsAt, endsAt, patientId, state },
    personId: null,
    side: 'patient',
    bookingIds: [bookingId],
    others: 0,
  };
}

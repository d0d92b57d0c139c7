import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { BookingId, PatientId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { readTelephone } from '../telephone.ts';
import { transact } from '../transact.ts';
import { isByLink } from './at-home.ts';
import { isLinkOver } from './booking-link.ts';
import { bookingEntry } from './booking-rules.ts';
import { requireSeen, requireSeenBooking, sightOf } from './clinic-access.ts';
import type { PatientContact } from './link-port.ts';
import type { ContactSaved } from './link-wire.ts';
import { newLinkKey } from './message.ts';
import { linkEntry } from './open-link.ts';
import { informPatient } from './patient-messages.ts';
import type { MessageDeps } from './write-messages.ts';

/**
 * Says where a patient at home can be reached. What was sent to the address before may have got to somebody else: those
 * links open nothing any more, and new ones are sent (HAZ-35). Throws `not-found` for a patient who is anywhere else.
 */
export async function setPatientContact(
  deps: MessageDeps & Pick<Deps, 'telephones'>,
  actor: Actor,
  { patientId, ...given }: PatientContact & { patientId: PatientId },
): Promise<ContactSaved> {
  const contact = { ...given, phone: readTelephone(deps, 'phone', given.phone) };
  const sight = await sightOf(deps, actor, 'patient:add');
  const { organisationId } = requireSeen(sight, await deps.store.reads.findPatient(patientId), 'patient');
  return transact(deps, async (tx) => {
    const before = await tx.bookingLinks.findContact(patientId);
    if (before === undefined) throw new DomainError('not-found', 'no such patient at home');
    if (before.email === contact.email && before.phone === contact.phone) {
      return { changed: false, sent: 0, unsent: 0 };
    }
    await tx.bookingLinks.setContact(patientId, contact);
    const bookings = await tx.bookingLinks.dropOf(patientId);
    await tx.audit([
      auditEntry(auditActor(actor), {
        action: 'patient.contact-set',
        about: { kind: 'patient', id: patientId, organisationId },
        detail: { email: contact.email !== null, phone: contact.phone !== null },
      }),
      ...bookings.map((booking) => linkEntry(booking, 'booking-link.replaced')),
    ]);
    let sent = 0;
    for (const booking of bookings) {
      const key = newLinkKey(booking.id, deps.newId());
      if (await informPatient(deps, tx, { kind: 'booked', booking, key })) sent += 1;
    }
    return { changed: true, sent, unsent: bookings.length - sent };
  });
}

/**
 * Sends the link of a booking again: the patient has lost it, or nothing had got to them. It is the same link. Answers whether
 * a message is on its way. Throws `not-found` where the patient is not at home, `wrong-phase` where nothing is to come.
 */
export async function sendLinkAgain(
  deps: MessageDeps,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<{ sent: boolean }> {
  const sight = await sightOf(deps, actor, 'patient:add');
  return transact(deps, async (tx) => {
    const booking = requireSeenBooking(sight, await tx.clinics.lockBooking(bookingId));
    if (!isByLink(booking)) throw new DomainError('not-found', 'no such booking of a patient at home');
    if ((booking.state !== 'booked' && booking.state !== 'running') || isLinkOver(booking, tx.now)) {
      throw new DomainError('wrong-phase', 'this booking is cancelled or over: there is no link to send');
    }
    const key = newLinkKey(booking.id, deps.newId());
    const sent = await informPatient(deps, tx, { kind: 'booked', booking, key });
    await tx.audit([
      bookingEntry(auditActor(actor), booking, { action: 'booking-link.sent-again', detail: { sent } }),
    ]);
    return { sent };
  });
}

import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { PatientId } from '../ids.ts';
import { transact } from '../transact.ts';
import { requireSeen, sightOf } from './clinic-access.ts';
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
  deps: MessageDeps,
  actor: Actor,
  { patientId, ...contact }: PatientContact & { patientId: PatientId },
): Promise<ContactSaved> {
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

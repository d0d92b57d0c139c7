import type { BookingId, BookingLinkId } from '../ids.ts';
import type { Deps, Secrets } from '../ports.ts';
import type { LinkSecrets, PatientContact } from './link-port.ts';

/** What whoever sends a link needs. */
export type LinkTools = Pick<Deps, 'store' | 'newId'> & LinkSecrets & { secrets: Pick<Secrets, 'digest'> };

/**
 * The secret of the link of a booking, which is the same in every message about it. It is made when it is sent, by the
 * process that sends it, and nothing keeps it: the store has its digest only (ADR 31). Undefined where the patient is not
 * reached there any more: whoever has the address that was corrected must not get the link that replaces theirs (HAZ-35).
 */
export function makeLink(
  links: LinkTools,
  bookingId: BookingId,
  to: Partial<PatientContact>,
): Promise<string | undefined> {
  return links.store.transact(async (tx) => {
    const contact = await tx.bookingLinks.shareContactOf(bookingId);
    if (contact === undefined || !isStill(contact, to)) return undefined;
    const id = await tx.bookingLinks.ensure(bookingId, links.newId() as BookingLinkId);
    const secret = links.secretOf(id);
    await tx.bookingLinks.setDigest(id, links.secrets.digest(secret));
    return secret;
  });
}

function isStill(
  contact: PatientContact,
  { email = contact.email, phone = contact.phone }: Partial<PatientContact>,
) {
  return contact.email === email && contact.phone === phone;
}

/** Below the address of the service. The secret is in the fragment, which browsers send to nobody. */
export function linkPath(secret: string): string {
  return `/appointment#${secret}`;
}

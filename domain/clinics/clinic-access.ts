import { type Actor, may, type Permission, type PersonActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { ClinicianId, OrganisationId, SiteId } from '../ids.ts';
import type { Deps } from '../ports.ts';

/** Whose patients, referrals and bookings a person sees. */
export type Sight = {
  readonly person: PersonActor;
  /** All of the own organisation: whoever manages its clinics. */
  readonly everything: boolean;
  /** The prisons in which a person of prison healthcare works. */
  readonly siteIds: readonly SiteId[];
};

type Place = { readonly organisationId: OrganisationId; readonly siteId: SiteId };

/** The first line of a use case about patients. Throws `forbidden` without the permission. */
export async function sightOf(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  permission: Permission,
): Promise<Sight> {
  const person = requirePerson(actor, permission);
  const siteIds = may(person, 'patient:manage') ? await store.reads.listPersonSites(person.personId) : [];
  return { person, everything: may(person, 'clinic:manage'), siteIds };
}

/** Whether something of that place is there for the person. Nobody sees into another organisation. */
export function sees({ person, everything, siteIds }: Sight, { organisationId, siteId }: Place): boolean {
  return person.organisationId === organisationId && (everything || siteIds.includes(siteId));
}

/** What was found, where the person sees it; else `not-found`, so that ids cannot be probed. */
export function requireSeen<T extends Place>(sight: Sight, found: T | undefined, what: string): T {
  if (found === undefined || !sees(sight, found)) {
    throw new DomainError('not-found', `no such ${what}`);
  }
  return found;
}

/** The same of a booking, which the clinician who holds the clinic sees too. */
export function requireSeenBooking<T extends Place & { readonly clinicianId: ClinicianId }>(
  sight: Sight,
  found: T | undefined,
): T {
  const { personId, organisationId } = sight.person;
  if (found?.clinicianId === personId && found.organisationId === organisationId) {
    return found;
  }
  return requireSeen(sight, found, 'booking');
}

/** Throws `not-found` for what belongs to another organisation, whoever asks: clinics are nobody else’s business. */
export function requireOwn<T extends { readonly organisationId: OrganisationId }>(
  actor: Actor,
  found: T | undefined,
  what: string,
): T {
  if (found?.organisationId !== actor.organisationId) {
    throw new DomainError('not-found', `no such ${what}`);
  }
  return found;
}

/** Whether the person works in that prison. A booking clerk, who sees the patients of all, does not by that. */
export function worksIn({ person, siteIds }: Sight, { organisationId, siteId }: Place): boolean {
  return person.organisationId === organisationId && siteIds.includes(siteId);
}

/** What was found, where it is of a prison in which the person works; else `not-found`. */
export function requireOfOwnPrison<T extends Place>(sight: Sight, found: T | undefined, what: string): T {
  if (found === undefined || !worksIn(sight, found)) {
    throw new DomainError('not-found', `no such ${what}`);
  }
  return found;
}

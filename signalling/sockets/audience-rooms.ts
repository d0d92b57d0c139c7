import { audienceOf } from '../../domain/actor-kinds.ts';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Audience, Facts } from '../../domain/ports.ts';
import type { Identity } from './identity.ts';

/** The Socket.IO room in which an audience listens. */
export function roomOfAudience(audience: Audience): string {
  return `${audience.kind}:${audience.id}`;
}

/** The Socket.IO room of an organisation's clinicians and managers: they share the board. */
export function roomOfOrganisation(organisationId: OrganisationId): string {
  return `organisation:${organisationId}`;
}

/** The Socket.IO room of all sockets that end together. */
export function roomToEnd(whose: Parameters<Facts['endConnections']>[0]): string {
  if ('family' in whose) {
    return `family:${whose.family}`;
  }
  if ('person' in whose) {
    return `person:${whose.person}`;
  }
  return 'station' in whose ? `station:${whose.station}` : roomOfAudience({ kind: 'guest', id: whose.guest });
}

/**
 * Every Socket.IO room that an actor's socket belongs to. A socket on which a clinician only looks at a board cannot
 * answer: it is not rung, and does not make them present.
 */
export function roomsOf({ actor, phases }: Pick<Identity, 'actor' | 'phases'>): string[] {
  const audience = actor.kind !== 'person' || phases.includes('clinician') ? audienceOf(actor) : undefined;
  const own = audience === undefined ? [] : [roomOfAudience(audience)];
  if (actor.kind !== 'person') return own;
  return [
    ...own,
    roomOfOrganisation(actor.organisationId),
    roomToEnd({ family: actor.familyId }),
    roomToEnd({ person: actor.personId }),
  ];
}

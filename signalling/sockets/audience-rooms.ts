import type { Actor } from '../../domain/actors.ts';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Audience, Facts } from '../../domain/ports.ts';

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

/** Every Socket.IO room that an actor's socket belongs to. */
export function roomsOf(actor: Actor): string[] {
  if (actor.kind === 'station') {
    return [roomOfAudience({ kind: 'station', id: actor.stationId })];
  }
  if (actor.kind === 'guest') {
    return [roomOfAudience({ kind: 'guest', id: actor.guestId })];
  }
  // Facts about calls are told to clinicians alone: a manager who is none has no state of their own.
  const audience = actor.roles.includes('clinician')
    ? [roomOfAudience({ kind: 'clinician', id: actor.personId })]
    : [];
  return [
    ...audience,
    roomOfOrganisation(actor.organisationId),
    roomToEnd({ family: actor.familyId }),
    roomToEnd({ person: actor.personId }),
  ];
}

import {
  type Actor,
  auditActor,
  type GuestActor,
  requireOrganisation,
  requirePermission,
  requirePerson,
} from '../actors.ts';
import { reachableForMs } from '../clinicians/presence.ts';
import type { IceTransportPolicy } from '../contract/media.ts';
import type { EndpointReply } from '../contract/rest.ts';
import type { AudienceState, Board } from '../contract/views.ts';
import { DomainError } from '../errors.ts';
import type { CallId, RoomId } from '../ids.ts';
import type { Deps, Joining } from '../ports.ts';
import { clinicianAudience, guestAudience, stationAudience } from './announce.ts';

/** The whole state of the asking station, clinician or guest. */
export async function readState(deps: Deps, actor: Actor): Promise<AudienceState> {
  if (actor.kind === 'station') {
    return deps.store.reads.getState(stationAudience(actor.stationId));
  }
  if (actor.kind === 'guest') {
    return deps.store.reads.getState(guestAudience(actor.guestId));
  }
  const clinician = requirePerson(actor, 'call:answer');
  return deps.store.reads.getState(clinicianAudience(clinician.personId));
}

/** Who is on call and what waits in the actor's organisation. */
export async function readBoard(deps: Deps, actor: Actor): Promise<Board> {
  requirePermission(actor, 'board:read');
  return deps.store.reads.getBoard(
    actor.organisationId,
    new Date(deps.clock.now().getTime() - reachableForMs),
  );
}

/** One call with what staff said of the patient. A clinician sees those that rang at them; every read is audited. */
export async function readCall(
  deps: Deps,
  actor: Actor,
  { callId }: { callId: CallId },
): Promise<EndpointReply<'readCall'>> {
  const person = requirePerson(actor, 'call:read');
  const { card, organisationId, phase, offeredTo } = await deps.store.reads.getCallCard(callId);
  requireOrganisation(person, organisationId, 'call');
  if (!person.roles.includes('administrator') && !offeredTo.includes(person.personId)) {
    throw new DomainError('forbidden', 'this call has not rung at you');
  }
  await deps.store.transact((tx) =>
    tx.audit([
      {
        actor: auditActor(person),
        organisationId,
        action: 'call.read',
        subject: { kind: 'call', id: callId },
      },
    ]),
  );
  return { ...card, phase };
}

/**
 * Whether the actor may enter a media room now: the station of an open call, a clinician it rings at or in its visit,
 * a guest of its visit who has been let in.
 * `admitted` is false until they have answered. Throws `not-found` for anybody else and for a room that is over.
 */
export async function enterRoom(
  deps: Deps,
  actor: Actor,
  { roomId }: { roomId: RoomId },
): Promise<{ joining: Joining; admitted: boolean; iceTransportPolicy: IceTransportPolicy }> {
  requirePermission(actor, 'visit:join');
  if (actor.kind === 'guest') {
    return enterAsGuest(deps, actor, roomId);
  }
  const room = await deps.store.reads.findRoom(roomId);
  if (room !== undefined && actor.kind === 'station' && room.stationId === actor.stationId) {
    return {
      joining: { key: `station:${actor.stationId}`, name: room.stationName, role: 'station' },
      admitted: room.phase === 'active',
      iceTransportPolicy: room.iceTransportPolicy,
    };
  }
  const own =
    actor.kind === 'person'
      ? room?.clinicians.find(({ clinicianId }) => clinicianId === actor.personId)
      : undefined;
  if (own !== undefined) {
    const { clinicianId, name, admitted } = own;
    return {
      joining: { key: `clinician:${clinicianId}`, name, role: 'clinician' },
      admitted,
      // The site's network is not the clinician's: theirs finds its own way, over the relay where it has to.
      iceTransportPolicy: 'all',
    };
  }
  throw new DomainError('not-found', 'no such room');
}

/** Nobody in the lobby has a seat: what is told in a room is not for them. */
async function enterAsGuest(
  deps: Deps,
  { guestId }: GuestActor,
  roomId: RoomId,
): Promise<{ joining: Joining; admitted: boolean; iceTransportPolicy: IceTransportPolicy }> {
  const admitted = await deps.store.reads.findAdmittedGuest(guestId);
  if (admitted?.roomId !== roomId) {
    throw new DomainError('not-found', 'no such room');
  }
  const { name, role } = admitted;
  return { joining: { key: `guest:${guestId}`, name, role }, admitted: true, iceTransportPolicy: 'all' };
}

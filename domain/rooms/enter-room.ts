import { type Actor, type GuestActor, requirePermission } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { RoomId } from '../ids.ts';
import type { Deps, Joining } from '../ports.ts';
import type { IceTransportPolicy } from './wire.ts';

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
      // The site's network is not the clinician's: theirs finds its own path, over the relay if it has to.
      iceTransportPolicy: 'all',
    };
  }
  throw new DomainError('not-found', 'no such room');
}

/** A guest in the lobby is no participant: facts of the room are not for them. */
async function enterAsGuest(
  deps: Deps,
  { guestId }: GuestActor,
  roomId: RoomId,
): Promise<{ joining: Joining; admitted: boolean; iceTransportPolicy: IceTransportPolicy }> {
  const admitted = await deps.store.reads.findAdmittedGuest(guestId);
  if (admitted?.roomId !== roomId) {
    throw new DomainError('not-found', 'no such room');
  }
  const { name } = admitted;
  // In the room a patient at home is what the station is elsewhere: whom the clinician sees large, and must hear.
  const role = admitted.role === 'patient' ? 'station' : admitted.role;
  return { joining: { key: `guest:${guestId}`, name, role }, admitted: true, iceTransportPolicy: 'all' };
}

import type { IceServer, IceTransportPolicy, MediaPath } from './wire.ts';
import type { ParticipantId } from '../ids.ts';

/** The TURN relays of this service. A relay sees only what is encrypted between browser and SFU. */
export type Relays = {
  /** Whether there are any. */
  readonly available: boolean;
  /** All of them, with credentials for this participant that expire; none where there are none. */
  serversFor(participantId: ParticipantId): IceServer[];
};

/**
 * The path that a participant's media takes. A site that asks for the relay only, in a service that has lost its
 * relays, gets the direct path: it may work, and the other certainly does not.
 */
export function mediaPathFor(
  relays: Relays,
  { participantId, policy }: { participantId: ParticipantId; policy: IceTransportPolicy },
): MediaPath {
  const iceServers = relays.serversFor(participantId);
  return { iceServers, iceTransportPolicy: iceServers.length === 0 ? 'all' : policy };
}

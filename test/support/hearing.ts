import type { ClinicianState, OfferView, StationState } from '../../domain/states/wire.ts';
import type { CallId, OfferId } from '../../domain/ids.ts';
import type { CallCard } from '../../domain/calls/wire.ts';
import { eventually } from './eventually.ts';
import type { SocketClient } from './socket-client.ts';
import type { Place, World } from './world.ts';

type Named = Parameters<SocketClient['hear']>[0];

/** The state of the first fact of this name that fits. */
export async function stationHears(
  socket: SocketClient,
  name: Named,
  fits: (state: StationState) => boolean = () => true,
): Promise<StationState> {
  const heard = await socket.hear(name, (payload) => fits((payload as { state: StationState }).state));
  return (heard as { state: StationState }).state;
}

export async function clinicianHears(
  socket: SocketClient,
  name: Named,
  fits: (state: ClinicianState) => boolean = () => true,
): Promise<ClinicianState> {
  const heard = await socket.hear(name, (payload) => fits((payload as { state: ClinicianState }).state));
  return (heard as { state: ClinicianState }).state;
}

/** What a station that asks is told now. */
export async function stationReads(socket: SocketClient): Promise<StationState> {
  const { state } = valueOf(await socket.say('state:read', {}));
  if (state.kind !== 'station') {
    throw new Error(`the state of a ${state.kind}`);
  }
  return state;
}

export function valueOf<T>(answer: { ok: true; value: T } | { ok: false; code: string; message: string }): T {
  if (!answer.ok) {
    throw new Error(`refused: ${answer.code}: ${answer.message}`);
  }
  return answer.value;
}

/** What is known of the call that rings, or from which a visit comes that somebody is asked into. */
export function callCardOf(offer: OfferView | null): CallCard | undefined {
  return offer?.card.kind === 'call' ? offer.card : undefined;
}

export async function ringOf(socket: SocketClient, callId: CallId): Promise<OfferId> {
  const state = await clinicianHears(
    socket,
    'call:ringing',
    ({ offer }) => callCardOf(offer)?.callId === callId,
  );
  if (state.offer === null) {
    throw new Error('nothing rings');
  }
  return state.offer.offerId;
}

/** A new station of the place presses its button. */
export async function pressAt(world: World, place: Place, server = 0) {
  const station = await world.addStation(place);
  const socket = await world.connect(station, server);
  const { callId } = valueOf(await socket.say('call:start', {}));
  return { station, socket, callId };
}

/** Waits until the audit trail has these actions in this order, whatever stands between them. */
export async function trailHas(world: World, place: Place, ...actions: string[]): Promise<void> {
  await eventually(async () => {
    const trail = await world.trail(place);
    let from = 0;
    for (const action of actions) {
      const at = trail.indexOf(action, from);
      if (at === -1) return `no ${action} after ${String(from)} in ${trail.join(', ')}`;
      from = at + 1;
    }
    return undefined;
  });
}

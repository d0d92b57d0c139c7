import { expect } from 'chai';
import type { ClinicianState } from '../../../domain/states/wire.ts';
import type { OfferId } from '../../../domain/ids.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { World } from '../../support/world.ts';

async function offerOf(socket: SocketClient): Promise<{ offerId: OfferId; state: ClinicianState }> {
  const heard = await socket.hear(
    'call:ringing',
    ({ state }) => state.kind === 'clinician' && state.offer !== null,
  );
  if (heard.state.kind !== 'clinician' || heard.state.offer === null) {
    throw new Error('nothing rings');
  }
  return { offerId: heard.state.offer.offerId, state: heard.state };
}

describe('what others may not do with a call', () => {
  it('refuses a clinician who accepts another one’s offer', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const rang = await world.onCall(place);
    const station = await world.connect(await world.addStation(place));
    await station.say('call:start', {});
    const { offerId } = await offerOf(rang.socket);
    const other = await world.onCall(place);
    expect(await other.socket.say('offer:accept', { offerId })).to.deep.include({
      ok: false,
      code: 'forbidden',
    });
    expect(await other.socket.say('offer:decline', { offerId, reason: 'other' })).to.deep.include({
      ok: false,
      code: 'forbidden',
    });
    expect(await rang.socket.say('offer:accept', { offerId })).to.include({ ok: true });
  });

  it('shows another organisation nothing: no ring, no call, no room, no visit', async () => {
    await using world = await World.create();
    const [here, elsewhere] = [await world.addPlace(), await world.addPlace()];
    const stranger = await world.onCall(elsewhere);
    const rang = await world.onCall(here);
    const station = await world.connect(await world.addStation(here));
    const started = await station.say('call:start', {});
    const { offerId, state } = await offerOf(rang.socket);
    const roomId = state.offer?.card.roomId;
    const callId = started.ok ? started.value.callId : undefined;
    if (roomId === undefined || callId === undefined) {
      throw new Error('no call');
    }
    const accepted = await rang.socket.say('offer:accept', { offerId });
    const visitId = accepted.ok ? accepted.value.visitId : undefined;
    if (visitId === undefined) {
      throw new Error('not accepted');
    }
    const sources = { microphone: 'on', camera: 'on' } as const;
    const missing = { ok: false, code: 'not-found' };
    expect(await stranger.socket.say('offer:accept', { offerId })).to.deep.include(missing);
    expect(await stranger.socket.say('room:join', { roomId, sources })).to.deep.include(missing);
    expect(await stranger.socket.say('visit:end', { visitId })).to.deep.include(missing);
    const outcome = { visitId, disposition: 'gp-today', advice: null, note: null } as const;
    expect(await stranger.socket.say('outcome:record', outcome)).to.deep.include(missing);
    const otherStation = await world.connect(await world.addStation(elsewhere));
    expect(await otherStation.say('call:cancel', { callId })).to.deep.include(missing);
    expect(await otherStation.say('call:describe', { callId, concern: 'x' })).to.deep.include(missing);
    const read = await fetch(`${world.server(0).url}/api/calls/${callId}`, {
      headers: { authorization: `Bearer ${stranger.token}` },
    });
    expect(read.status).to.equal(404);
    expect(stranger.socket.heard.filter(({ name }) => name === 'call:ringing')).to.deep.equal([]);
  });

  it('does not know a clinician’s command from a station, nor a station’s from a clinician', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const station = await world.connect(await world.addStation(place));
    const clinician = await world.onCall(place);
    expect(await station.say('presence:set', { to: 'available' })).to.deep.include({
      ok: false,
      code: 'unknown-command',
    });
    expect(await clinician.socket.say('call:start', {})).to.deep.include({
      ok: false,
      code: 'unknown-command',
    });
  });

  it('does not ring a clinician whose browser has gone', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    const gone = await world.onCall(place);
    gone.socket.close();
    const there = await world.onCall(place);
    await there.socket.hear('board:changed');
    const seesOneGone = async () => {
      const board = await there.socket.say('board:read', {});
      return (
        board.ok &&
        board.value.clinicians.some(
          ({ clinicianId, reachable }) => clinicianId === gone.clinicianId && !reachable,
        )
      );
    };
    while (!(await seesOneGone())) {
      await there.socket.hear('board:changed');
    }
    const station = await world.connect(await world.addStation(place));
    await station.say('call:start', {});
    await offerOf(there.socket);
  });
});

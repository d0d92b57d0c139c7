import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import {
  clinicianHears,
  pressAt,
  ringOf,
  stationHears,
  stationReads,
  trailHas,
  valueOf,
} from '../../support/hearing.ts';
import { type Place, World } from '../../support/world.ts';

const waitingGrace = { graceWaitingSeconds: 1 };
/**
 * The least that the configuration allows: two beats of the other side, who is still there, and a slow moment. With less a
 * busy machine takes them for gone too.
 */
const visitGrace = { graceVisitSeconds: 12 };

async function happens(world: World, place: Place, action: string): Promise<void> {
  const reason = async () => ((await world.trail(place)).includes(action) ? undefined : `no ${action}`);
  await eventually(reason, 40_000);
}

describe('a caller who is cut off', function () {
  this.timeout(60_000);

  it('while waiting is called back, goes on with the age it had, and stays on the board until somebody closes it', async () => {
    await using world = await World.create({ graces: waitingGrace });
    const place = await world.addPlace();
    const { station, socket, callId } = await pressAt(world, place);
    const placed = await stationReads(socket);
    socket.close();
    const clinician = await world.onCall(place);
    valueOf(await clinician.socket.say('presence:set', { to: 'paused', reason: 'break' }));
    await happens(world, place, 'call-back.opened');
    const again = await world.connect(station);
    const called = await stationReads(again);
    expect(called.call).to.equal(null);
    const callBackId = called.callBack?.callBackId;
    if (callBackId === undefined) throw new Error('nothing calls back');
    const answered = valueOf(await again.say('call-back:answer', { callBackId }));
    expect(answered.callId).not.to.equal(callId);
    const { call, callBack } = await stationReads(again);
    expect(call?.placedAt).to.equal(placed.call?.placedAt);
    expect(callBack).to.equal(null);

    const listed = valueOf(await clinician.socket.say('board:read', {})).callBacks;
    expect(listed.map((one) => [one.callBackId, one.answered])).to.deep.equal([[callBackId, true]]);
    const closing = { callBackId, reason: 'reached-by-video', note: null } as const;
    valueOf(await clinician.socket.say('call-back:close', closing));
    expect(valueOf(await clinician.socket.say('board:read', {})).callBacks).to.deep.equal([]);
    expect(await clinician.socket.say('call-back:close', closing)).to.deep.include({ code: 'conflict' });
    await trailHas(
      world,
      place,
      'call.dropped',
      'call-back.opened',
      'call-back.answered',
      'call-back.closed',
    );
  });

  it('in a visit leaves the clinician wrapping up, with an outcome to write', async () => {
    await using world = await World.create({ graces: visitGrace });
    const place = await world.addPlace();
    const clinician = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    valueOf(await clinician.socket.say('offer:accept', { offerId: await ringOf(clinician.socket, callId) }));
    socket.close();
    await happens(world, place, 'call.dropped');
    const heard = await clinicianHears(clinician.socket, 'call:ended');
    expect(heard.presence.state).to.equal('wrap-up');
    expect(heard.missingOutcomes[0]).to.include({ reason: 'station-lost' });
    expect(valueOf(await clinician.socket.say('board:read', {})).callBacks).to.have.length(1);
  });
});

describe('a clinician who is cut off in a visit', function () {
  this.timeout(60_000);

  it('leaves no patient alone: after the grace the call waits again, with its age, and rings the next one', async () => {
    await using world = await World.create({ graces: visitGrace });
    const place = await world.addPlace();
    const leaving = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    const offerId = await ringOf(leaving.socket, callId);
    const { visitId } = valueOf(await leaving.socket.say('offer:accept', { offerId }));
    const next = await world.onCall(place);
    leaving.socket.close();
    await happens(world, place, 'call.requeued');
    await ringOf(next.socket, callId);
    const waiting = await stationHears(socket, 'call:requeued');
    expect(waiting.call?.callId).to.equal(callId);
    const again = await world.connect(leaving);
    const { state } = valueOf(await again.say('state:read', {}));
    const missing = state.kind === 'clinician' ? state.missingOutcomes : [];
    expect(missing.map((one) => [one.visitId, one.reason])).to.deep.equal([[visitId, 'clinician-lost']]);
  });
});

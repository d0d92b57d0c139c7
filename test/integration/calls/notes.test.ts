import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import { callCardOf, clinicianHears, pressAt, ringOf, stationReads, valueOf } from '../../support/hearing.ts';
import { World } from '../../support/world.ts';

describe('the note of a clinician who passes a call on', () => {
  it('is read by whoever answers next, also after the call was cut off and called back', async () => {
    await using world = await World.create({ graces: { graceWaitingSeconds: 1 } });
    const place = await world.addPlace();
    const host = await world.onCall(place);
    const { station, socket, callId: first } = await pressAt(world, place);
    const offerId = await ringOf(host.socket, first);
    const { visitId } = valueOf(await host.socket.say('offer:accept', { offerId }));
    const [queue] = valueOf(await host.socket.say('board:read', {})).queues;
    if (queue === undefined) throw new Error('the organisation has a queue');
    const note = 'Allergic to penicillin: read it out to the staff.';
    valueOf(await host.socket.say('visit:pass-on', { visitId, queueId: queue.queueId, note }));
    valueOf(await host.socket.say('presence:set', { to: 'away', handover: 'manager' }));
    socket.close();
    await eventually(
      async () => ((await world.trail(place)).includes('call-back.opened') ? undefined : 'not cut off yet'),
      15_000,
    );
    const again = await world.connect(station);
    const { callBack } = await stationReads(again);
    if (callBack === null) throw new Error('nothing calls back');
    const { callId } = valueOf(await again.say('call-back:answer', { callBackId: callBack.callBackId }));
    const next = await world.onCall(place);
    const { offer } = await clinicianHears(
      next.socket,
      'call:ringing',
      (state) => callCardOf(state.offer)?.callId === callId,
    );
    expect(callCardOf(offer)?.passedOnNotes.map(({ text, byName }) => [text, byName])).to.deep.equal([
      [note, host.name],
    ]);
  });
});

import { expect } from 'chai';
import type { News2Observations } from '../../../domain/record/news2.ts';
import { eventually } from '../../support/eventually.ts';
import { callCardOf, clinicianHears, pressAt, ringOf, stationReads, valueOf } from '../../support/hearing.ts';
import { addResident, illValues, setOf, wellValues } from '../../support/residents.ts';
import { type Place, World } from '../../support/world.ts';

describe('observations of a call that was cut off', function () {
  this.timeout(60_000);

  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create({ graces: { graceWaitingSeconds: 1 } });
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => world[Symbol.asyncDispose]());

  /** A call on which these were recorded is cut off; the station is there again and has a call-back to answer. */
  async function cutOff(values: News2Observations | null, total = 0) {
    const { station, socket, callId } = await pressAt(world, place);
    if (values !== null) {
      valueOf(await socket.say('call:record-observations', setOf(callId, values, { total })));
    }
    socket.close();
    await eventually(async () => {
      const trail = await world.trail(place);
      return trail.includes('call-back.opened') ? undefined : 'not cut off yet';
    }, 40_000);
    const again = await world.connect(station);
    const callBackId = (await stationReads(again)).callBack?.callBackId;
    if (callBackId === undefined) throw new Error('nothing calls back');
    const answer = async () => valueOf(await again.say('call-back:answer', { callBackId })).callId;
    return { socket: again, callId, answer };
  }

  it('are of the call that continues it, at the station and for the clinician, and stay its floor (HAZ-39)', async () => {
    const { socket, callId: before, answer } = await cutOff(illValues, 7);
    const clinician = await world.onCall(place);
    const callId = await answer();
    const { call } = await stationReads(socket);
    expect(call?.observations.map(({ ofThisCall, values }) => [ofThisCall, values])).to.deep.equal([
      [true, illValues],
    ]);
    await ringOf(clinician.socket, callId);
    valueOf(await socket.say('call:describe', { callId, acuity: 'soon' }));
    const heard = await clinicianHears(clinician.socket, 'call:described');
    expect(callCardOf(heard.offer)).to.deep.include({ acuity: 'immediate' });
    expect(callCardOf(heard.offer)?.observations.map(({ ofThisCall }) => ofThisCall)).to.deep.equal([true]);

    const [set] = call?.observations ?? [];
    if (set === undefined) throw new Error('no observations');
    const corrects = { setId: set.setId, version: set.version };
    const corrected = { ...setOf(callId, wellValues, { total: 0 }), corrects };
    expect(valueOf(await socket.say('call:record-observations', corrected))).to.deep.include({ version: 2 });
    // Sent again for the call on which it was begun, it is the same request.
    expect(
      valueOf(await socket.say('call:record-observations', { ...corrected, callId: before })),
    ).to.deep.include({ setId: set.setId, version: 2 });
  });

  it('become those of the resident who is picked after the call-back, and are in their record (HAZ-36)', async () => {
    const { token } = await world.addPerson(place, ['administrator']);
    const { patientId } = await addResident(world, place, { token });
    const { socket, answer } = await cutOff(illValues, 7);
    const callId = await answer();
    valueOf(await socket.say('call:describe', { callId, patientId, acuity: 'soon' }));
    const { call } = await stationReads(socket);
    expect(call).to.deep.include({ acuity: 'immediate' });
    expect(call?.observations.map(({ ofThisCall, values }) => [ofThisCall, values])).to.deep.equal([
      [true, illValues],
    ]);
    const { resources } = await world.deps.store.reads.searchResources({
      type: 'Observation',
      scope: { organisationIds: [place.organisationId], patientIds: [patientId] },
      conditions: [],
      newest: 'updated',
      limit: 50,
    });
    expect(resources).to.have.length(8);
  });

  it('that arrive after the call-back was answered raise the call that continues it', async () => {
    const { socket, callId: before, answer } = await cutOff(null);
    const callId = await answer();
    expect((await stationReads(socket)).call).to.deep.include({ callId, acuity: 'urgent' });
    valueOf(await socket.say('call:record-observations', setOf(before, illValues, { total: 7 })));
    const { call } = await stationReads(socket);
    expect(call).to.deep.include({ callId, acuity: 'immediate' });
    expect(call?.observations).to.have.length(1);
  });

  it('that arrive before the call-back is answered raise the call once it is', async () => {
    const { socket, callId: before, answer } = await cutOff(null);
    valueOf(await socket.say('call:record-observations', setOf(before, illValues, { total: 7 })));
    await answer();
    expect((await stationReads(socket)).call).to.deep.include({ acuity: 'immediate' });
  });

  it('that arrive when staff have picked the resident meanwhile are theirs too (HAZ-36)', async () => {
    const { token } = await world.addPerson(place, ['administrator']);
    const { patientId } = await addResident(world, place, { token });
    const { socket, callId: before, answer } = await cutOff(null);
    const callId = await answer();
    valueOf(await socket.say('call:describe', { callId, patientId }));
    valueOf(await socket.say('call:record-observations', setOf(before, illValues, { total: 7 })));
    const { call } = await stationReads(socket);
    expect(call).to.deep.include({ callId, acuity: 'immediate' });
    expect(call?.observations.map(({ values }) => values)).to.deep.equal([illValues]);
  });
});

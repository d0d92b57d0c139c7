import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import { callCardOf, clinicianHears, pressAt, ringOf, stationReads, valueOf } from '../../support/hearing.ts';
import { addResident, illValues, setOf, wellValues } from '../../support/residents.ts';
import { ask } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

type Pressed = Pick<Awaited<ReturnType<typeof pressAt>>, 'socket' | 'callId'>;

const nothing = () => Promise.resolve();
const isIll = async ({ socket, callId }: Pressed) =>
  valueOf(await socket.say('call:record-observations', setOf(callId, illValues, { total: 7 })));

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

  /** A call is cut off after `first`; the station is there again and has a call-back to answer. */
  async function cutOff(first: (pressed: Pressed) => Promise<unknown>) {
    const { station, socket, callId } = await pressAt(world, place);
    await first({ socket, callId });
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
    const { socket, callId: before, answer } = await cutOff(isIll);
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
    const { socket, answer } = await cutOff(isIll);
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
    const { socket, callId: before, answer } = await cutOff(nothing);
    const callId = await answer();
    expect((await stationReads(socket)).call).to.deep.include({ callId, acuity: 'urgent' });
    valueOf(await socket.say('call:record-observations', setOf(before, illValues, { total: 7 })));
    const { call } = await stationReads(socket);
    expect(call).to.deep.include({ callId, acuity: 'immediate' });
    expect(call?.observations).to.have.length(1);
  });

  it('that arrive before the call-back is answered raise the call once it is', async () => {
    const { socket, callId: before, answer } = await cutOff(nothing);
    valueOf(await socket.say('call:record-observations', setOf(before, illValues, { total: 7 })));
    await answer();
    expect((await stationReads(socket)).call).to.deep.include({ acuity: 'immediate' });
  });

  it('are scored anew when scale 2 is taken back before the call-back is answered (HAZ-38)', async () => {
    const { token } = await world.addPerson(place, ['administrator']);
    const { patientId } = await addResident(world, place, { token });
    const setScale = (scaleTwo: { prescriber: string; reason: string } | null) =>
      ask(world.server(0), 'setOxygenScale', { token, params: { patientId }, body: { scaleTwo } });
    await setScale({ prescriber: 'Dr Synthetic', reason: 'Target 88 to 92 %' });
    const { socket, answer } = await cutOff(async (pressed) => {
      const { callId } = pressed;
      valueOf(await pressed.socket.say('call:describe', { callId, patientId, acuity: 'soon' }));
      const low = setOf(callId, { ...wellValues, spo2: 90 }, { total: 0, patientId, scale: 2 });
      valueOf(await pressed.socket.say('call:record-observations', low));
    });
    await setScale(null);
    await answer();
    const { call } = await stationReads(socket);
    expect(call).to.deep.include({ acuity: 'urgent', oxygenScale: 1 });
    expect(call?.observations.map(({ scale, version }) => [scale, version])).to.deep.equal([[1, 2]]);
  });

  it('that arrive when staff have picked the resident meanwhile are theirs too (HAZ-36)', async () => {
    const { token } = await world.addPerson(place, ['administrator']);
    const { patientId } = await addResident(world, place, { token });
    const { socket, callId: before, answer } = await cutOff(nothing);
    const callId = await answer();
    valueOf(await socket.say('call:describe', { callId, patientId }));
    valueOf(await socket.say('call:record-observations', setOf(before, illValues, { total: 7 })));
    const { call } = await stationReads(socket);
    expect(call).to.deep.include({ callId, acuity: 'immediate' });
    expect(call?.observations.map(({ values }) => values)).to.deep.equal([illValues]);
  });
});

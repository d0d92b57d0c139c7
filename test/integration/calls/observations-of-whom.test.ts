import { expect } from 'chai';
import type { PatientId } from '../../../domain/ids.ts';
import { pressAt, stationReads, valueOf } from '../../support/hearing.ts';
import { addResident, setOf, illValues, wellValues } from '../../support/residents.ts';
import { ask } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

describe('whom observations of a call are of', () => {
  let world: World;
  let place: Place;
  let administrator: { token: string };
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
    administrator = { token: (await world.addPerson(place, ['administrator'])).token };
  });
  after(() => world[Symbol.asyncDispose]());

  const edith = () => addResident(world, place, { ...administrator, nhsNumber: '9990000018' });

  /** The entries of the trail of one action, the oldest first. */
  async function entriesOf(action: string) {
    const { events } = await world.deps.store.reads.listAudit(place.organisationId, null);
    return events.filter((event) => event.action === action).toReversed();
  }

  const scaleTwo = { prescriber: 'Dr Synthetic', reason: 'Target 88 to 92 %' };
  const setScale = (patientId: PatientId, to: typeof scaleTwo | null) =>
    ask(world.server(0), 'setOxygenScale', {
      ...administrator,
      params: { patientId },
      body: { scaleTwo: to },
    });

  it('leave an entry of each set when the call is about somebody else, and of what the score decided', async () => {
    const { patientId } = await edith();
    const { socket, callId } = await pressAt(world, place);
    const first = valueOf(
      await socket.say('call:record-observations', setOf(callId, illValues, { total: 7 })),
    );
    valueOf(await socket.say('call:describe', { callId, patientId, acuity: 'soon' }));
    const [set] = (await stationReads(socket)).call?.observations ?? [];
    const moved = await entriesOf('observations.reassigned');
    expect(moved.map(({ detail }) => detail)).to.deep.equal([
      { setId: set?.setId, before: first.setId, patientId },
    ]);
    expect(moved.map(({ actorKind }) => actorKind)).to.deep.equal(['station']);
    const raised = await entriesOf('call.raised');
    expect(raised.map(({ actorKind, detail }) => [actorKind, detail])).to.deep.equal([
      ['system', { from: 'urgent', to: 'immediate', reason: 'news2' }],
      ['system', { from: 'soon', to: 'immediate', reason: 'news2' }],
    ]);
  });

  it('stand for nobody under 16, in whatever order the date of birth is said', async () => {
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:record-observations', setOf(callId, illValues, { total: 7 })));
    valueOf(await socket.say('call:describe', { callId, dateOfBirth: '2020-05-02', acuity: 'soon' }));
    const { call } = await stationReads(socket);
    expect(call?.observations).to.deep.equal([]);
    // No score stands that keeps it above what staff say.
    expect(call).to.deep.include({ acuity: 'soon' });
    const [withdrawn] = await entriesOf('observations.withdrawn');
    expect(withdrawn?.detail).to.deep.include({ patientId: null, reason: 'too-young' });
  });

  it('are in error, and not theirs, when a resident under 16 is picked', async () => {
    const { patientId } = await addResident(world, place, { ...administrator, dateOfBirth: '2020-05-02' });
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:record-observations', setOf(callId, illValues, { total: 7 })));
    valueOf(await socket.say('call:describe', { callId, patientId }));
    expect((await stationReads(socket)).call?.observations).to.deep.equal([]);
    const { resources } = await world.deps.store.reads.searchResources({
      type: 'Observation',
      scope: { organisationIds: [place.organisationId], patientIds: [patientId] },
      conditions: [],
      newest: 'updated',
      limit: 50,
    });
    expect(resources).to.deep.equal([]);
  });

  it('are scored anew, and raise an open call, when scale 2 is taken back (HAZ-38)', async () => {
    const { patientId } = await edith();
    await setScale(patientId, scaleTwo);
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, patientId, acuity: 'soon' }));
    const low = { ...wellValues, spo2: 90 };
    const said = setOf(callId, low, { total: 0, patientId, scale: 2 });
    const { setId } = valueOf(await socket.say('call:record-observations', said));
    expect((await stationReads(socket)).call).to.deep.include({ acuity: 'soon', oxygenScale: 2 });

    await setScale(patientId, null);
    const { call } = await stationReads(socket);
    expect(call).to.deep.include({ acuity: 'urgent', oxygenScale: 1 });
    expect(call?.observations).to.have.length(1);
    expect(call?.observations[0]).to.deep.include({
      setId,
      version: 2,
      state: 'amended',
      scale: 1,
      values: low,
    });
    const [corrected] = await entriesOf('observations.corrected');
    expect(corrected?.detail).to.deep.equal({
      setId,
      version: 2,
      patientId,
      complete: true,
      reason: 'scale',
    });

    // The other scale lowers the score, and not the call.
    await setScale(patientId, scaleTwo);
    const after = (await stationReads(socket)).call;
    expect(after).to.deep.include({ acuity: 'urgent', oxygenScale: 2 });
    expect(after?.observations[0]).to.deep.include({ version: 3, scale: 2 });
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { PatientId } from '../../../domain/ids.ts';
import { callCardOf, clinicianHears, pressAt, ringOf, stationReads, valueOf } from '../../support/hearing.ts';
import { addResident, illValues, setOf, wellValues } from '../../support/residents.ts';
import { ask } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

describe('observations at a station', () => {
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

  const edith = (over: { nhsNumber?: string; name?: string; dateOfBirth?: string } = {}) =>
    addResident(world, place, { ...administrator, nhsNumber: '9990000018', ...over });

  /** What the record says of somebody, newest written last. */
  async function recordOf(patientId: PatientId) {
    const { resources } = await world.deps.store.reads.searchResources({
      type: 'Observation',
      scope: { organisationIds: [place.organisationId], patientIds: [patientId] },
      conditions: [],
      newest: 'updated',
      limit: 50,
    });
    return resources.map(({ id, version, body }) => ({
      id,
      version,
      body: JSON.parse(body ?? '{}') as Record<string, unknown> & { status: string },
      text: body ?? '',
    }));
  }

  it('are of the resident who is picked, whom the clinician sees at once, ringing and in the visit', async () => {
    const { patientId } = await edith();
    const clinician = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    const offerId = await ringOf(clinician.socket, callId);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    const heard = await clinicianHears(clinician.socket, 'call:described');
    const card = callCardOf(heard.offer);
    expect(card).to.deep.include({ patientPlace: 'Room 4', observations: [] });
    expect(card?.details).to.deep.include({
      patientId,
      patientName: 'Edith Synthetic',
      dateOfBirth: '1938-05-02',
      nhsNumber: '9990000018',
    });

    valueOf(await clinician.socket.say('offer:accept', { offerId }));
    valueOf(await socket.say('call:record-observations', setOf(callId, illValues, { total: 7, patientId })));
    const visit = await clinicianHears(
      clinician.socket,
      'call:described',
      (state) => state.visit?.card.kind === 'call' && state.visit.card.observations.length > 0,
    );
    expect(visit.visit?.card).to.have.nested.property('observations[0].values').that.deep.equals(illValues);
    expect(await world.trail(place)).to.include.members(['call.patient-set', 'observations.recorded']);
  });

  it('score a waiting call up, so that it is rung before one that is older, and never down', async () => {
    const older = await pressAt(world, place);
    const younger = await pressAt(world, place);
    const { callId } = younger;
    const kept = valueOf(
      await younger.socket.say('call:record-observations', setOf(callId, illValues, { total: 7 })),
    );
    expect(kept).to.deep.include({ version: 1, total: 7 });
    expect((await stationReads(younger.socket)).call).to.deep.include({ acuity: 'immediate' });
    expect((await stationReads(older.socket)).call?.life).to.deep.include({ position: 2 });

    const clinician = await world.onCall(place);
    await ringOf(clinician.socket, callId);

    valueOf(await younger.socket.say('call:record-observations', setOf(callId, wellValues, { total: 0 })));
    expect((await stationReads(younger.socket)).call).to.deep.include({ acuity: 'immediate' });
    const { events } = await world.deps.store.reads.listAudit(place.organisationId, null);
    const raised = events.filter(({ action }) => action === 'call.raised').map(({ detail }) => detail);
    expect(raised).to.deep.equal([{ from: 'urgent', to: 'immediate', reason: 'news2' }]);
  });

  it('ring several at once when they make a ringing call immediate', async () => {
    await world.changeQueue(place, { ringTogether: { immediate: 2, urgent: 1, soon: 1 } });
    const first = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    await ringOf(first.socket, callId);
    const second = await world.onCall(place);
    valueOf(await socket.say('call:record-observations', setOf(callId, illValues, { total: 7 })));
    await ringOf(second.socket, callId);
  });

  it('are a floor under what staff choose: concern stays above it, and nobody goes below', async () => {
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, acuity: 'immediate' }));
    valueOf(await socket.say('call:record-observations', setOf(callId, wellValues, { total: 0 })));
    expect((await stationReads(socket)).call).to.deep.include({ acuity: 'immediate' });
    const medium = { ...wellValues, respiration: 25, oxygen: true };
    valueOf(await socket.say('call:record-observations', setOf(callId, medium, { total: 5 })));
    valueOf(await socket.say('call:describe', { callId, acuity: 'soon' }));
    expect((await stationReads(socket)).call).to.deep.include({ acuity: 'urgent' });
    // A pulse alone says nothing of the breathing that was bad before (HAZ-39).
    const pulseAlone = { ...wellValues, respiration: null, spo2: null, oxygen: null, systolic: null };
    const later = { total: null, takenAt: new Date().toISOString() };
    valueOf(await socket.say('call:record-observations', setOf(callId, pulseAlone, later)));
    valueOf(await socket.say('call:describe', { callId, acuity: 'soon' }));
    expect((await stationReads(socket)).call).to.deep.include({ acuity: 'urgent' });
    valueOf(await socket.say('call:record-observations', setOf(callId, wellValues, { ...later, total: 0 })));
    valueOf(await socket.say('call:describe', { callId, acuity: 'soon' }));
    expect((await stationReads(socket)).call).to.deep.include({ acuity: 'soon' });
  });

  it('have no total while a value is missing, and what is known already counts (HAZ-39)', async () => {
    const { socket, callId } = await pressAt(world, place);
    const half = { ...wellValues, respiration: 25, spo2: 85, systolic: 80, temperature: null };
    const asZero = await socket.say('call:record-observations', setOf(callId, half, { total: 0 }));
    expect(asZero).to.deep.include({ ok: false, code: 'conflict' });
    const kept = valueOf(await socket.say('call:record-observations', setOf(callId, half, { total: null })));
    expect(kept.total).to.equal(null);
    const { call } = await stationReads(socket);
    expect(call).to.deep.include({ acuity: 'immediate' });
    expect(call?.observations[0]?.values.temperature).to.equal(null);
  });

  it('cannot be what no unit of the form makes of them, and a fault names the value and does not say it (HAZ-38)', async () => {
    const { socket, callId } = await pressAt(world, place);
    const fahrenheit = { ...wellValues, temperature: 98.6 };
    const refused = await socket.say('call:record-observations', setOf(callId, fahrenheit, { total: 0 }));
    expect(refused).to.deep.equal({
      ok: false,
      code: 'invalid',
      message: 'values.temperature: cannot be: is the unit right?',
    });
    const asScaleTwo = { ...setOf(callId, wellValues, { total: 0 }), scale: 2 as const };
    expect(await socket.say('call:record-observations', asScaleTwo)).to.deep.include({ code: 'conflict' });
    const early = setOf(callId, wellValues, { total: 0, takenAt: '2020-01-01T00:00:00Z' });
    expect(await socket.say('call:record-observations', early)).to.deep.include({ code: 'invalid' });
    expect((await stationReads(socket)).call?.observations).to.deep.equal([]);
  });

  it('are recorded once however often they are sent, and corrected as a new version', async () => {
    const { patientId } = await edith();
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    const said = setOf(callId, illValues, { total: 7, patientId });
    const first = valueOf(await socket.say('call:record-observations', said));
    expect(valueOf(await socket.say('call:record-observations', said))).to.deep.equal(first);
    expect(await recordOf(patientId)).to.have.length(8);

    const corrected = {
      ...setOf(callId, { ...illValues, pulse: 80, temperature: null }, { total: null, patientId }),
      corrects: { setId: first.setId, version: first.version },
    };
    const second = valueOf(await socket.say('call:record-observations', corrected));
    expect(second).to.deep.equal({ setId: first.setId, version: 2, total: null });
    const stale = { ...corrected, requestId: randomUUID() };
    expect(await socket.say('call:record-observations', stale)).to.deep.include({ code: 'conflict' });

    const record = new Map((await recordOf(patientId)).map((one) => [one.id, one]));
    expect(record.get(`${first.setId}-pulse`)).to.deep.include({ version: 2 });
    expect(record.get(`${first.setId}-pulse`)?.body.status).to.equal('amended');
    // Nothing is taken away: what was said and is not so any more is said to be wrong.
    expect(record.get(`${first.setId}-news2`)?.body).to.deep.include({ status: 'entered-in-error' });
    expect(record.get(`${first.setId}-temperature`)?.body.status).to.equal('entered-in-error');
    expect((await stationReads(socket)).call?.observations).to.have.length(1);
  });

  it('are corrected with the time at which they were taken, also when that is more than a day ago by now', async () => {
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:record-observations', setOf(callId, illValues, { total: 7 })));
    const takenAt = new Date('2026-01-05T05:00:00.000Z');
    const { id: setId } = await world.deps.store.transact(async ({ observations }) => {
      const [set] = await observations.listOfCall(callId);
      if (set === undefined) throw new Error('nothing was recorded');
      await observations.keep({ ...set, version: 2, requestId: randomUUID(), takenAt });
      return set;
    });
    const correct = (at: string) =>
      socket.say('call:record-observations', {
        ...setOf(callId, wellValues, { total: 0, takenAt: at }),
        corrects: { setId, version: 2 },
      });
    expect(await correct('2026-01-05T05:00:01.000Z')).to.deep.include({ ok: false, code: 'invalid' });
    expect(valueOf(await correct(takenAt.toISOString()))).to.deep.equal({ setId, version: 3, total: 0 });
    const times = (await stationReads(socket)).call?.observations.map((set) => set.takenAt);
    expect(times).to.deep.equal(['2026-01-05T05:00:00.000Z']);
  });

  it('are corrected and withdrawn though a partner’s system has deleted one of them from the record', async () => {
    const { patientId } = await edith();
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    const { setId, version } = valueOf(
      await socket.say('call:record-observations', setOf(callId, illValues, { total: 7, patientId })),
    );
    const deletes = async (name: string, basis: number) => {
      const gone = await world.deps.store.transact(({ record }) =>
        record.writeResource({
          ...{ organisationId: place.organisationId, type: 'Observation', id: `${setId}-${name}`, basis },
          ...{ patientId, at: null, body: null, index: [], method: 'DELETE', by: null },
        }),
      );
      expect(gone?.version).to.equal(basis + 1);
    };
    await deletes('pulse', 1);
    await deletes('temperature', 1);
    const corrected = {
      ...setOf(callId, { ...illValues, pulse: 80, temperature: null }, { total: null, patientId }),
      corrects: { setId, version },
    };
    valueOf(await socket.say('call:record-observations', corrected));
    const statuses = async () =>
      new Map((await recordOf(patientId)).map(({ id, body }) => [id.slice(setId.length + 1), body.status]));
    const after = await statuses();
    expect([after.get('pulse'), after.get('spo2'), after.get('news2')]).to.deep.equal([
      'amended',
      'amended',
      'entered-in-error',
    ]);
    expect(after.has('temperature')).to.equal(false);
    await deletes('pulse', 3);
    valueOf(await socket.say('call:withdraw-observations', { callId, setId }));
    expect((await stationReads(socket)).call?.observations).to.deep.equal([]);
    expect([...new Set((await statuses()).values())]).to.deep.equal(['entered-in-error']);
  });

  it('stand in the record as seven observations and a total that is derived from them', async () => {
    const { patientId } = await edith();
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    const said = setOf(callId, { ...illValues, temperature: 38 }, { total: 6, patientId });
    const { setId } = valueOf(await socket.say('call:record-observations', said));
    const record = new Map((await recordOf(patientId)).map((one) => [one.id, one]));
    const named = ['respiration', 'spo2', 'oxygen', 'systolic', 'pulse', 'consciousness', 'temperature'];
    expect([...record.keys()].toSorted()).to.deep.equal(
      [...named, 'news2'].map((name) => `${setId}-${name}`).toSorted(),
    );
    const total = record.get(`${setId}-news2`)?.body;
    expect(total).to.deep.include({
      status: 'final',
      subject: { reference: `Patient/${patientId}` },
      valueQuantity: { value: 6, system: 'http://unitsofmeasure.org', code: '{ScoreOf}' },
      derivedFrom: named.map((name) => ({ reference: `Observation/${setId}-${name}` })),
    });
    expect(JSON.stringify(total)).to.contain('1104051000000101').and.to.contain('1104311000000102');
    expect(record.get(`${setId}-temperature`)?.text).to.contain('"value":38.0');
  });

  it('become those of whoever it was about when the wrong resident was picked, and are in error of the other (HAZ-36)', async () => {
    const wrong = await edith();
    const right = await edith({ name: 'Mabel Example', dateOfBirth: '1931-11-12', nhsNumber: '9990000026' });
    const scaleTwo = { prescriber: 'Dr Synthetic', reason: 'Target 88 to 92 %' };
    const params = { patientId: right.patientId };
    await ask(world.server(0), 'setOxygenScale', { ...administrator, params, body: { scaleTwo } });
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, patientId: wrong.patientId }));
    const values = { ...wellValues, spo2: 90 };
    const said = setOf(callId, values, { total: 3, patientId: wrong.patientId });
    valueOf(await socket.say('call:record-observations', said));

    valueOf(await socket.say('call:describe', { callId, patientId: right.patientId }));
    const { call } = await stationReads(socket);
    expect(call?.details).to.deep.include({ patientName: 'Mabel Example', nhsNumber: '9990000026' });
    expect(call?.oxygenScale).to.equal(2);
    expect(call?.observations).to.have.length(1);
    expect(call?.observations[0]).to.deep.include({ scale: 2, values });
    const statuses = (records: { body: { status: string } }[]) => [
      ...new Set(records.map(({ body }) => body.status)),
    ];
    expect(statuses(await recordOf(wrong.patientId))).to.deep.equal(['entered-in-error']);
    const ofRight = await recordOf(right.patientId);
    expect(statuses(ofRight)).to.deep.equal(['final']);
    expect(ofRight).to.have.length(8);
    // Whoever still had the other one on the screen is told, and nothing is kept.
    const late = setOf(callId, wellValues, { total: 0, patientId: wrong.patientId });
    expect(await socket.say('call:record-observations', late)).to.deep.include({ code: 'conflict' });
  });

  it('never stand beside half of another person: what is typed over a resident clears the rest (HAZ-36)', async () => {
    const { patientId } = await edith();
    const { socket, callId } = await pressAt(world, place);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    valueOf(await socket.say('call:describe', { callId, patientName: 'Agency Visitor' }));
    expect((await stationReads(socket)).call?.details).to.deep.include({
      patientId: null,
      patientName: 'Agency Visitor',
      dateOfBirth: null,
      nhsNumber: null,
    });
    const elsewhere = await world.addPlace();
    const { token } = await world.addPerson(elsewhere, ['administrator']);
    const stranger = await addResident(world, elsewhere, { token });
    const foreign = await socket.say('call:describe', { callId, patientId: stranger.patientId });
    expect(foreign).to.deep.include({ ok: false, code: 'not-found' });
  });

  it('of earlier calls about the same resident are shown as such, and those in error are not', async () => {
    const { patientId } = await edith();
    const first = await pressAt(world, place);
    const of = (callId: typeof first.callId, total: number) =>
      setOf(callId, total === 0 ? wellValues : illValues, { total, patientId });
    valueOf(await first.socket.say('call:describe', { callId: first.callId, patientId }));
    valueOf(await first.socket.say('call:record-observations', of(first.callId, 0)));
    const mistaken = valueOf(await first.socket.say('call:record-observations', of(first.callId, 7)));
    const { setId } = mistaken;
    valueOf(await first.socket.say('call:withdraw-observations', { callId: first.callId, setId }));
    valueOf(await first.socket.say('call:cancel', { callId: first.callId }));

    const clinician = await world.onCall(place);
    const second = await pressAt(world, place);
    await ringOf(clinician.socket, second.callId);
    valueOf(await second.socket.say('call:describe', { callId: second.callId, patientId }));
    valueOf(await second.socket.say('call:record-observations', of(second.callId, 7)));
    const heard = await clinicianHears(
      clinician.socket,
      'call:described',
      ({ offer }) => (callCardOf(offer)?.observations.length ?? 0) > 1,
    );
    const shown = callCardOf(heard.offer)?.observations.map(({ ofThisCall, values }) => [
      ofThisCall,
      values.pulse,
    ]);
    expect(shown).to.deep.equal([
      [true, 130],
      [false, 80],
    ]);
    expect((await stationReads(second.socket)).call?.observations).to.have.length(1);
  });
});

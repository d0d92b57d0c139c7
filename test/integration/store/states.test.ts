import { expect } from 'chai';
import { audienceState, type ClinicianState, type StationState } from '../../../domain/states/wire.ts';
import { me } from '../../../domain/accounts/wire.ts';
import type { ClinicianId, PersonId, StationId } from '../../../domain/ids.ts';
import { addDays, startOfDay, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { addBooking } from '../../support/booked-visit.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { rejection } from '../../support/store-waiting.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

async function stationState(world: StoreWorld, id: StationId): Promise<StationState> {
  const { state } = audienceState.parse(await world.store.reads.getState({ kind: 'station', id }));
  if (state.kind !== 'station') throw new Error('a station was asked for');
  return state;
}

async function clinicianState(world: StoreWorld, id: ClinicianId): Promise<ClinicianState> {
  const { state } = audienceState.parse(await world.store.reads.getState({ kind: 'clinician', id }));
  if (state.kind !== 'clinician') throw new Error('a clinician was asked for');
  return state;
}

describe('store: states', () => {
  it('shows a station every phase of its call', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const clinicianId = await world.addOnCall('Asha Rao');
    expect(await stationState(world, stationId)).to.deep.equal({
      kind: 'station',
      station: {
        stationId,
        name: 'Lounge tablet',
        siteName: 'Ash House',
        organisationName: 'Dales Care',
        hubPhone: null,
      },
      cliniciansOnCall: 1,
      call: null,
      lastCall: null,
      visit: null,
      lastVisit: null,
      nextBooking: null,
      turnBack: [],
      callBack: null,
    });

    const since = world.clock.now().toISOString();
    const call = await world.place(stationId);
    expect((await stationState(world, stationId)).call).to.deep.equal({
      callId: call.id,
      roomId: call.roomId,
      acuity: 'urgent',
      wantedSkills: [],
      details: call.details,
      oxygenScale: 1,
      observations: [],
      sbard: [],
      placedAt: since,
      ladder: [],
      advice: null,
      message: null,
      life: { phase: 'waiting', position: 1, estimateSeconds: null, requeued: null },
    });
    const rang = await world.ring(call, clinicianId);
    expect((await stationState(world, stationId)).call?.life).to.deep.equal({
      phase: 'ringing',
      position: 1,
      estimateSeconds: null,
      requeued: null,
      clinicianNames: ['Asha Rao'],
      since,
    });
    const visited = await world.accept(rang);
    expect((await stationState(world, stationId)).call?.life).to.deep.equal({
      phase: 'active',
      visitId: visited.visit.id,
      clinicianName: 'Asha Rao',
      otherClinicians: [],
      lostSound: null,
      clinicianLostAt: null,
      since,
    });

    world.clock.pass(60_000);
    const at = world.clock.now().toISOString();
    await world.complete(visited);
    const ended = {
      phase: 'ended',
      reason: 'completed',
      visitEnd: 'station-hung-up',
      clinicianName: 'Asha Rao',
      at,
      outcome: null,
    };
    const after = await stationState(world, stationId);
    expect(after.call).to.equal(null);
    expect(after.lastCall?.life).to.deep.equal(ended);
    await world.store.transact(({ visits }) =>
      visits.recordOutcome(
        visited.visit.id,
        { disposition: 'gp-today', advice: 'Fluids', note: 'secret note' },
        clinicianId,
      ),
    );
    const outcome = { disposition: 'gp-today', advice: 'Fluids', recordedAt: at };
    expect((await stationState(world, stationId)).lastCall?.life).to.deep.equal({ ...ended, outcome });
  });

  it('shows the most recent ended call beside the open one, for twelve hours', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    await world.cancel(await world.place(stationId));
    world.clock.pass(1000);
    const second = await world.cancel(await world.place(stationId));
    const open = await world.place(stationId);

    const state = await stationState(world, stationId);
    expect(state.call?.callId).to.equal(open.id);
    expect(state.lastCall?.callId).to.equal(second.id);
    expect(state.lastCall?.life).to.deep.include({
      reason: 'cancelled',
      visitEnd: null,
      clinicianName: null,
    });
    world.clock.pass(12 * 3_600_000);
    expect((await stationState(world, stationId)).lastCall).to.equal(null);
  });

  it('ranks an open call among its organisation’s in routing order', async () => {
    await using world = await StoreWorld.create();
    const stations: StationId[] = [];
    for (const name of ['1', '2', '3', '4']) stations.push(await world.addStation(name));
    const [soon, urgent, ringing, immediate] = stations;
    if (!soon || !urgent || !ringing || !immediate) throw new Error('four were added');
    await world.place(soon, { acuity: 'soon' });
    world.clock.pass(1);
    await world.place(urgent);
    world.clock.pass(1);
    await world.ring(await world.place(ringing), await world.addOnCall());
    await world.place(immediate, { acuity: 'immediate' });

    const positions = await Promise.all(
      stations.map(async (id) => {
        const life = (await stationState(world, id)).call?.life;
        return life && 'position' in life ? life.position : undefined;
      }),
    );
    expect(positions).to.deep.equal([4, 2, 3, 1]);
  });

  it('shows a clinician every presence, with offer, visit and missing outcomes', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addPerson();
    const stationId = await world.addStation();
    expect(await clinicianState(world, clinicianId)).to.deep.equal({
      kind: 'clinician',
      clinician: { clinicianId, name: 'Asha Rao', organisationName: 'Dales Care' },
      presence: { state: 'away' },
      offer: null,
      visit: null,
      lastRing: null,
      shift: null,
      endedShift: null,
      missingOutcomes: [],
    });

    const duty = {
      organisationId: world.organisationId,
      onCall: true,
      idleSince: world.clock.now(),
      outsideShiftReason: null,
    };
    const setDuty = (paused: 'break' | null) =>
      world.store.transact(({ clinicians }) => clinicians.setDuty(clinicianId, { ...duty, paused }));
    const since = world.clock.now().toISOString();
    await setDuty(null);
    expect((await clinicianState(world, clinicianId)).presence).to.deep.equal({ state: 'available', since });
    world.clock.pass(1000);
    const pausedSince = world.clock.now().toISOString();
    await setDuty('break');
    world.clock.pass(1000);
    await setDuty('break');
    expect((await clinicianState(world, clinicianId)).presence).to.deep.equal({
      state: 'paused',
      reason: 'break',
      since: pausedSince,
    });
    await setDuty(null);

    const rang = await world.ring(await world.place(stationId), clinicianId);
    const ringing = await clinicianState(world, clinicianId);
    expect(ringing.presence).to.deep.equal({ state: 'ringing', offerId: rang.offer.id });
    expect(ringing.offer).to.deep.equal({
      offerId: rang.offer.id,
      kind: 'call',
      invitedBy: null,
      atEverybody: false,
      card: {
        kind: 'call',
        callId: rang.call.id,
        roomId: rang.call.roomId,
        siteName: 'Ash House',
        siteKind: 'care-home',
        sitePhone: '01535 000000',
        stationName: 'Lounge tablet',
        queueName: 'Urgent calls',
        acuity: 'urgent',
        requiredSkills: [],
        wantedSkills: [],
        details: rang.call.details,
        patientPlace: null,
        observations: [],
        sbard: [],
        placedAt: rang.call.placedAt.toISOString(),
        passedOnNotes: [],
      },
      rangAt: rang.offer.rangAt.toISOString(),
      deadline: rang.offer.deadline.toISOString(),
    });

    const visited = await world.accept(rang);
    const busy = await clinicianState(world, clinicianId);
    expect(busy.presence).to.deep.equal({ state: 'busy', visitId: visited.visit.id });
    expect(busy.offer).to.equal(null);
    expect(busy.visit).to.deep.include({
      visitId: visited.visit.id,
      role: 'lead',
      kind: 'call',
      leadName: 'Asha Rao',
      others: [],
    });

    await world.complete(visited);
    const until = new Date(world.clock.now().getTime() + 60_000);
    await world.store.transact(({ clinicians }) =>
      clinicians.startWrapUp(clinicianId, { visitId: visited.visit.id, until }),
    );
    const wrapping = await clinicianState(world, clinicianId);
    expect(wrapping.presence).to.deep.equal({
      state: 'wrap-up',
      visitId: visited.visit.id,
      until: until.toISOString(),
    });
    expect(wrapping.visit).to.equal(null);
    expect(wrapping.missingOutcomes.map(({ visitId, reason }) => [visitId, reason])).to.deep.equal([
      [visited.visit.id, 'station-hung-up'],
    ]);
  });

  it('shows a station what is next on both sides of midnight', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const clinicianId = await world.addOnCall();
    const { organisationId, siteId, clock } = world;
    const next = async () => (await stationState(world, stationId)).nextBooking?.startsAt;
    const midnight = startOfDay(addDays(wallDateOf(clock.now()), 1));
    clock.pass(midnight.getTime() - clock.now().getTime() - 10 * 60_000);
    const where = { organisationId, siteId, clinicianId, stationId };
    const { id, startsAt } = await addBooking(world.store, where, { beginsInMinutes: 20 });
    expect(await next()).to.equal(startsAt.toISOString());
    // It is late, and the next day has begun long ago.
    clock.pass(6 * 3_600_000);
    expect(await next()).to.equal(startsAt.toISOString());
    await inDatabase(world.database.url, (client) =>
      client.query(
        `update bookings set starts_at = starts_at - interval '15 minutes',
           begins_at = begins_at - interval '15 minutes' where id = $1`,
        [id],
      ),
    );
    expect(await next()).to.equal(new Date(startsAt.getTime() - 15 * 60_000).toISOString());
    clock.pass(9 * 60_000);
    expect(await next()).to.equal(undefined);
  });

  it('lists missing outcomes oldest first and drops those recorded', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const stationId = await world.addStation();
    const visits = [];
    for (let nth = 0; nth < 3; nth += 1) {
      const visited = await world.accept(await world.ring(await world.place(stationId), clinicianId));
      world.clock.pass(1000);
      await world.complete(visited);
      visits.push(visited.visit.id);
    }
    const [first, second, third] = visits;
    if (!first || !second || !third) throw new Error('three were held');
    const record = () =>
      world.store.transact(({ visits }) =>
        visits.recordOutcome(second, { disposition: 'nhs-111', advice: null, note: null }, clinicianId),
      );
    await record();

    const { missingOutcomes } = await clinicianState(world, clinicianId);
    expect(missingOutcomes.map(({ visitId }) => visitId)).to.deep.equal([first, third]);
    const read = await world.store.transact(({ visits }) => visits.find(second));
    expect(read?.outcomeRecorded).to.equal(true);
    expect(await rejection(record())).to.have.property('code', 'conflict');
  });

  it('says what does not exist', async () => {
    await using world = await StoreWorld.create();
    const station = world.store.reads.getState({ kind: 'station', id: newId<StationId>() });
    expect(await rejection(station)).to.include({ code: 'not-found', message: 'no such station' });
    const clinician = world.store.reads.getState({ kind: 'clinician', id: newId<PersonId>() });
    expect(await rejection(clinician)).to.include({ code: 'not-found', message: 'no such clinician' });
    const personId = await world.addPerson();
    expect(me.parse(await world.store.reads.getMe(personId)).organisationName).to.equal('Dales Care');
  });
});

import { expect } from 'chai';
import type { CallId, DeliveryId, OfferId, RoomId, VisitId } from '../../../domain/ids.ts';
import type { DueWork } from '../../../domain/ports.ts';
import { defaultQueueSettings } from '../../../domain/queues/queue.ts';
import { addBooking } from '../../support/booked-visit.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

const grace = { listeningSince: new Date(0), waitingMs: 120_000, visitMs: 300_000 };
const nothing: DueWork = {
  organisations: [],
  overdueRings: [],
  unheardRings: [],
  wrapUps: [],
  raises: [],
  escalations: [],
  dropped: [],
  lostStations: [],
  leadChanges: [],
  abandoned: [],
  missingPrisons: [],
  deliveries: [],
};

const due = (world: StoreWorld) => world.store.reads.listDue(world.clock.now(), grace);

/** The steps that the ladder has taken, as the ladder's own writes leave them. */
async function taken(
  world: StoreWorld,
  callId: CallId,
  result: 'pending' | 'failed',
  step = 1,
): Promise<void> {
  const settled = result === 'pending' ? 'null' : 'now()';
  await world.query(
    `with step as (
       insert into escalation_steps (id, call_id, round, step, action, taken_at, result, settled_at)
       values (gen_random_uuid(), $1, 1, $2::smallint, 'ring-all', now(), $3, ${settled})
       returning call_id, step
     ) update calls set ladder_step = step.step from step where calls.id = step.call_id`,
    [callId, step, result],
  );
}

/** Its station is there all the time. */
async function pass(world: StoreWorld, ms: number, stations: readonly string[] = []): Promise<void> {
  world.clock.pass(ms);
  await world.store.reads.markSeen({ stations: stations as never[], clinicians: [] });
}

describe('store: what has come due', () => {
  it('is nothing where nothing is open', async () => {
    await using world = await StoreWorld.create();
    expect(await due(world)).to.deep.equal(nothing);
    await world.addOnCall();
    await world.cancel(await world.place(await world.addStation()));
    world.clock.pass(3_600_000);
    expect(await due(world)).to.deep.equal(nothing);
  });

  it('names an organisation while a call waits, or rings at fewer than it may, and somebody could answer', async () => {
    await using world = await StoreWorld.create();
    const call = await world.place(await world.addStation('1'), { acuity: 'immediate' });
    const organisations = async () => (await due(world)).organisations;
    expect(await organisations()).to.deep.equal([]);

    const clinicians = await Promise.all(Array.from({ length: 4 }, () => world.addOnCall()));
    const [a, b, c, d] = clinicians;
    if (!a || !b || !c || !d) throw new Error('four were added');
    expect(await organisations()).to.deep.equal([world.organisationId]);
    const two = await world.ring((await world.ring(call, a)).call, b);
    expect(await organisations()).to.deep.equal([world.organisationId]);
    await world.ring(two.call, c);
    expect(await organisations()).to.deep.equal([]);
    await world.store.transact(({ calls }) => calls.setRingAll(call.id));
    expect(await organisations()).to.deep.equal([world.organisationId]);

    await world.store.transact(({ clinicians: duties }) => duties.pauseForMissing(d));
    expect(await organisations()).to.deep.equal([world.organisationId]);
    await world.store.transact(({ clinicians: duties }) => duties.markUnreachable(d));
    expect(await organisations()).to.deep.equal([]);
    await world.store.reads.markSeen({ stations: [], clinicians: [d] });
    expect(await organisations()).to.deep.equal([world.organisationId]);
    world.clock.pass(15_000);
    expect(await organisations()).to.deep.equal([]);
  });

  it('names rings past their deadline, and rings that are not heard', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const stationId = await world.addStation();
    const { offer } = await world.ring(await world.place(stationId), clinicianId);
    const rings = async () => {
      const { overdueRings, unheardRings } = await due(world);
      return { overdueRings, unheardRings };
    };
    world.clock.pass(1999);
    expect(await rings()).to.deep.equal({ overdueRings: [], unheardRings: [] });
    world.clock.pass(1);
    expect(await rings()).to.deep.equal({ overdueRings: [], unheardRings: [offer.id] });
    await world.store.reads.markHeard(offer.id, clinicianId);
    world.clock.pass(3999);
    expect(await rings()).to.deep.equal({ overdueRings: [], unheardRings: [] });
    world.clock.pass(1);
    expect(await rings()).to.deep.equal({ overdueRings: [], unheardRings: [offer.id] });
    world.clock.pass(13_999);
    await world.store.reads.markHeard(offer.id, clinicianId);
    expect(await rings()).to.deep.equal({ overdueRings: [], unheardRings: [] });
    world.clock.pass(1);
    expect(await rings()).to.deep.equal({ overdueRings: [offer.id], unheardRings: [] });
    await world.store.transact(({ calls }) => calls.settleOffer(offer.id, 'missed', null));
    world.clock.pass(60_000);
    expect(await rings()).to.deep.equal({ overdueRings: [], unheardRings: [] });
  });

  it('names wrap-ups at their limit', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const visited = await world.accept(
      await world.ring(await world.place(await world.addStation()), clinicianId),
    );
    await world.complete(visited);
    const until = new Date(world.clock.now().getTime() + 60_000);
    await world.store.transact(({ clinicians }) =>
      clinicians.startWrapUp(clinicianId, { visitId: visited.visit.id, until }),
    );
    world.clock.pass(59_999);
    expect((await due(world)).wrapUps).to.deep.equal([]);
    world.clock.pass(1);
    expect((await due(world)).wrapUps).to.deep.equal([visited.visit.id]);
  });

  it('names calls whose acuity is raised by its timer, counted from when they got it', async () => {
    await using world = await StoreWorld.create();
    const stations = [await world.addStation('1'), await world.addStation('2'), await world.addStation('3')];
    const [first, second, third] = stations;
    if (!first || !second || !third) throw new Error('three were added');
    const soon = await world.place(first, { acuity: 'soon' });
    await world.place(second);
    await pass(world, 600_000, stations);
    const later = await world.place(third, { acuity: 'soon' });
    await pass(world, 1_199_999, stations);
    expect((await due(world)).raises).to.deep.equal([]);
    await pass(world, 1, stations);
    expect((await due(world)).raises).to.deep.equal([soon.id]);
    await world.store.transact(({ calls, now }) =>
      calls.describe(soon.id, { ...soon, acuity: 'urgent', acuitySince: now }),
    );
    await pass(world, 600_000, stations);
    expect((await due(world)).raises).to.deep.equal([later.id]);
  });

  it('names calls whose next step of the ladder is due, or whose last one has failed', async () => {
    await using world = await StoreWorld.create();
    const stations = [await world.addStation('1'), await world.addStation('2')];
    const [first, second] = stations;
    if (!first || !second) throw new Error('two were added');
    const call = await world.place(first);
    const escalations = async () => (await due(world)).escalations;
    await pass(world, 59_999, stations);
    expect(await escalations()).to.deep.equal([]);
    await pass(world, 1, stations);
    expect(await escalations()).to.deep.equal([call.id]);
    await taken(world, call.id, 'pending');
    expect(await escalations()).to.deep.equal([]);
    await pass(world, 30_000, stations);
    expect(await escalations()).to.deep.equal([call.id]);
    await taken(world, call.id, 'failed', 2);
    expect(await escalations()).to.deep.equal([call.id]);
    await taken(world, call.id, 'pending', 3);
    expect(await escalations()).to.deep.equal([]);

    await taken(world, call.id, 'failed', 5);
    await world.query('update calls set advice_told_at = now()');
    await pass(world, 3_600_000, stations);
    expect(await escalations()).to.deep.equal([]);
    await world.store.transact(async ({ calls, now }) => {
      const passedOn = { queueId: world.queueId, requiredSkills: [], queuedAt: now };
      await calls.passOn(call.id, passedOn);
    });
    expect(await escalations()).to.deep.equal([]);
    await pass(world, 60_000, stations);
    expect(await escalations()).to.deep.equal([call.id]);
  });

  it('tells the station in the end also where a raise has led to a ladder with fewer steps', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const call = await world.place(stationId);
    await world.store.transact(async ({ queues }) => {
      const plan = [{ afterSeconds: 90, action: 'tell-station' as const }];
      const settings = {
        ...defaultQueueSettings,
        ladder: { ...defaultQueueSettings.ladder, urgent: plan },
      };
      await queues.change(world.queueId, { name: 'Urgent calls', settings });
    });
    await taken(world, call.id, 'pending', 3);
    await pass(world, 89_999, [stationId]);
    expect((await due(world)).escalations).to.deep.equal([]);
    await pass(world, 1, [stationId]);
    expect((await due(world)).escalations).to.deep.equal([call.id]);
  });

  it('names calls whose station has been gone for longer than its grace', async () => {
    await using world = await StoreWorld.create();
    const [first, second] = [await world.addStation('1'), await world.addStation('2')];
    const waiting = await world.place(first);
    const visited = await world.accept(await world.ring(await world.place(second), await world.addOnCall()));
    const dropped = async () => (await due(world)).dropped;
    await pass(world, 60_000, [first]);
    await pass(world, 120_000);
    expect(await dropped()).to.deep.equal([]);
    await pass(world, 1);
    expect(await dropped()).to.deep.equal([waiting.id]);
    await pass(world, 119_999, [first]);
    expect(await dropped()).to.deep.equal([]);
    await pass(world, 1, [first]);
    expect(await dropped()).to.deep.equal([visited.call.id]);
  });

  it('takes nobody for gone from a room into which neither side has come', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const ringing = await world.ring(await world.place(await world.addStation()), clinicianId);
    const { call } = await world.accept(ringing);
    await pass(world, 15_000);
    await world.store.reads.markSeen({ stations: [], clinicians: [clinicianId] });
    // Shorter than a mark of a room is good for: both sides count as there since the answer.
    const heard = { ...grace, visitMs: 12_000 };
    const { dropped, abandoned } = await world.store.reads.listDue(world.clock.now(), heard);
    expect({ dropped, abandoned }).to.deep.equal({ dropped: [call.id], abandoned: [] });
  });

  it('names visits whose clinician is in their room no more, or again, and those left so for the whole grace', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const clinicianId = await world.addOnCall();
    const { call, visit } = await world.accept(await world.ring(await world.place(stationId), clinicianId));
    const { roomId } = call;
    const found = async (listeningSince = new Date(0)) => {
      const heard = { ...grace, listeningSince };
      const { leadChanges, abandoned } = await world.store.reads.listDue(world.clock.now(), heard);
      return { leadChanges, abandoned };
    };
    const waits = async (ms: number) => {
      await pass(world, ms, [stationId]);
      await world.store.reads.markSeen({ stations: [], clinicians: [clinicianId] });
      await world.store.reads.markInRooms({ clinicians: [], stations: [{ roomId, stationId }], guests: [] });
    };
    const seesLead = () =>
      world.store.reads.markInRooms({ clinicians: [{ roomId, clinicianId }], stations: [], guests: [] });
    await waits(19_999);
    expect(await found()).to.deep.equal({ leadChanges: [], abandoned: [] });
    await waits(1);
    expect(await found(new Date(world.clock.now().getTime() - 19_999))).to.deep.include({ leadChanges: [] });
    expect(await found()).to.deep.equal({ leadChanges: [visit.id], abandoned: [] });
    await seesLead();
    expect(await found()).to.deep.equal({ leadChanges: [], abandoned: [] });

    await waits(20_000);
    await world.store.transact(({ lostClinician, now }) => lostClinician.setLeadLostAt(visit.id, now));
    expect(await found()).to.deep.equal({ leadChanges: [], abandoned: [] });
    await waits(1);
    await seesLead();
    expect(await found()).to.deep.equal({ leadChanges: [visit.id], abandoned: [] });
    await world.store.transact(({ lostClinician }) => lostClinician.setLeadLostAt(visit.id, null));

    await waits(300_000);
    expect(await found()).to.deep.include({ abandoned: [] });
    await waits(1);
    expect(await found()).to.deep.equal({ leadChanges: [visit.id], abandoned: [visit.id] });
    await pass(world, 20_000, [stationId]);
    await world.store.reads.markSeen({ stations: [], clinicians: [clinicianId] });
    expect(await found()).to.deep.equal({ leadChanges: [], abandoned: [] });
  });

  it('names booked visits whose station or clinician has gone, as those of calls', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const clinicianId = await world.addOnCall();
    const { organisationId, siteId } = world;
    const booking = await addBooking(world.store, { organisationId, siteId, clinicianId, stationId });
    const visit = {
      id: newId<VisitId>(),
      origin: { kind: 'booking' as const, bookingId: booking.id },
      ...{ organisationId, siteId, stationId, clinicianId },
      roomId: newId<RoomId>(),
      startedAt: world.clock.now(),
      ended: null,
      outcomeRecorded: false,
    };
    const begin = () => world.store.transact(({ visits }) => visits.begin(visit, newId<OfferId>()));
    expect(await begin()).to.equal(true);
    expect(await begin()).to.equal(false);
    expect(await due(world)).to.deep.equal(nothing);
    const { roomId } = visit;
    const passes = async (ms: number, stations: readonly string[]) => {
      await pass(world, ms, stations);
      await world.store.reads.markSeen({ stations: [], clinicians: [clinicianId] });
      await world.store.reads.markInRooms({ clinicians: [], stations: [{ roomId, stationId }], guests: [] });
    };
    await passes(19_999, [stationId]);
    expect(await due(world)).to.deep.equal(nothing);
    await passes(1, [stationId]);
    expect(await due(world)).to.deep.equal({ ...nothing, leadChanges: [visit.id] });
    const { lostAfterMs } = await world.store.transact(({ lostClinician }) => lostClinician.get(visit.id));
    expect(lostAfterMs).to.equal(20_000);
    await world.store.transact(({ lostClinician, now }) => lostClinician.setLeadLostAt(visit.id, now));
    expect(await due(world)).to.deep.equal(nothing);
    await passes(280_001, []);
    expect(await due(world)).to.deep.equal({ ...nothing, abandoned: [visit.id] });
    await passes(20_000, []);
    expect(await due(world)).to.deep.equal({
      ...nothing,
      lostStations: [visit.id],
      abandoned: [visit.id],
    });
    await world.store.transact(({ visits }) => visits.end(visit.id, 'station-lost'));
    expect(await due(world)).to.deep.equal(nothing);
  });

  it('names deliveries that their job has left for a second', async () => {
    await using world = await StoreWorld.create();
    const call = await world.place(await world.addStation());
    await taken(world, call.id, 'pending');
    const id = newId<DeliveryId>();
    const dueAt = new Date(world.clock.now().getTime() + 10_000);
    await world.query(
      `insert into deliveries
         (id, organisation_id, step_id, channel, state, created_at, updated_at, due_at)
       select $1, $2, id, 'webhook', 'pending', $3, $3, $4 from escalation_steps`,
      [id, world.organisationId, world.clock.now(), dueAt],
    );
    const deliveries = async () => (await due(world)).deliveries;
    world.clock.pass(10_999);
    expect(await deliveries()).to.deep.equal([]);
    world.clock.pass(1);
    expect(await deliveries()).to.deep.equal([id]);
    await world.query(`update deliveries set state = 'delivered'`);
    expect(await deliveries()).to.deep.equal([]);
  });
});

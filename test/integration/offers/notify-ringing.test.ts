import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { dispatchWaiting } from '../../../domain/dispatching/dispatch.ts';
import { done } from '../../../domain/due-rule.ts';
import { ringEnds, ringIsHeard } from '../../../domain/offers/timers.ts';
import { checkRing, endRing } from '../../../domain/offers/ring-deadlines.ts';
import type { ClinicianId, OfferId } from '../../../domain/ids.ts';
import type { Deps, Facts } from '../../../domain/ports.ts';
import { telephones } from '../../../process/telephones.ts';
import { DueWorkPoller } from '../../../workers/due-work-poller.ts';
import { eventually } from '../../support/eventually.ts';
import { setReadOnly } from '../../support/read-only-database.ts';
import { StoreWorld } from '../../support/world-store.ts';

/** Nothing has kept this process from listening. */
const listeningSince = new Date(0);
const grace = { listeningSince, waitingMs: 120_000, visitMs: 300_000 };

const everybody: Facts['tell'] = (_, audiences) => Promise.resolve(audiences);

/** The use cases on a real store; `tell` is what becomes of a fact. */
function depsOf(world: StoreWorld, tell: Facts['tell'] = everybody): Deps {
  const nothing = () => Promise.resolve();
  return {
    store: world.store,
    jobs: {
      dispatchCall: nothing,
      add: nothing,
    },
    facts: { tell, boardChanged: () => undefined, endConnections: () => undefined },
    rooms: { admit: nothing, closeRoom: nothing, expel: nothing, muteOthers: nothing },
    log: world.logged.log,
    clock: world.clock,
    newId: randomUUID,
    calls: { wrapUpSeconds: 180, graceWaitingSeconds: 120, graceVisitSeconds: 300 },
    channels: [],
    telephones,
  };
}

async function ringing(world: StoreWorld, clinicianId: ClinicianId): Promise<{ id: OfferId; rangAt: Date }> {
  const openOffer = await world.store.transact(({ clinicians }) => clinicians.findOpenOfferOf(clinicianId));
  if (openOffer?.state !== 'ringing') throw new Error('the clinician is rung');
  return openOffer;
}

const unheard = async (world: StoreWorld) =>
  (await world.store.reads.listDue(world.clock.now(), grace)).unheardRings;

async function reachable(world: StoreWorld, clinicianId: ClinicianId): Promise<boolean> {
  const duty = await world.store.transact(({ clinicians }) => clinicians.findDuty(clinicianId));
  return duty?.unreachableSince === null;
}

const actions = async (world: StoreWorld) =>
  (await world.query<{ action: string }>('select action from audit order by id')).map(({ action }) => action);

describe('a ring that nobody has been heard of', () => {
  it('moves on when its fact was never sent, and its clinician stays reachable', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { offer } = await world.ring(await world.place(await world.addStation()), clinicianId);
    world.clock.pass(2000);
    expect(await unheard(world)).to.deep.equal([offer.id]);

    await checkRing(depsOf(world), { offerId: offer.id, listeningSince });
    expect(await unheard(world)).to.deep.equal([]);
    expect(await reachable(world, clinicianId)).to.equal(true);
    const trail = await actions(world);
    expect(trail).to.include('offer.withdrawn').and.not.include('clinician.unreachable');
  });

  it('moves on likewise when its fact could not be read and so not be sent', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    await world.place(await world.addStation());
    const deps = depsOf(world, () => Promise.resolve([]));
    expect(await dispatchWaiting(deps, world)).to.deep.equal({ opened: 1 });
    const { id: offerId } = await ringing(world, clinicianId);
    world.clock.pass(2000);
    expect(await unheard(world)).to.deep.equal([offerId]);
    await checkRing(deps, { offerId, listeningSince });
    expect(await reachable(world, clinicianId)).to.equal(true);
    expect(await actions(world))
      .to.include('offer.withdrawn')
      .and.not.include('clinician.unreachable');
  });

  it('has its two seconds from when a late service has sent its fact', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    await world.place(await world.addStation());
    const lateMs = 1500;
    const deps = depsOf(world, (name, audiences) => {
      if (name === 'call:ringing' && audiences[0]?.kind === 'clinician') world.clock.pass(lateMs);
      return Promise.resolve(audiences);
    });
    expect(await dispatchWaiting(deps, world)).to.deep.equal({ opened: 1 });
    const { id: offerId } = await ringing(world, clinicianId);

    world.clock.pass(1999);
    expect(await unheard(world)).to.deep.equal([]);
    expect(await checkRing(deps, { offerId, listeningSince })).to.deep.equal({ remainingMs: 1 });
    world.clock.pass(1);
    expect(await unheard(world)).to.deep.equal([offerId]);
    await checkRing(deps, { offerId, listeningSince });
    expect(await reachable(world, clinicianId)).to.equal(false);
    expect(await actions(world)).to.include('clinician.unreachable');
  });

  it('goes on ringing until a browser could be heard again, after a time in which nothing was kept', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { offer } = await world.ring(await world.place(await world.addStation()), clinicianId);
    const deps = depsOf(world);
    const check = (since: Date | undefined) => checkRing(deps, { offerId: offer.id, listeningSince: since });
    world.clock.pass(5000);
    expect(await check(undefined)).to.deep.equal({ remainingMs: 0 });
    const again = world.clock.now();
    expect(await check(again)).to.deep.equal({ remainingMs: 2000 });
    expect(await actions(world)).not.to.include('offer.withdrawn');

    await world.store.reads.markHeard(offer.id, clinicianId);
    world.clock.pass(60_000);
    const later = world.clock.now();
    world.clock.pass(4000);
    expect(await check(new Date(later.getTime() + 1))).to.deep.equal({ remainingMs: 0 });
    expect(await actions(world)).not.to.include('offer.withdrawn');
    expect(await check(later)).to.deep.equal({ remainingMs: 0 });
    expect(await actions(world)).to.include('offer.withdrawn');
  });

  it('rings from when the dispatcher could look, not from when it began to wait for another one', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    await world.place(await world.addStation());
    const { dispatching } = await world.store.transact(async ({ calls }) => {
      await calls.lockDispatching(world.organisationId);
      // The lock travels with the next statement.
      await calls.listRoutable(world.organisationId, { limit: 1 });
      const dispatching = dispatchWaiting(depsOf(world), world);
      await world.query(
        `do $$ begin while not exists (
           select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         ) loop perform pg_sleep(0.005); perform pg_stat_clear_snapshot(); end loop; end $$`,
      );
      world.clock.pass(3000);
      return { dispatching };
    });
    await dispatching;
    expect((await ringing(world, clinicianId)).rangAt).to.deep.equal(world.clock.now());
  });
});

describe('a ring whose time is over', () => {
  const pausedFor = async (world: StoreWorld, clinicianId: ClinicianId) =>
    (await world.store.transact(({ clinicians }) => clinicians.findDuty(clinicianId)))?.paused;

  it('pauses a clinician whose browser rang to the end', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { offer } = await world.ring(await world.place(await world.addStation()), clinicianId);
    world.clock.pass(19_000);
    await world.store.reads.markHeard(offer.id, clinicianId);
    world.clock.pass(1000);
    expect(await endRing(depsOf(world), { offerId: offer.id, listeningSince })).to.deep.equal({
      remainingMs: 0,
    });
    expect(await actions(world)).to.include('offer.missed');
    expect(await pausedFor(world, clinicianId)).to.equal('missed-a-call');
  });

  it('pauses nobody when an answer could not be kept in the last seconds of the ring', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { offer } = await world.ring(await world.place(await world.addStation()), clinicianId);
    world.clock.pass(18_000);
    await world.store.reads.markHeard(offer.id, clinicianId);
    const since = world.clock.now();
    world.clock.pass(2000);
    await endRing(depsOf(world), { offerId: offer.id, listeningSince: since });
    const trail = await actions(world);
    expect(trail).to.include('offer.withdrawn');
    expect(trail).not.to.include.any.members(['offer.missed', 'clinician.paused', 'clinician.unreachable']);
    expect(await pausedFor(world, clinicianId)).to.equal(null);
  });

  it('pauses a clinician where the service could keep answers in the last four seconds', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { offer } = await world.ring(await world.place(await world.addStation()), clinicianId);
    const from = offer.deadline.getTime() - 4000;
    world.clock.pass(18_000);
    await world.store.reads.markHeard(offer.id, clinicianId);
    world.clock.pass(2000);
    await endRing(depsOf(world), { offerId: offer.id, listeningSince: new Date(from) });
    expect(await pausedFor(world, clinicianId)).to.equal('missed-a-call');
  });

  it('takes nobody away who could not be heard of, as while the service could keep nothing', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { offer } = await world.ring(await world.place(await world.addStation()), clinicianId);
    world.clock.pass(1500);
    await world.store.reads.markHeard(offer.id, clinicianId);
    await findsNobodyAtFault(world, { offer, clinicianId });
  });

  it('takes nobody away whose browser rang just before the service could keep nothing', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { offer } = await world.ring(await world.place(await world.addStation()), clinicianId);
    await findsNobodyAtFault(world, { offer, clinicianId });
  });

  async function findsNobodyAtFault(
    world: StoreWorld,
    { offer, clinicianId }: { offer: { id: OfferId }; clinicianId: ClinicianId },
  ): Promise<void> {
    world.clock.pass(30_000);
    expect(await endRing(depsOf(world), { offerId: offer.id, listeningSince })).to.deep.equal({
      remainingMs: 0,
    });
    const trail = await actions(world);
    expect(trail).to.include('offer.withdrawn');
    expect(trail).not.to.include.any.members(['offer.missed', 'clinician.paused', 'clinician.unreachable']);
    expect(await pausedFor(world, clinicianId)).to.equal(null);
    expect(await reachable(world, clinicianId)).to.equal(true);
  }
});

describe('since when a process has listened without a break', () => {
  it('begins anew after a time in which nothing could be kept, and both timers of a ring go by it', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { offer } = await world.ring(await world.place(await world.addStation()), clinicianId);
    const listening: { since: Date | undefined } = { since: undefined };
    const tools = {
      deps: depsOf(world),
      dispatcher: { dispatch: () => Promise.resolve() },
      deliver: () => Promise.resolve(done),
      listening,
    };
    const poller = new DueWorkPoller(tools, { quality: { keepDays: 30 }, retention: { years: 8 } });
    poller.open();
    try {
      const first = world.clock.now();
      await eventually(() => (listening.since === undefined ? 'it does not listen yet' : undefined));
      expect(listening.since).to.deep.equal(first);
      await setReadOnly(world.database.url, 'on', 'ended');
      await eventually(() => (listening.since === undefined ? undefined : 'it is said to listen still'));
      world.clock.pass(30_000);
      await setReadOnly(world.database.url, 'off', 'kept');
      await eventually(() => (listening.since === undefined ? 'it does not listen again' : undefined));
      expect(listening.since).to.deep.equal(world.clock.now());
    } finally {
      await poller.close();
    }
    await ringIsHeard.run(tools, { offerId: offer.id });
    await ringEnds.run(tools, { offerId: offer.id });
    const trail = await actions(world);
    expect(trail).not.to.include.any.members(['offer.missed', 'clinician.paused', 'clinician.unreachable']);
  });
});

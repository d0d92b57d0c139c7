import { expect } from 'chai';
import { orderAt, type RoutableCall } from '../../../domain/dispatching/routing.ts';
import type { CallId, ClinicianId, OrganisationId, QueueId, ShiftId } from '../../../domain/ids.ts';
import { gate } from '../../support/store-waiting.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

/** Until some transaction waits for an advisory lock of this database. */
async function waitForAdvisoryLock(world: StoreWorld): Promise<void> {
  const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  for (let tries = 0; (await world.query(waiting)).length === 0; tries += 1) {
    if (tries === 100) throw new Error('no transaction waits for an advisory lock');
  }
}

async function routable(world: StoreWorld, organisationId = world.organisationId) {
  return world.store.transact(async ({ calls }) => {
    await calls.lockDispatching(organisationId);
    return calls.listRoutable(organisationId, { limit: 1000 });
  });
}

describe('store: what waits', () => {
  it('lists them page by page, and those that ring everybody alone', async () => {
    await using world = await StoreWorld.create();
    const calls = [];
    for (const name of ['1', '2', '3', '4', '5']) {
      calls.push(await world.place(await world.addStation(name)));
      world.clock.pass(10);
    }
    const ids = calls.map(({ id }) => id);
    const page = (more: { after?: RoutableCall | undefined; ringAllOnly?: boolean }) =>
      world.store.transact(({ calls }) => calls.listRoutable(world.organisationId, { limit: 2, ...more }));
    const seen: string[] = [];
    let after: RoutableCall | undefined;
    do {
      const found = await page({ after });
      seen.push(...found.map(({ callId }) => callId));
      after = found.at(-1);
    } while (after !== undefined);
    expect(seen).to.deep.equal(ids);
    const [, second, , fourth] = calls;
    await world.store.transact(async ({ calls }) => {
      for (const call of [second, fourth]) if (call !== undefined) await calls.setRingAll(call.id);
    });
    const everybody = await page({ ringAllOnly: true });
    expect(everybody.map(({ callId }) => callId)).to.deep.equal([second?.id, fourth?.id]);
  });

  it('lists unanswered calls in routing order with the last refusal of each clinician', async () => {
    await using world = await StoreWorld.create();
    const [a, b, c] = await Promise.all([world.addOnCall(), world.addOnCall(), world.addOnCall()]);
    const placed = await world.place(await world.addStation('1'));
    const once = await world.refuse(await world.ring(placed, a), 'declined');
    world.clock.pass(31_000);
    const twice = await world.refuse(await world.ring(once, b), 'missed');
    const missedAt = world.clock.now();
    world.clock.pass(1000);
    const late = await world.refuse(
      await world.ring(await world.refuse(await world.ring(twice, a), 'missed'), c),
      'not-reached',
    );
    const at = world.clock.now();
    const soon = await world.place(await world.addStation('2'), { acuity: 'soon' });
    const immediate = await world.place(await world.addStation('3'), { acuity: 'immediate' });
    const rang = await world.ring(await world.place(await world.addStation('4')), a);
    await world.cancel(await world.place(await world.addStation('5')));
    await world.accept(await world.ring(await world.place(await world.addStation('6')), b));

    const waiting = await routable(world);

    expect(waiting.map(({ callId }) => callId)).to.deep.equal([immediate.id, late.id, rang.call.id, soon.id]);
    expect(waiting.map(({ refusals }) => refusals.length)).to.deep.equal([0, 3, 0, 0]);
    expect(waiting[1]?.refusals).to.have.deep.members([
      { clinicianId: a, at, how: 'missed' },
      { clinicianId: b, at: missedAt, how: 'missed' },
      { clinicianId: c, at, how: 'not-reached' },
    ]);
    expect(waiting[1]).to.deep.include({
      organisationId: world.organisationId,
      stationId: late.stationId,
      queueId: world.queueId,
      acuity: 'urgent',
      orderAt: orderAt(late),
      queuedAt: late.queuedAt,
      requiredSkills: [],
      wantedSkills: [],
      preferredClinicianId: null,
      ringAll: false,
      life: late.life,
    });
    expect(waiting[2]?.life).to.deep.equal(rang.call.life);
  });

  it('moves a call to its new place when its acuity is described, and keeps its age when it is passed on', async () => {
    await using world = await StoreWorld.create();
    const first = await world.place(await world.addStation('1'), { acuity: 'soon' });
    world.clock.pass(60_000);
    const second = await world.place(await world.addStation('2'));
    const order = async () => (await routable(world)).map(({ callId }) => callId);
    expect(await order()).to.deep.equal([second.id, first.id]);

    await world.store.transact(({ calls, now }) =>
      calls.describe(first.id, {
        ...first,
        acuity: 'immediate',
        acuitySince: now,
        wantedSkills: ['palliative'],
      }),
    );
    expect(await order()).to.deep.equal([first.id, second.id]);
    expect((await routable(world))[0]).to.deep.include({
      orderAt: orderAt({ acuity: 'immediate', placedAt: first.placedAt }),
      wantedSkills: ['palliative'],
    });

    const queueId = newId<QueueId>();
    const queuedAt = world.clock.now();
    await world.store.transact(async ({ calls, queues }) => {
      const [queue] = await queues.list(world.organisationId);
      if (queue === undefined) throw new Error('there is a first queue');
      await queues.add({ ...queue, id: queueId, name: 'Prisons' });
      await calls.setRingAll(first.id);
      await calls.passOn(first.id, { queueId, requiredSkills: ['prison-clearance'], queuedAt });
    });
    expect(await order()).to.deep.equal([first.id, second.id]);
    const passedOn = await world.store.transact(({ calls }) => calls.lock(first.id));
    expect(passedOn).to.deep.include({
      queueId,
      queuedAt,
      placedAt: first.placedAt,
      requiredSkills: ['prison-clearance'],
      ringAll: false,
      escalation: { round: 2, step: 0 },
      advice: { toldAt: null, acknowledgedAt: null },
    });
    expect((await world.store.reads.getCallCard(first.id)).card).to.deep.include({
      queueName: 'Prisons',
      passedOnNotes: [],
    });
  });

  it('lets one dispatcher at a time into an organisation, and it sees what the last one did', async () => {
    await using world = await StoreWorld.create();
    const call = await world.place(await world.addStation());
    const clinicians = await Promise.all(Array.from({ length: 5 }, () => world.addOnCall()));
    const dispatch = (clinicianId: ClinicianId) =>
      world.store.transact(async ({ calls }): Promise<CallId[]> => {
        await calls.lockDispatching(world.organisationId);
        const waiting = (await calls.listRoutable(world.organisationId, { limit: 1000 })).filter(
          ({ life }) => life.phase === 'waiting',
        );
        if (waiting.length > 0) {
          expect(await calls.openOffer(...world.newRing(call, clinicianId))).to.equal(true);
        }
        return waiting.map(({ callId }) => callId);
      });

    const seen = await Promise.all(clinicians.map(dispatch));

    expect(seen.flat()).to.deep.equal([call.id]);
  });

  it('makes a second dispatcher of the organisation wait, rather than find nothing', async () => {
    await using world = await StoreWorld.create();
    const call = await world.place(await world.addStation());
    const blocked = gate();
    const release = gate();
    const first = world.store.transact(async ({ calls }) => {
      await calls.lockDispatching(world.organisationId);
      await calls.listRoutable(world.organisationId, { limit: 1000 });
      blocked.open();
      await release.opened;
    });
    await blocked.opened;
    expect(await routable(world, newId<OrganisationId>())).to.deep.equal([]);

    const second = routable(world);
    await waitForAdvisoryLock(world);
    release.open();
    await first;

    expect((await second).map(({ callId }) => callId)).to.deep.equal([call.id]);
  });
});

describe('store: who is on call', () => {
  const list = (world: StoreWorld, reachableSince: Date) =>
    world.store.transact(({ clinicians }) => clinicians.listOnCall(world.organisationId, reachableSince));

  it('lists who is on call and reachable, with what keeps them from being rung', async () => {
    await using world = await StoreWorld.create();
    const free = await world.addOnCall('Free');
    const [silent, paused, missed, blocked, wrapping, disabled, gone, unreached, off] = await Promise.all(
      Array.from({ length: 9 }, () => world.addOnCall()),
    );
    if (!silent || !paused || !missed || !blocked || !wrapping || !disabled || !gone || !unreached || !off)
      throw new Error('nine were added');
    await world.addPerson({ name: 'Never on call' });
    const visited = await world.accept(
      await world.ring(await world.place(await world.addStation('1')), wrapping),
    );
    await world.complete(visited);
    await world.ring(await world.place(await world.addStation('2')), blocked);
    const idleSince = world.clock.now();
    world.clock.pass(15_000);
    await world.store.transact(async ({ clinicians, accounts, now }) => {
      const duty = {
        organisationId: world.organisationId,
        onCall: true,
        idleSince,
        outsideShiftReason: null,
      };
      await clinicians.setDuty(paused, { ...duty, paused: 'break' });
      await clinicians.setDuty(off, { ...duty, paused: null, onCall: false });
      await clinicians.pauseForMissing(missed);
      await clinicians.pauseForMissing(paused);
      await clinicians.pauseForMissing(off);
      await clinicians.startWrapUp(wrapping, { visitId: visited.visit.id, until: now });
      await accounts.setDisabled(disabled, true);
    });
    const everybody = [free, paused, missed, blocked, wrapping, disabled, unreached, off];
    await world.store.reads.markSeen({ stations: [], clinicians: everybody });
    await world.store.reads.markGone(gone);
    await world.store.transact(({ clinicians }) => clinicians.markUnreachable(unreached));

    const since = new Date(idleSince.getTime() + 1);
    const entry = { idleSince, tier: 1, queueIds: 'all', skills: [] };
    expect(await list(world, since)).to.have.deep.members([
      { ...entry, clinicianId: free, readiness: 'free' },
      { ...entry, clinicianId: paused, readiness: 'occupied' },
      { ...entry, clinicianId: missed, readiness: 'missed' },
      { ...entry, clinicianId: blocked, readiness: 'occupied' },
      { ...entry, clinicianId: wrapping, readiness: 'occupied' },
    ]);
    const read = await world.store.transact(({ clinicians }) => clinicians.findDuty(unreached));
    expect(read?.unreachableSince).to.deep.equal(world.clock.now());

    const end = () =>
      world.store.transact(({ clinicians }) => clinicians.endWrapUp(wrapping, visited.visit.id));
    expect(await end()).to.equal(true);
    await world.store.reads.markSeen({ stations: [], clinicians: [unreached] });
    const now = await list(world, since);
    expect(
      now.filter(({ readiness }) => readiness === 'free').map(({ clinicianId }) => clinicianId),
    ).to.have.members([free, wrapping, unreached]);
    expect(now.find(({ clinicianId }) => clinicianId === wrapping)?.idleSince).to.deep.equal(
      world.clock.now(),
    );
    expect(await end()).to.equal(false);
  });

  it('knows skills, and the shift that began first of those that run', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const queueId = newId<QueueId>();
    const now = world.clock.now().getTime();
    const shift = (fromHours: number, toHours: number, tier: 1 | 2) => ({
      id: newId<ShiftId>(),
      organisationId: world.organisationId,
      clinicianId,
      startsAt: new Date(now + fromHours * 3_600_000),
      endsAt: new Date(now + toHours * 3_600_000),
      queueIds: [queueId],
      tier,
    });
    await world.store.transact(async ({ queues, rota }) => {
      await queues.setProfile(clinicianId, { skills: ['palliative', 'language:cy'], phone: '07700 900000' });
      await rota.add([shift(-9, 0, 1), shift(-2, 4, 2), shift(-1, 6, 1), shift(6, 9, 1)]);
    });
    const only = async () => (await list(world, new Date(now - 1)))[0];
    expect(await only()).to.deep.include({
      tier: 2,
      queueIds: [queueId],
      skills: ['palliative', 'language:cy'],
    });
    world.clock.pass(4 * 3_600_000);
    expect(await only()).to.deep.include({ tier: 1, queueIds: [queueId] });
    world.clock.pass(5 * 3_600_000);
    expect(await only()).to.deep.include({ tier: 1, queueIds: 'all' });
  });

  it('counts the calls that somebody has missed since a moment', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const call = await world.place(await world.addStation());
    const missed = await world.refuse(await world.ring(call, clinicianId), 'missed');
    world.clock.pass(60_000);
    const since = world.clock.now();
    const again = await world.refuse(await world.ring(missed, clinicianId), 'missed');
    await world.refuse(await world.ring(again, clinicianId), 'declined');
    const count = (from: Date) =>
      world.store.transact(({ clinicians }) => clinicians.countMissed(clinicianId, from));
    expect(await count(since)).to.equal(1);
    expect(await count(call.placedAt)).to.equal(2);
  });
});

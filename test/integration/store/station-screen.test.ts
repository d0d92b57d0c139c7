import { expect } from 'chai';
import { audienceState, board, type StationState } from '../../../domain/states/wire.ts';
import type { CallBackId, PersonId, QueueId, ShiftId, SiteId, StationId } from '../../../domain/ids.ts';
import { rejection } from '../../support/store-waiting.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

/** Whether it can be written to is added by whoever reads it for somebody. */
const storedBoard = board.omit({ writable: true });

async function stationState(world: StoreWorld, id: StationId): Promise<StationState> {
  const { state } = audienceState.parse(await world.store.reads.getState({ kind: 'station', id }));
  if (state.kind !== 'station') throw new Error('a station was asked for');
  return state;
}

async function estimate(world: StoreWorld, id: StationId): Promise<number | null | undefined> {
  const life = (await stationState(world, id)).call?.life;
  return life && 'estimateSeconds' in life ? life.estimateSeconds : undefined;
}

/** A call that waited so long for its visit, which has ended. */
async function answered(world: StoreWorld, clinicianId: PersonId, waitedSeconds: number): Promise<void> {
  const call = await world.place(await world.addStation());
  world.clock.pass(waitedSeconds * 1000);
  await world.complete(await world.accept(await world.ring(call, clinicianId)));
}

describe('store: what a station is told while it waits', () => {
  it('estimates what remains of the usual wait, or says nothing where that would not be honest', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const here = () => world.store.reads.markSeen({ stations: [], clinicians: [clinicianId] });
    await answered(world, clinicianId, 20);
    await answered(world, clinicianId, 60);
    const stationId = await world.addStation();
    const call = await world.place(stationId);
    await here();
    expect(await estimate(world, stationId)).to.equal(null);
    await world.cancel(call);
    await answered(world, clinicianId, 40);

    const own = await world.place(stationId);
    await here();
    expect(await estimate(world, stationId)).to.equal(40);
    world.clock.pass(15_000);
    await here();
    expect(await estimate(world, stationId)).to.equal(25);
    world.clock.pass(40_000);
    await here();
    expect(await estimate(world, stationId)).to.equal(0);
    world.clock.pass(5000);
    await here();
    expect(await estimate(world, stationId)).to.equal(null);

    await world.cancel(own);
    const immediate = await world.place(stationId, { acuity: 'immediate' });
    expect(await estimate(world, stationId)).to.equal(null);
    await world.cancel(immediate);
    await world.place(stationId);
    expect(await estimate(world, stationId)).to.equal(40);
    await world.store.reads.markGone(clinicianId);
    expect(await estimate(world, stationId)).to.equal(null);
  });

  it('forgets the waits of more than an hour ago', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    for (const seconds of [10, 20, 30]) await answered(world, clinicianId, seconds);
    world.clock.pass(3_600_000);
    const stationId = await world.addStation();
    await world.place(stationId);
    await world.store.reads.markSeen({ stations: [], clinicians: [clinicianId] });
    expect(await estimate(world, stationId)).to.equal(null);
  });

  it('shows the steps of this round, the advice and the hub’s message', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addPerson();
    const stationId = await world.addStation();
    const call = await world.place(stationId);
    const at = world.clock.now();
    await world.query(
      `insert into escalation_steps (id, call_id, round, step, action, taken_at, result, settled_at) values
         (gen_random_uuid(), $1, 1, 2, 'push', $2, 'failed', $2),
         (gen_random_uuid(), $1, 1, 3, 'second-tier', $2, 'failed', $2),
         (gen_random_uuid(), $1, 1, 1, 'ring-all', $2, 'pending', null),
         (gen_random_uuid(), $1, 2, 1, 'ring-all', $2, 'delivered', $2)`,
      [call.id, at],
    );
    // Of the second tier nobody could be sent anything: nothing is set up for it.
    await world.query(
      `insert into deliveries
         (id, organisation_id, step_id, channel, state, created_at, updated_at, due_at)
       select gen_random_uuid(), $1, id, 'push', 'failed', $2, $2, $2 from escalation_steps where action = 'push'`,
      [world.organisationId, at],
    );
    await world.query('update calls set advice_told_at = $1', [at]);
    await world.store.transact(({ calls }) =>
      calls.setMessage(call.id, { text: 'Dr Rao in 3 minutes', by: clinicianId, at }),
    );
    const instant = at.toISOString();
    const shown = (await stationState(world, stationId)).call;
    expect(shown?.ladder).to.deep.equal([
      { action: 'ring-all', at: instant, result: 'pending' },
      { action: 'push', at: instant, result: 'failed' },
    ]);
    expect(shown?.advice).to.deep.equal({ toldAt: instant, acknowledgedAt: null });
    expect(shown?.message).to.deep.equal({ text: 'Dr Rao in 3 minutes', fromName: 'Asha Rao', at: instant });
    const read = storedBoard.parse(await world.store.reads.getBoard(world.organisationId, at));
    expect(read.waiting[0]).to.deep.include({ adviceTold: true, message: 'Dr Rao in 3 minutes' });
    await world.store.transact(({ calls, now }) =>
      calls.passOn(call.id, { queueId: world.queueId, requiredSkills: [], queuedAt: now }),
    );
    const passedOn = (await stationState(world, stationId)).call;
    expect(passedOn?.ladder.map(({ result }) => result)).to.deep.equal(['delivered']);
    expect(passedOn?.advice).to.equal(null);
  });
});

describe('store: call-backs', () => {
  it('stand at the station until answered and on the board until a person has closed them', async () => {
    await using world = await StoreWorld.create();
    const by = await world.addPerson();
    const stationId = await world.addStation();
    const call = await world.cancel(await world.place(stationId));
    const openedAt = world.clock.now();
    const callBack = {
      id: newId<CallBackId>(),
      organisationId: world.organisationId,
      callId: call.id,
      stationId,
      dropped: 'waiting' as const,
      openedAt,
      answeredByCallId: null,
      closedAt: null,
    };
    await world.store.transact(({ callBacks }) => callBacks.open(callBack));
    const lock = () => world.store.transact(({ callBacks }) => callBacks.lock(callBack.id));
    const onBoard = async () =>
      storedBoard.parse(await world.store.reads.getBoard(world.organisationId, openedAt)).callBacks;
    const view = { callBackId: callBack.id, openedAt: openedAt.toISOString() };
    expect(await lock()).to.deep.equal(callBack);
    expect((await stationState(world, stationId)).callBack).to.deep.equal(view);
    const shown = {
      ...view,
      siteName: 'Ash House',
      sitePhone: '01535 000000',
      stationName: 'Lounge tablet',
      acuity: 'urgent',
      dropped: 'waiting',
      answered: false,
      telephoned: null,
    };
    expect(await onBoard()).to.deep.equal([shown]);

    const again = await world.place(stationId);
    await world.store.transact(({ callBacks }) => callBacks.setAnswered(callBack.id, again.id));
    expect((await stationState(world, stationId)).callBack).to.equal(null);
    expect(await onBoard()).to.deep.equal([{ ...shown, answered: true }]);
    const closing = { by, at: openedAt, reason: 'reached-by-video' as const, note: null };
    await world.store.transact(({ callBacks }) => callBacks.close(callBack.id, closing));
    expect(await onBoard()).to.deep.equal([]);
    expect(await lock()).to.deep.equal({ ...callBack, answeredByCallId: again.id, closedAt: openedAt });
  });
});

describe('store: queues', () => {
  it('are of one organisation, take sites, and have names of their own', async () => {
    await using world = await StoreWorld.create();
    const [first] = await world.store.reads.listQueues(world.organisationId);
    if (first === undefined) throw new Error('there is a first queue');
    const prisons = { ...first, id: newId<QueueId>(), name: 'Prisons' };
    world.clock.pass(1000);
    await world.store.transact(({ queues }) => queues.add(prisons));
    expect(await world.store.reads.listQueues(world.organisationId)).to.deep.equal([first, prisons]);
    const sameName = { ...prisons, id: newId<QueueId>(), name: 'URGENT calls' };
    const refused = world.store.transact(({ queues }) => queues.add(sameName));
    expect(await rejection(refused)).to.have.property('code', 'conflict');
    const ofSite = () => world.store.transact(({ queues }) => queues.findOfSite(world.siteId));
    expect(await ofSite()).to.deep.equal(first);
    const changed = { name: 'HMP', settings: { ...prisons.settings, ringSeconds: 30 } };
    await world.store.transact(async ({ queues }) => {
      await queues.assignSite(world.siteId, prisons.id);
      await queues.change(prisons.id, changed);
    });
    expect(await ofSite()).to.deep.equal({ ...prisons, ...changed });
    const strange = world.store.transact(({ queues }) => queues.assignSite(world.siteId, newId()));
    expect(await rejection(strange)).to.have.property('code', 'not-found');
    expect(await world.store.transact(({ queues }) => queues.find(newId()))).to.equal(undefined);

    const siteId = newId<SiteId>();
    await world.store.transact(({ accounts }) =>
      accounts.addSite({
        siteId,
        organisationId: world.organisationId,
        name: 'B',
        kind: 'prison',
        phone: null,
      }),
    );
    expect(await world.store.transact(({ queues }) => queues.findOfSite(siteId))).to.deep.equal(first);
  });

  it('remember who saw a patient last, and the shift that a clinician is in', async () => {
    await using world = await StoreWorld.create();
    const [a, b] = await Promise.all([world.addOnCall(), world.addOnCall()]);
    const details = { ...world.newCall(newId()).details, nhsNumber: '9434765919' };
    const since = world.clock.now();
    for (const clinicianId of [a, b]) {
      const call = await world.place(await world.addStation(), { details });
      await world.complete(await world.accept(await world.ring(call, clinicianId)));
      world.clock.pass(1000);
    }
    const seenBy = (from: Date, number = '9434765919') =>
      world.store.transact(({ calls }) => calls.findSeenBy(world.organisationId, number, from));
    expect(await seenBy(since)).to.equal(b);
    expect(await seenBy(world.clock.now())).to.equal(undefined);
    expect(await seenBy(since, '4010232137')).to.equal(undefined);

    const shift = {
      id: newId<ShiftId>(),
      organisationId: world.organisationId,
      clinicianId: a,
      startsAt: since,
      endsAt: new Date(since.getTime() + 3_600_000),
      queueIds: [world.queueId],
      tier: 2 as const,
    };
    await world.store.transact(({ rota }) => rota.add([shift]));
    const { state } = audienceState.parse(await world.store.reads.getState({ kind: 'clinician', id: a }));
    expect(state.kind === 'clinician' && state.shift).to.deep.equal({
      startsAt: shift.startsAt.toISOString(),
      endsAt: shift.endsAt.toISOString(),
      tier: 2,
    });
  });
});

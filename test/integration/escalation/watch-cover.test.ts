import { expect } from 'chai';
import type { NoticeId, PersonId, ShiftId } from '../../../domain/ids.ts';
import type { Store } from '../../../domain/ports.ts';
import { watchCover } from '../../../domain/escalation/watch-cover.ts';
import { openStore } from '../../../store/open-store.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { type Place, World } from '../../support/world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe('the watch over the rota', () => {
  let world: World;

  before(async () => {
    world = await World.create({ workers: 0 });
  });

  after(() => world[Symbol.asyncDispose]());

  /** A shift by hours from now, to the whole minute. */
  async function giveShift(place: Place, [from, until]: [number, number]) {
    const { organisationId } = place;
    const { personId } = await world.addPerson(place, ['clinician'], { onRota: false });
    const now = Math.floor(Date.now() / 60_000) * 60_000;
    const shiftId = world.deps.newId() as ShiftId;
    await world.deps.store.transact(async ({ rota, queues }) => {
      const queueIds = (await queues.list(organisationId)).map(({ id }) => id);
      await rota.add([
        {
          id: shiftId,
          organisationId,
          clinicianId: personId,
          startsAt: new Date(now + from * hourMs),
          endsAt: new Date(now + until * hourMs),
          queueIds,
          tier: 1,
        },
      ]);
    });
    return shiftId;
  }

  async function notices({ organisationId }: Place): Promise<unknown[]> {
    const { events } = await world.deps.store.reads.listAudit(organisationId, null);
    return events
      .filter(({ action }) => action === 'notice.raised')
      .map(({ detail }) => detail['kind'])
      .toReversed();
  }

  async function acknowledge(
    store: Store,
    { noticeId, by }: { noticeId: NoticeId; by: PersonId },
  ): Promise<void> {
    await store.transact(({ escalation }) => escalation.acknowledgeNotice(noticeId, by));
  }

  /** Watches at so many minutes from now, and answers how often it was said by then that nobody is on call. */
  function watching(place: Place) {
    const start = Date.now();
    let at = 0;
    const clock = { now: () => new Date(start + at * minuteMs) };
    const store = openStore({ databaseUrl: world.config.databaseUrl, clock, log: collectingLog().log });
    const watchAt = async (minutes: number) => {
      at = minutes;
      await watchCover({ ...world.deps, store, clock }, place);
      return (await notices(place)).filter((kind) => kind === 'nobody-on-call').length;
    };
    return { store, watchAt };
  }

  it('warns once of a gap that begins within twelve hours, and of a rota that nobody follows', async () => {
    const place = await world.addPlace();
    await giveShift(place, [-1, 5]);
    await watchCover(world.deps, place);
    await watchCover(world.deps, place);
    expect(await notices(place)).to.deep.equal(['cover-gap', 'nobody-on-call']);
  });

  it('warns where whoever is on the rota has been disabled', async () => {
    const place = await world.addPlace();
    const shiftId = await giveShift(place, [-1, 24]);
    await watchCover(world.deps, place);
    expect(await notices(place)).to.deep.equal(['nobody-on-call']);
    await world.deps.store.transact(async ({ accounts, rota }) => {
      const found = await rota.find(shiftId);
      if (found !== undefined) await accounts.setDisabled(found.clinicianId, true);
    });
    await watchCover(world.deps, place);
    expect(await notices(place)).to.deep.equal(['nobody-on-call', 'cover-gap']);
  });

  it('ends with the gap, also for whoever has acknowledged it, and warns again when the gap comes back', async () => {
    const place = await world.addPlace();
    const manager = await world.addPerson(place, ['manager']);
    await giveShift(place, [-1, 5]);
    const watch = async () => {
      await watchCover(world.deps, place);
      const open = await world.deps.store.reads.listOpenNotices(place.organisationId);
      return open.filter(({ kind }) => kind === 'cover-gap').map(({ noticeId }) => noticeId);
    };
    const [first, ...others] = await watch();
    if (first === undefined) throw new Error('nobody was warned of the gap');
    expect(others).to.deep.equal([]);
    await acknowledge(world.deps.store, { noticeId: first, by: manager.personId });
    const shiftId = await giveShift(place, [5, 24]);
    expect(await watch()).to.deep.equal([]);

    await world.deps.store.transact(({ rota }) => rota.remove(shiftId));
    const second = await watch();
    expect(second).to.have.length(1);
    expect(second).not.to.include(first);
    expect(await watch()).to.deep.equal(second);
    await giveShift(place, [5, 24]);
    expect(await watch()).to.deep.equal([]);
    const trail = (await world.trail(place)).filter((action) => action === 'notice.ended');
    expect(trail).to.have.length(2);
  });

  it('warns again that nobody is on call once somebody was, unless that was two minutes ago at most', async () => {
    const place = await world.addPlace();
    await giveShift(place, [-1, 24]);
    const manager = await world.addPerson(place, ['manager']);
    const { watchAt, ...watched } = watching(place);
    await using store = watched.store;
    expect(await watchAt(0)).to.equal(1);
    const open = await store.reads.listOpenNotices(place.organisationId);
    const nobody = open.find(({ kind }) => kind === 'nobody-on-call');
    if (nobody === undefined) throw new Error('nobody was warned');
    await acknowledge(store, { noticeId: nobody.noticeId, by: manager.personId });
    const clinician = await world.onCall(place);
    expect(await watchAt(0)).to.equal(1);
    valueOf(await clinician.socket.say('presence:set', { to: 'paused', reason: 'break' }));
    expect([await watchAt(1), await watchAt(3)]).to.deep.equal([1, 2]);
  });

  it('is silent about a gap that is further away, while somebody is on call', async () => {
    const place = await world.addPlace();
    await giveShift(place, [-1, 11]);
    await giveShift(place, [11, 24]);
    await world.onCall(place);
    await watchCover(world.deps, place);
    expect(await notices(place)).to.deep.equal([]);
  });

  it('gives people two minutes at a change of shift', async () => {
    const place = await world.addPlace();
    await giveShift(place, [-10, 0]);
    await giveShift(place, [0, 20]);
    await watchCover(world.deps, place);
    expect(await notices(place)).to.deep.equal([]);
  });

  it('warns again each quarter of an hour that nobody is on call, and an hour after a manager has said to deal with it', async () => {
    const place = await world.addPlace();
    await giveShift(place, [-1, 24]);
    const manager = await world.addPerson(place, ['manager']);
    const { watchAt, ...watched } = watching(place);
    await using store = watched.store;
    expect([await watchAt(0), await watchAt(5), await watchAt(15), await watchAt(31)]).to.deep.equal([
      1, 1, 2, 3,
    ]);
    const open = await store.reads.listOpenNotices(place.organisationId);
    const nobody = open.filter(({ kind }) => kind === 'nobody-on-call');
    expect(nobody).to.have.length(1);
    for (const { noticeId } of nobody) await acknowledge(store, { noticeId, by: manager.personId });
    expect([await watchAt(46), await watchAt(90), await watchAt(92)]).to.deep.equal([3, 3, 4]);
  });

  it('does not count people on a break, as the stations do not, and says that they are on one', async () => {
    const place = await world.addPlace();
    const [first, second] = [await world.onCall(place), await world.onCall(place)];
    const pause = { to: 'paused', reason: 'break' } as const;
    valueOf(await second.socket.say('presence:set', pause));
    const station = await pressAt(world, place);
    const offerId = await ringOf(first.socket, station.callId);
    const { visitId } = valueOf(await first.socket.say('offer:accept', { offerId }));
    const onBreak = async () => {
      await watchCover(world.deps, place);
      const open = await world.deps.store.reads.listOpenNotices(place.organisationId);
      return open.filter(({ kind }) => kind === 'nobody-on-call').map((notice) => notice.onBreak);
    };
    const onStation = async () => {
      const { state } = valueOf(await station.socket.say('state:read', {}));
      return state.kind === 'station' ? state.cliniciansOnCall : undefined;
    };
    // In a visit and writing up they will be free again.
    expect([await onBreak(), await onStation()]).to.deep.equal([[], 1]);
    valueOf(await station.socket.say('visit:end', { visitId }));
    expect([await onBreak(), await onStation()]).to.deep.equal([[], 1]);
    valueOf(await first.socket.say('presence:set', pause));
    expect([await onBreak(), await onStation()]).to.deep.equal([[2], 0]);
  });

  it('is for organisations that keep a rota, and for those from which a call may come', async () => {
    const keeping = await world.addPlace();
    const calling = await world.addPlace();
    const neither = await world.addPlace();
    await giveShift(keeping, [-20, -1]);
    await world.addStation(calling);
    const listed = await world.deps.store.reads.listOrganisationsToCover();
    expect(listed).to.include.members([keeping.organisationId, calling.organisationId]);
    expect(listed).not.to.include(neither.organisationId);
    await watchCover(world.deps, calling);
    expect(await notices(calling)).to.deep.equal(['nobody-on-call']);
  });
});

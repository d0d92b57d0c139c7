import { expect } from 'chai';
import type { ShiftId } from '../../../domain/ids.ts';
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
    await world.deps.store.transact(async ({ rota, queues }) => {
      const queueIds = (await queues.list(organisationId)).map(({ id }) => id);
      await rota.add([
        {
          id: world.deps.newId() as ShiftId,
          organisationId,
          clinicianId: personId,
          startsAt: new Date(now + from * hourMs),
          endsAt: new Date(now + until * hourMs),
          queueIds,
          tier: 1,
        },
      ]);
    });
  }

  async function notices({ organisationId }: Place): Promise<unknown[]> {
    const { events } = await world.deps.store.reads.listAudit(organisationId, null);
    return events
      .filter(({ action }) => action === 'notice.raised')
      .map(({ detail }) => detail['kind'])
      .toReversed();
  }

  it('warns once of a gap that begins within twelve hours, and of a rota that nobody follows', async () => {
    const place = await world.addPlace();
    await giveShift(place, [-1, 5]);
    await watchCover(world.deps, place);
    await watchCover(world.deps, place);
    expect(await notices(place)).to.deep.equal(['cover-gap', 'nobody-on-call']);
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
    const start = Date.now();
    let at = 0;
    const clock = { now: () => new Date(start + at * minuteMs) };
    await using store = openStore({ databaseUrl: world.config.databaseUrl, clock, log: collectingLog().log });
    const watchAt = async (minutes: number) => {
      at = minutes;
      await watchCover({ ...world.deps, store, clock }, place);
      return (await notices(place)).filter((kind) => kind === 'nobody-on-call').length;
    };
    expect([await watchAt(0), await watchAt(5), await watchAt(15), await watchAt(31)]).to.deep.equal([
      1, 1, 2, 3,
    ]);
    const open = await store.reads.listOpenNotices(place.organisationId);
    const nobody = open.filter(({ kind }) => kind === 'nobody-on-call');
    expect(nobody).to.have.length(1);
    await store.transact(async ({ escalation }) => {
      for (const { noticeId } of nobody) await escalation.acknowledgeNotice(noticeId, manager.personId);
    });
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

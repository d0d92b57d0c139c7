import { expect } from 'chai';
import type { ShiftId } from '../../../domain/ids.ts';
import { watchCover } from '../../../domain/escalation/watch-cover.ts';
import { type Place, World } from '../../support/world.ts';

const hourMs = 3_600_000;

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

  it('is for organisations that keep a rota', async () => {
    const keeping = await world.addPlace();
    const without = await world.addPlace();
    await giveShift(keeping, [-20, -1]);
    const listed = await world.deps.store.reads.listOrganisationsWithRota();
    expect(listed).to.include(keeping.organisationId).and.not.to.include(without.organisationId);
  });
});

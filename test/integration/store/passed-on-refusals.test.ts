import { expect } from 'chai';
import { advance } from '../../../domain/calls/life.ts';
import { StoreWorld } from '../../support/world-store.ts';

describe('a call that was passed on', () => {
  it('is refused for a while by clinicians who had its visit, and not by one who only advised in it', async () => {
    await using world = await StoreWorld.create();
    const [first, advisor, second] = await Promise.all([
      world.addOnCall(),
      world.addOnCall(),
      world.addOnCall(),
    ]);
    const visited = await world.accept(await world.ring(await world.place(await world.addStation()), first));
    const visitId = visited.visit.id;
    const advice = await world.join(visited, advisor, 'consult');
    await world.store.transact(({ calls }) => calls.releaseOffer(advice.id));
    const takeover = await world.join(visited, second, 'transfer');
    const handedOverAt = world.clock.now();
    await world.store.transact(({ visits }) =>
      visits.handOver(visitId, { offerId: takeover.id, clinicianId: second }),
    );
    world.clock.pass(60_000);
    const at = world.clock.now();
    const life = advance(visited.call.life, { type: 'requeued', at, visitId });
    await world.store.transact(async ({ calls, visits }) => {
      await calls.setLife(visited.call.id, life);
      await visits.end(visitId, 'passed-on');
    });
    const [waiting] = await world.store.transact(({ calls }) =>
      calls.listRoutable(world.organisationId, { limit: 10 }),
    );
    expect(waiting?.refusals).to.have.deep.members([
      { clinicianId: first, at: handedOverAt, how: 'passed-on' },
      { clinicianId: second, at, how: 'passed-on' },
    ]);
  });
});

import { expect } from 'chai';
import type { CallId, ClinicianId, OrganisationId } from '../../../domain/ids.ts';
import { gate } from '../../support/store-waiting.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

/** Until some transaction waits for an advisory lock of this database. */
async function waitForAdvisoryLock(world: StoreWorld): Promise<void> {
  const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  for (let looks = 0; (await world.query(waiting)).length === 0; looks += 1) {
    if (looks === 100) throw new Error('no transaction waits for an advisory lock');
  }
}

describe('store: what waits', () => {
  it('lists waiting calls in routing order with the refusals that still count', async () => {
    await using world = await StoreWorld.create();
    const [a, b] = await Promise.all([world.addOnCall(), world.addOnCall()]);
    const late = await world.place(await world.addStation('1'));
    const refusedLongAgo = await world.refuse(await world.ring(late, a), 'declined');
    world.clock.pass(31_000);
    await world.refuse(await world.ring(refusedLongAgo, b), 'missed');
    const missedAt = world.clock.now();
    const soon = await world.place(await world.addStation('2'), { acuity: 'soon' });
    const immediate = await world.place(await world.addStation('3'), { acuity: 'immediate' });
    await world.ring(await world.place(await world.addStation('4')), a);

    const waiting = await world.store.transact(({ calls }) => calls.lockWaiting(world.organisationId));

    expect(waiting.map(({ callId }) => callId)).to.deep.equal([immediate.id, late.id, soon.id]);
    expect(waiting.map(({ refusals }) => refusals)).to.deep.equal([
      [],
      [{ clinicianId: b, at: missedAt }],
      [],
    ]);
    expect(waiting[1]).to.deep.include({ acuity: 'urgent', placedAt: late.placedAt });
  });

  it('leaves out a call that another transaction holds, without waiting for it', async () => {
    await using world = await StoreWorld.create();
    const held = await world.place(await world.addStation('1'));
    const free = await world.place(await world.addStation('2'));

    const seen = await world.store.transact(async ({ calls }) => {
      await calls.lock(held.id);
      return world.store.transact(async (other) => other.calls.lockWaiting(world.organisationId));
    });

    expect(seen.map(({ callId }) => callId)).to.deep.equal([free.id]);
  });

  it('lets one dispatcher at a time into an organisation, and it sees what the last one did', async () => {
    await using world = await StoreWorld.create();
    const call = await world.place(await world.addStation());
    const clinicians = await Promise.all(Array.from({ length: 5 }, () => world.addOnCall()));
    const dispatch = (clinicianId: ClinicianId) =>
      world.store.transact(async ({ calls }): Promise<CallId[]> => {
        const waiting = await calls.lockWaiting(world.organisationId);
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
    const held = gate();
    const release = gate();
    const list = (organisationId: OrganisationId) =>
      world.store.transact(({ calls }) => calls.lockWaiting(organisationId));
    const first = world.store.transact(async ({ calls }) => {
      await calls.lockWaiting(world.organisationId);
      held.open();
      await release.opened;
    });
    await held.opened;
    expect(await list(newId<OrganisationId>())).to.deep.equal([]);

    const second = list(world.organisationId);
    await waitForAdvisoryLock(world);
    release.open();
    await first;

    expect((await second).map(({ callId }) => callId)).to.deep.equal([call.id]);
  });

  it('lists as free only who is on call, reachable, unpaused, unheld, not wrapping up and not disabled', async () => {
    await using world = await StoreWorld.create();
    const free = await world.addOnCall('Free');
    const [silent, paused, held, wrapping, disabled, gone] = await Promise.all(
      Array.from({ length: 6 }, () => world.addOnCall()),
    );
    if (!silent || !paused || !held || !wrapping || !disabled || !gone) throw new Error('six were added');
    await world.addPerson({ name: 'Never on call' });
    const visited = await world.accept(
      await world.ring(await world.place(await world.addStation('1')), wrapping),
    );
    await world.complete(visited);
    await world.ring(await world.place(await world.addStation('2')), held);
    await world.store.transact(async ({ clinicians, accounts, now }) => {
      const duty = { organisationId: world.organisationId, onCall: true, idleSince: now };
      await clinicians.setDuty(paused, { ...duty, paused: 'break' });
      await clinicians.startWrapUp(wrapping, { visitId: visited.visit.id, until: now });
      await accounts.setDisabled(disabled, true);
    });
    await world.store.reads.markGone(gone);
    const idleSince = world.clock.now();
    world.clock.pass(15_000);
    await world.store.reads.markSeen({ stations: [], clinicians: [free, paused, held, wrapping, disabled] });

    const list = () =>
      world.store.transact(({ clinicians }) =>
        clinicians.listFree(world.organisationId, new Date(idleSince.getTime() + 1)),
      );
    expect(await list()).to.deep.equal([{ clinicianId: free, idleSince }]);

    const ended = await world.store.transact(({ clinicians }) =>
      clinicians.endWrapUp(wrapping, visited.visit.id),
    );
    expect(ended).to.equal(true);
    expect((await list()).map(({ clinicianId }) => clinicianId)).to.have.members([free, wrapping]);
    const twice = await world.store.transact(({ clinicians }) =>
      clinicians.endWrapUp(wrapping, visited.visit.id),
    );
    expect(twice).to.equal(false);
  });
});

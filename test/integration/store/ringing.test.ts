import { expect } from 'chai';
import type { Call } from '../../../domain/calls/call.ts';
import { ringingOffers } from '../../../domain/calls/life.ts';
import type { ClinicianId } from '../../../domain/ids.ts';
import { StoreWorld } from '../../support/world-store.ts';

async function callOf(world: StoreWorld, { id }: Call): Promise<Call> {
  const call = await world.store.transact(({ calls }) => calls.lock(id));
  if (call === undefined) throw new Error('the call is there');
  return call;
}

/** What stands in the rows of the offers has to be what stands in the rows of the calls. */
async function expectAgreement(world: StoreWorld): Promise<void> {
  const rows = await world.query<{ strays: number }>(
    `select count(*)::integer as strays from (
       select id::text from offers where state = 'ringing' and kind = 'call'
       except select ring ->> 'offerId' from calls, jsonb_array_elements(ringing) ring
     ) a full join (
       select ring ->> 'offerId' as id from calls, jsonb_array_elements(ringing) ring
       except select id::text from offers where state = 'ringing' and kind = 'call'
     ) b on true`,
  );
  expect(rows).to.deep.equal([{ strays: 0 }]);
}

describe('store: ringing several', () => {
  it('rings as many as there are places, and no clinician twice, however many ask at once', async () => {
    await using world = await StoreWorld.create();
    const clinicians = await Promise.all(Array.from({ length: 6 }, () => world.addOnCall()));
    const calls = await Promise.all(
      ['1', '2'].map(async (name) => world.place(await world.addStation(name), { acuity: 'immediate' })),
    );
    const places = 3;
    const contest = async (clinicianId: ClinicianId, placed: Call) => {
      const call = await callOf(world, placed);
      if (ringingOffers(call.life).length >= places) return false;
      return world.store.transact((tx) => tx.calls.openOffer(...world.newRing(call, clinicianId)));
    };

    const races = Array.from({ length: 20 }, (_, n) => {
      const call = calls[n % 2];
      const clinicianId = clinicians[n % 5];
      if (call === undefined || clinicianId === undefined) throw new Error('they were added');
      return contest(clinicianId, call);
    });
    const won = (await Promise.all(races)).filter(Boolean).length;

    const ringing = (await Promise.all(calls.map((call) => callOf(world, call)))).flatMap(({ life }) => [
      ringingOffers(life),
    ]);
    const all = ringing.flat();
    expect(all.length).to.equal(won);
    expect(won > 0).to.equal(true);
    expect(new Set(all.map(({ clinicianId }) => clinicianId)).size).to.equal(won);
    for (const offers of ringing) {
      expect(offers.length <= places).to.equal(true);
      expect(new Set(offers.map(({ place }) => place)).size).to.equal(offers.length);
    }
    await expectAgreement(world);
  });

  it('opens one of twenty offers that were planned on the same life of a call', async () => {
    await using world = await StoreWorld.create();
    const clinicians = await Promise.all(Array.from({ length: 20 }, () => world.addOnCall()));
    const call = await world.place(await world.addStation());
    const open = (clinicianId: ClinicianId, index: number) => {
      const [offer, lives] = world.newRing(call, clinicianId);
      // Places of their own, so that nothing but the comparison of lives can refuse them.
      return world.store.transact(({ calls }) => calls.openOffer({ ...offer, place: index + 1 }, lives));
    };
    const opened = await Promise.all(clinicians.map(open));
    expect(opened.filter(Boolean).length).to.equal(1);
    await expectAgreement(world);
  });

  it('leaves a call alone that has moved on, and one whose clinician is held', async () => {
    await using world = await StoreWorld.create();
    const [a, b] = await Promise.all([world.addOnCall(), world.addOnCall()]);
    const placed = await world.place(await world.addStation('1'));
    const stale = world.newRing(placed, b);
    const open = (ring: typeof stale) => world.store.transact(({ calls }) => calls.openOffer(...ring));

    world.clock.pass(1000);
    const again = await world.refuse(await world.ring(placed, a), 'declined');
    expect(await open(stale)).to.equal(false);
    const rang = await world.ring(again, a);
    expect(await open(world.newRing(again, b))).to.equal(false);
    const other = await world.place(await world.addStation('2'));
    expect(await open(world.newRing(other, a))).to.equal(false);
    expect((await callOf(world, other)).life).to.deep.equal(other.life);
    expect((await callOf(world, placed)).life).to.deep.equal(rang.call.life);

    const both = await world.ring(rang.call, b);
    expect(ringingOffers(both.call.life).map(({ place }) => place)).to.deep.equal([1, 2]);
    expect((await callOf(world, placed)).life).to.deep.equal(both.call.life);
    const stored = await world.store.transact(({ calls }) =>
      Promise.all([rang, both].map(({ offer }) => calls.findOffer(offer.id))),
    );
    expect(stored).to.deep.equal([rang.offer, both.offer]);
  });

  it('opens an offer on a call that another transaction describes at the same moment, and loses neither', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const call = await world.place(await world.addStation());
    const opening = await world.store.transact(async ({ calls }) => {
      await calls.describe(call.id, { ...call, acuity: 'immediate' });
      // Waits for this transaction's row; the life that it compares has not changed.
      const opening = world.store.transact((tx) => tx.calls.openOffer(...world.newRing(call, clinicianId)));
      await world.query(
        `do $$ begin while not exists (
           select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         ) loop perform pg_sleep(0.005); perform pg_stat_clear_snapshot(); end loop; end $$`,
      );
      return { opening };
    });
    expect(await opening.opening).to.equal(true);
    const after = await callOf(world, call);
    expect([after.acuity, after.life.phase]).to.deep.equal(['immediate', 'ringing']);
  });

  it('knows who was heard to ring, and ignores what no longer rings', async () => {
    await using world = await StoreWorld.create();
    const [clinicianId, other] = await Promise.all([world.addOnCall(), world.addOnCall()]);
    const rang = await world.ring(await world.place(await world.addStation()), clinicianId);
    const heardAt = async () =>
      (await world.store.transact(({ calls }) => calls.findOffer(rang.offer.id)))?.heardAt;
    await world.store.transact(({ clinicians }) => clinicians.markUnreachable(clinicianId));
    world.clock.pass(700);
    await world.store.reads.markHeard(rang.offer.id, other);
    expect(await heardAt()).to.equal(null);
    await world.store.reads.markHeard(rang.offer.id, clinicianId);
    const first = world.clock.now();
    expect(await heardAt()).to.deep.equal(first);
    const duty = await world.store.transact(({ clinicians }) => clinicians.findDuty(clinicianId));
    expect(duty?.unreachableSince).to.equal(null);

    await world.refuse(rang, 'missed');
    world.clock.pass(700);
    await world.store.reads.markHeard(rang.offer.id, clinicianId);
    expect(await heardAt()).to.deep.equal(first);
  });
});

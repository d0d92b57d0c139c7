import { expect } from 'chai';
import type { Call } from '../../../domain/calls/call.ts';
import type { ClinicianId } from '../../../domain/ids.ts';
import { gate, rejection } from '../../support/store-waiting.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

describe('store: placing and ringing', () => {
  it('makes one call of twenty presses at the same moment', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();

    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        world.store.transact(({ calls }) => calls.placeOrFind(world.newCall(stationId))),
      ),
    );

    expect(results.filter(({ placed }) => placed).length).to.equal(1);
    expect(new Set(results.map(({ call }) => call.id)).size).to.equal(1);
    const rows = await world.query<{ count: number }>('select count(*)::integer from calls');
    expect(rows).to.deep.equal([{ count: 1 }]);
  });

  it('gives back every field of a call, and finds it open', async () => {
    await using world = await StoreWorld.create();
    const details = {
      patientId: null,
      staffName: 'Jo',
      patientName: "Robert'); drop table calls;--",
      dateOfBirth: '1931-02-28',
      nhsNumber: '9434765919',
      concern: 'Short of breath ≥ 1 h',
    };
    const call = await world.place(await world.addStation(), { details, acuity: 'immediate' });
    const found = await world.store.transact(({ calls }) => calls.lockOpenOfStation(call.stationId));
    expect(found).to.deep.equal(call);
    const described = {
      details: { ...details, concern: null },
      acuity: 'soon' as const,
      acuitySince: new Date(call.placedAt.getTime() + 1000),
      wantedSkills: ['palliative', 'language:cy'] as const,
      preferredClinicianId: await world.addPerson(),
    };
    await world.store.transact(({ calls }) => calls.describe(call.id, described));
    const again = await world.store.transact(({ calls }) => calls.lock(call.id));
    expect(again).to.deep.equal({ ...call, ...described });
  });

  it('places a new call once the open one has ended, also while a press waits', async () => {
    await using world = await StoreWorld.create();
    const first = await world.place(await world.addStation());
    const locked = gate();
    const release = gate();

    const ending = world.store.transact(async ({ calls }) => {
      await calls.setLife(first.id, {
        phase: 'ended',
        at: world.clock.now(),
        reason: 'cancelled',
        visitId: null,
      });
      locked.open();
      await release.opened;
    });
    await locked.opened;
    const pressing = world.store.transact(({ calls }) => calls.placeOrFind(world.newCall(first.stationId)));
    release.open();
    await ending;
    const { call, placed } = await pressing;

    expect(placed).to.equal(true);
    expect(call.id === first.id).to.equal(false);
    expect((await world.place(first.stationId)).id).to.equal(call.id);
  });

  it('finds or places while the station’s calls keep ending', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const press = async () => {
      const placed: string[] = [];
      for (let nth = 0; nth < 30; nth += 1) {
        const { call, placed: isNew } = await world.store.transact(({ calls }) =>
          calls.placeOrFind(world.newCall(stationId)),
        );
        if (isNew) {
          placed.push(call.id);
          await world.cancel(call);
        }
      }
      return placed;
    };

    const placed = (await Promise.all(Array.from({ length: 8 }, press))).flat();

    const rows = await world.query<{ id: string }>(`select id from calls where phase = 'ended'`);
    expect(rows.map(({ id }) => id)).to.have.members(placed);
  });

  it('takes no call from a revoked station, nor one from another organisation’s site', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const strange = { ...world.newCall(stationId), organisationId: newId<Call['organisationId']>() };
    const refused = await rejection(world.store.transact(({ calls }) => calls.placeOrFind(strange)));
    expect(refused).to.have.property('constraint', 'calls_station_fk');

    await world.store.transact(({ accounts }) => accounts.revokeStation(stationId));
    expect(await rejection(world.place(stationId))).to.have.property('code', 'unauthenticated');
  });

  it('opens one offer per call and one per clinician, however many ask at once', async () => {
    await using world = await StoreWorld.create();
    const stations = await Promise.all([world.addStation('A'), world.addStation('B')]);
    const [first, second] = await Promise.all(stations.map((id) => world.place(id)));
    const clinicians = await Promise.all(Array.from({ length: 10 }, () => world.addOnCall()));
    const open = (call: Call, clinicianId: ClinicianId) =>
      world.store.transact(({ calls }) => calls.openOffer(...world.newRing(call, clinicianId)));
    if (first === undefined || second === undefined) throw new Error('two calls were placed');

    const perCall = await Promise.all(clinicians.map((id) => open(first, id)));
    expect(perCall.filter(Boolean).length).to.equal(1);

    const free = clinicians[perCall.findIndex((opened) => !opened)];
    if (free === undefined) throw new Error('nine were refused');
    const perClinician = await Promise.all(Array.from({ length: 10 }, () => open(second, free)));
    expect(perClinician.filter(Boolean).length).to.equal(1);
  });

  it('holds the clinician of an accepted offer until the visit ends', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const visited = await world.accept(
      await world.ring(await world.place(await world.addStation('A')), clinicianId),
    );
    const other = await world.place(await world.addStation('B'));
    const open = () =>
      world.store.transact(({ calls }) => calls.openOffer(...world.newRing(other, clinicianId)));

    const openOffer = await world.store.transact(({ clinicians }) => clinicians.findOpenOfferOf(clinicianId));
    expect(openOffer).to.deep.equal({ ...visited.offer, state: 'accepted' });
    expect(await open()).to.equal(false);

    await world.complete(visited);
    expect(await world.store.transact(({ clinicians }) => clinicians.findOpenOfferOf(clinicianId))).to.equal(
      undefined,
    );
    expect(await open()).to.equal(true);
  });

  it('keeps one visit per offer and one open visit per call, and none without an offer', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const { visit, call, offer } = await world.accept(
      await world.ring(await world.place(await world.addStation()), clinicianId),
    );
    // An offer is answered once: nobody else's, and not again.
    const other = await world.addOnCall();
    const answered = { offerId: offer.id, life: call.life };
    for (const clinician of [clinicianId, other]) {
      const again = { ...visit, id: newId<(typeof visit)['id']>(), clinicianId: clinician };
      const refused = await rejection(
        world.store.transact(({ calls }) => calls.answer({ ...answered, visit: again })),
      );
      expect(refused).to.have.property('code', 'wrong-phase');
    }
    const second = await rejection(
      world.query(
        `with o as (insert into offers (id, call_id, clinician_id, state, rang_at, deadline, settled_at)
           values (gen_random_uuid(), $1, $2, 'accepted', now(), now(), now()) returning id)
         insert into visits (id, offer_id, call_id, clinician_id, started_at)
         select gen_random_uuid(), id, $1, $2, now() from o`,
        [call.id, other],
      ),
    );
    expect(second).to.have.property('constraint', 'visits_one_open_per_call');
    const read = await world.store.transact(({ visits }) => visits.find(visit.id));
    expect(read).to.deep.equal(visit);
  });

  it('refuses a life that mixes phases', async () => {
    await using world = await StoreWorld.create();
    const call = await world.place(await world.addStation());
    for (const set of [
      `phase = 'ringing'`,
      `phase = 'ringing', ringing = '[]'`,
      `phase = 'active'`,
      `phase = 'ended'`,
      `ringing = '[{}]'`,
    ]) {
      const refused = await rejection(world.query(`update calls set ${set} where id = $1`, [call.id]));
      expect(refused, set).to.have.property('constraint', 'calls_life');
    }
  });
});

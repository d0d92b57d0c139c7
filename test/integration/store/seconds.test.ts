import { expect } from 'chai';
import { audienceState, type ClinicianState, type StationState } from '../../../domain/states/wire.ts';
import type { ClinicianId, StationId } from '../../../domain/ids.ts';
import { rejection } from '../../support/store-waiting.ts';
import { StoreWorld } from '../../support/world-store.ts';

async function clinicianState(world: StoreWorld, id: ClinicianId): Promise<ClinicianState> {
  const { state } = audienceState.parse(await world.store.reads.getState({ kind: 'clinician', id }));
  if (state.kind !== 'clinician') throw new Error('a clinician was asked for');
  return state;
}

async function stationLife(world: StoreWorld, id: StationId): Promise<StationState['call']> {
  const { state } = audienceState.parse(await world.store.reads.getState({ kind: 'station', id }));
  if (state.kind !== 'station') throw new Error('a station was asked for');
  return state.call;
}

/** A running visit with a second clinician who has just joined it. */
async function withSecond(world: StoreWorld, kind: 'transfer' | 'consult') {
  const [first, second] = await Promise.all([world.addOnCall('Asha Rao'), world.addOnCall('Ben Ode')]);
  const visited = await world.accept(await world.ring(await world.place(await world.addStation()), first));
  world.clock.pass(1000);
  const offer = await world.join(visited, second, kind);
  return { first, second, visited, offer };
}

const openOffer = (world: StoreWorld, id: ClinicianId) =>
  world.store.transact(({ clinicians }) => clinicians.findOpenOfferOf(id));
const idleSince = async (world: StoreWorld, id: ClinicianId) =>
  (await world.store.transact(({ clinicians }) => clinicians.findDuty(id)))?.idleSince;

describe('store: a second clinician', () => {
  it('rings one at a time into a visit, and nobody who is held', async () => {
    await using world = await StoreWorld.create();
    const [first, second, third] = await Promise.all([
      world.addOnCall('Asha Rao'),
      world.addOnCall('Ben Ode'),
      world.addOnCall('Cleo Ito'),
    ]);
    const visited = await world.accept(await world.ring(await world.place(await world.addStation()), first));
    const offer = await world.invite(visited, second, 'transfer');
    expect((await rejection(world.invite(visited, third, 'transfer'))).message).to.equal(
      'the clinician was not free',
    );
    expect((await rejection(world.invite(visited, first, 'consult'))).message).to.equal(
      'the clinician was not free',
    );
    const invited = await world.store.transact(({ visits }) => visits.listInvited(visited.visit.id));
    expect(invited).to.deep.equal([second]);
    expect(await world.store.transact(({ visits }) => visits.listSeconds(visited.visit.id))).to.deep.equal(
      [],
    );

    const asked = await clinicianState(world, second);
    expect(asked.presence).to.deep.equal({ state: 'ringing', offerId: offer.id });
    expect(asked.offer).to.deep.include({ kind: 'transfer', invitedBy: 'Asha Rao' });
    expect(asked.visit).to.equal(null);
    expect((await clinicianState(world, first)).visit?.others).to.deep.equal([
      { clinicianId: second, name: 'Ben Ode', state: 'ringing', kind: 'transfer' },
    ]);
  });

  it('shows everybody in the visit who else is there', async () => {
    await using world = await StoreWorld.create();
    const { first, second, visited } = await withSecond(world, 'consult');
    const life = (await stationLife(world, visited.call.stationId))?.life;
    expect(life).to.deep.include({ clinicianName: 'Asha Rao', otherClinicians: ['Ben Ode'] });
    const joined = await clinicianState(world, second);
    expect(joined.presence).to.deep.equal({ state: 'busy', visitId: visited.visit.id });
    expect(joined.visit).to.deep.include({
      visitId: visited.visit.id,
      role: 'second',
      kind: 'consult',
      leadName: 'Asha Rao',
      others: [{ clinicianId: first, name: 'Asha Rao', state: 'joined', kind: 'call' }],
    });
  });

  it('hands the visit over: it is the second’s, and the first is free and idle', async () => {
    await using world = await StoreWorld.create();
    const { first, second, visited, offer } = await withSecond(world, 'transfer');
    const handedOverAt = world.clock.now();
    const to = { offerId: offer.id, clinicianId: second };
    const handOver = () => world.store.transact(({ visits }) => visits.handOver(visited.visit.id, to));
    await handOver();

    expect(await openOffer(world, first)).to.equal(undefined);
    expect(await idleSince(world, first)).to.deep.equal(handedOverAt);
    const visit = await world.store.transact(({ visits }) => visits.find(visited.visit.id));
    expect(visit).to.deep.equal({ ...visited.visit, clinicianId: second });
    expect(await world.store.transact(({ visits }) => visits.listSeconds(visited.visit.id))).to.deep.equal(
      [],
    );
    expect((await clinicianState(world, second)).visit).to.deep.include({
      role: 'lead',
      leadName: 'Ben Ode',
      others: [],
    });
    expect((await clinicianState(world, first)).presence.state).to.equal('available');

    world.clock.pass(1000);
    await world.store.transact(({ visits }) => visits.end(visited.visit.id, 'station-hung-up'));
    expect(await openOffer(world, second)).to.equal(undefined);
    expect((await clinicianState(world, second)).missingOutcomes.length).to.equal(1);
    expect((await clinicianState(world, first)).missingOutcomes).to.deep.equal([]);
    expect(await rejection(handOver())).to.have.property('code', 'wrong-phase');
  });

  it('hands over to nobody who has not joined', async () => {
    await using world = await StoreWorld.create();
    const first = await world.addOnCall();
    const second = await world.addOnCall();
    const visited = await world.accept(await world.ring(await world.place(await world.addStation()), first));
    const offer = await world.invite(visited, second, 'transfer');
    const to = { offerId: offer.id, clinicianId: second };
    const refused = world.store.transact(({ visits }) => visits.handOver(visited.visit.id, to));
    expect(await rejection(refused)).to.have.property('code', 'wrong-phase');
    expect((await openOffer(world, first))?.id).to.equal(visited.offer.id);
  });

  it('lets a second leave, and everybody go when the visit ends', async () => {
    await using world = await StoreWorld.create();
    const { first, second, visited, offer } = await withSecond(world, 'consult');
    world.clock.pass(1000);
    await world.store.transact(({ calls }) => calls.releaseOffer(offer.id));
    expect(await openOffer(world, second)).to.equal(undefined);
    expect(await idleSince(world, second)).to.deep.equal(world.clock.now());
    expect((await openOffer(world, first))?.id).to.equal(visited.offer.id);

    const third = await world.addOnCall();
    const idleOfThird = world.clock.now();
    world.clock.pass(1000);
    await world.join(visited, second, 'consult');
    const invitation = await world.invite(visited, third, 'transfer');
    world.clock.pass(1000);
    await world.complete(visited);
    for (const clinicianId of [first, second, third]) {
      expect(await openOffer(world, clinicianId)).to.equal(undefined);
    }
    expect(await idleSince(world, second)).to.deep.equal(world.clock.now());
    expect(await idleSince(world, third)).to.deep.equal(idleOfThird);
    const withdrawn = await world.store.transact(({ calls }) => calls.findOffer(invitation.id));
    expect(withdrawn?.state).to.equal('withdrawn');
  });

  it('lets whoever has the visit last wrap it up', async () => {
    await using world = await StoreWorld.create();
    const { first, second, visited } = await withSecond(world, 'transfer');
    const wrapUp = { visitId: visited.visit.id, until: new Date(world.clock.now().getTime() + 60_000) };
    await world.store.transact(({ clinicians }) => clinicians.startWrapUp(first, wrapUp));
    await world.store.transact(({ clinicians }) => clinicians.startWrapUp(second, wrapUp));
    expect((await world.store.reads.findWrapUp(visited.visit.id))?.clinicianId).to.equal(second);
  });
});

describe('store: the last ring', () => {
  it('says for five minutes what became of a ring that was not answered, and who took it', async () => {
    await using world = await StoreWorld.create();
    const [a, b] = await Promise.all([world.addOnCall('Asha Rao'), world.addOnCall('Ben Ode')]);
    const lastRing = async () => (await clinicianState(world, a)).lastRing;
    const call = await world.place(await world.addStation());
    expect(await lastRing()).to.equal(null);
    const declined = await world.refuse(await world.ring(call, a), 'declined');
    expect(await lastRing()).to.equal(null);
    world.clock.pass(1000);
    const missed = await world.refuse(await world.ring(declined, a), 'missed');
    const at = world.clock.now().toISOString();
    const ring = { callId: call.id, siteName: 'Ash House', byName: null, at };
    expect(await lastRing()).to.deep.equal({ ...ring, how: 'missed' });

    world.clock.pass(1000);
    const two = await world.ring((await world.ring(missed, a)).call, b);
    const own = two.call.life.phase === 'ringing' ? two.call.life.offers[0] : undefined;
    if (own === undefined) throw new Error('it rings at two');
    await world.accept(two);
    await world.store.transact(({ calls }) => calls.settleOffer(own.offerId, 'withdrawn', 'taken'));
    const taken = { ...ring, how: 'taken', byName: 'Ben Ode', at: world.clock.now().toISOString() };
    expect(await lastRing()).to.deep.equal(taken);
    world.clock.pass(300_000);
    expect(await lastRing()).to.equal(null);
  });
});

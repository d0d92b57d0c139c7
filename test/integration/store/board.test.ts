import { expect } from 'chai';
import { board } from '../../../domain/states/wire.ts';
import { callCard } from '../../../domain/calls/wire.ts';
import type { OrganisationId, RoomId } from '../../../domain/ids.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

/** Whether it can be written to is added by whoever reads it for somebody. */
const storedBoard = board.omit({ writable: true });

describe('store: board and rooms', () => {
  it('draws the board from one organisation, without patients', async () => {
    await using world = await StoreWorld.create();
    const ringing = await world.addOnCall('Asha Rao');
    const silent = await world.addOnCall('Ben Ode');
    await world.addPerson({ name: 'Away' });
    const first = await world.place(await world.addStation('1'));
    await world.ring(first, ringing);
    const second = await world.place(await world.addStation('2'), { acuity: 'immediate' });
    const since = world.clock.now();
    await world.store.reads.markGone(silent);

    const entry = {
      siteName: 'Ash House',
      queueName: 'Urgent calls',
      placedAt: since.toISOString(),
      requiredSkills: [],
      wantedSkills: [],
      ladderStep: 0,
      adviceTold: false,
      stationAway: false,
      message: null,
    };
    const clinician = { since: since.toISOString(), skills: [], lostAt: null };
    const read = await world.store.reads.getBoard(world.organisationId, new Date(since.getTime() - 1));
    expect(storedBoard.parse(read)).to.deep.equal({
      now: since.toISOString(),
      waiting: [
        {
          ...entry,
          callId: second.id,
          acuity: 'immediate',
          orderAt: new Date(since.getTime() - 4 * 3_600_000).toISOString(),
          stage: 'anyone',
          ringing: [],
        },
        {
          ...entry,
          callId: first.id,
          acuity: 'urgent',
          orderAt: new Date(since.getTime() - 20 * 60_000).toISOString(),
          stage: 'tier-one',
          ringing: ['Asha Rao'],
        },
      ],
      clinicians: [
        { ...clinician, clinicianId: ringing, name: 'Asha Rao', state: 'ringing', reachable: true },
        { ...clinician, clinicianId: silent, name: 'Ben Ode', state: 'available', reachable: false },
      ],
      queues: [{ queueId: world.queueId, name: 'Urgent calls' }],
      callBacks: [],
    });
    const elsewhere = await world.store.reads.getBoard(newId<OrganisationId>(), since);
    expect([elsewhere.waiting, elsewhere.clinicians]).to.deep.equal([[], []]);
  });

  it('knows who may enter a room, and the card of a call', async () => {
    await using world = await StoreWorld.create();
    const clinicianId = await world.addOnCall();
    const call = await world.place(await world.addStation());
    const room = () => world.store.reads.findRoom(call.roomId);
    const open = {
      organisationId: world.organisationId,
      stationId: call.stationId,
      stationName: 'Lounge tablet',
      iceTransportPolicy: 'all',
    };
    expect(await room()).to.deep.equal({ ...open, phase: 'waiting', clinicians: [] });
    const rang = await world.ring(call, clinicianId);
    const clinician = { clinicianId, name: 'Asha Rao' };
    expect(await room()).to.deep.equal({
      ...open,
      phase: 'ringing',
      clinicians: [{ ...clinician, admitted: false }],
    });
    const visited = await world.accept(rang);
    const active = { ...open, phase: 'active', clinicians: [{ ...clinician, admitted: true }] };
    expect(await room()).to.deep.equal(active);
    const second = await world.addOnCall('Ben Ode');
    world.clock.pass(1);
    await world.invite(visited, second, 'consult');
    expect(await room()).to.deep.equal({
      ...active,
      clinicians: [...active.clinicians, { clinicianId: second, name: 'Ben Ode', admitted: false }],
    });
    await world.complete(visited);
    expect(await room()).to.equal(undefined);
    expect(await world.store.reads.findRoom(newId<RoomId>())).to.equal(undefined);

    const { card, offeredTo: everybody, ...rest } = await world.store.reads.getCallCard(call.id);
    expect(callCard.parse(card).callId).to.equal(call.id);
    expect(rest).to.deep.equal({ organisationId: world.organisationId, phase: 'ended' });
    expect(everybody).to.have.members([clinicianId, second]);
  });
});

describe('store: open work', () => {
  it('lists what a job should stand behind, and who is first', async () => {
    await using world = await StoreWorld.create();
    const [ringing, wrapping] = await Promise.all([world.addOnCall(), world.addOnCall()]);
    const waiting = await world.place(await world.addStation('1'), { acuity: 'soon' });
    const rang = await world.ring(await world.place(await world.addStation('2')), ringing);
    const visited = await world.accept(
      await world.ring(await world.place(await world.addStation('3')), wrapping),
    );
    await world.complete(visited);
    const wrapUp = { visitId: visited.visit.id, until: new Date(world.clock.now().getTime() + 1000) };
    await world.store.transact(({ clinicians }) => clinicians.startWrapUp(wrapping, wrapUp));

    const first = { callId: waiting.id, organisationId: world.organisationId, acuity: 'soon' };
    expect(await world.store.reads.listOpenWork()).to.deep.equal({
      waiting: [first],
      ringing: [{ offerId: rang.offer.id, deadline: rang.offer.deadline }],
      wrapUps: [wrapUp],
    });
    expect(await world.store.reads.findFirstWaiting(world.organisationId)).to.deep.equal(first);
    expect(await world.store.reads.findFirstWaiting(newId<OrganisationId>())).to.equal(undefined);
    expect(await world.store.reads.findWrapUp(wrapUp.visitId)).to.deep.equal({
      clinicianId: wrapping,
      organisationId: world.organisationId,
      until: wrapUp.until,
    });
  });

  it('beats for many at once, stations at most once a minute', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const clinicianId = await world.addPerson();
    const seen = async () => (await world.store.reads.getStation(stationId)).lastSeenAt;
    const beat = () => world.store.reads.markSeen({ stations: [stationId], clinicians: [clinicianId] });
    const first = world.clock.now().toISOString();
    await beat();
    world.clock.pass(59_000);
    await beat();
    expect(await seen()).to.equal(first);
    world.clock.pass(2000);
    await beat();
    expect(await seen()).to.equal(world.clock.now().toISOString());
    const duty = await world.store.transact(({ clinicians }) => clinicians.findDuty(clinicianId));
    expect(duty).to.deep.include({ onCall: false, organisationId: world.organisationId, wrapUp: null });
  });
});

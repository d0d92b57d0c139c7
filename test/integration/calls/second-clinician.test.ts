import { expect } from 'chai';
import type { VisitOrigin } from '../../../domain/visits/visit.ts';
import { beginVisitOf, ringInto, visitAt, visitOrigins } from '../../support/booked-visit.ts';
import { beginVisit } from '../../support/guests.ts';
import {
  callCardOf,
  clinicianHears,
  pressAt,
  ringOf,
  stationHears,
  stationReads,
  trailHas,
  valueOf,
} from '../../support/hearing.ts';
import type { QueueId } from '../../../domain/ids.ts';
import { type Place, World } from '../../support/world.ts';

/** A visit that has begun, and a second clinician on the other server who is free. */
async function visitWithColleague(world: World, place: Place, origin: VisitOrigin['kind']) {
  const { host: lead, station, visitId, roomId } = await beginVisitOf(origin, world, place);
  const second = await world.onCall(place, 1);
  return { lead, second, station, visitId, roomId };
}

for (const origin of visitOrigins) {
  describe(`a second clinician in a visit by a ${origin}`, () => {
    it('is rung into a visit, joins it, takes it over, and the first is free', async () => {
      await using world = await World.create({ servers: 2 });
      const place = await world.addPlace();
      const { lead, second, station, visitId, roomId } = await visitWithColleague(world, place, origin);
      const invitation = { visitId, clinicianId: second.clinicianId, kind: 'transfer' } as const;
      valueOf(await lead.socket.say('visit:invite', invitation));
      const ringing = await clinicianHears(second.socket, 'call:ringing');
      expect(ringing.offer).to.include({ kind: 'transfer', invitedBy: lead.name });
      const early = await lead.socket.say('visit:hand-over', { visitId, clinicianId: second.clinicianId });
      expect(early).to.deep.include({ ok: false, code: 'wrong-phase' });
      const joined = await second.socket.say('offer:accept', {
        offerId: await ringInto(second.socket, roomId),
      });
      expect(valueOf(joined)).to.deep.equal({ visitId, roomId });
      const three = await stationHears(station, 'visit:changed');
      expect(visitAt(three)).to.deep.include({ clinicianName: lead.name, otherClinicians: [second.name] });
      const seen = await clinicianHears(
        lead.socket,
        'visit:changed',
        ({ visit }) => visit?.others[0]?.state === 'joined',
      );
      expect(seen.visit).to.include({ role: 'lead' });

      valueOf(await lead.socket.say('visit:hand-over', { visitId, clinicianId: second.clinicianId }));
      const freed = await clinicianHears(lead.socket, 'visit:changed', ({ visit }) => visit === null);
      expect(freed.presence.state).to.equal('available');
      expect(freed.missingOutcomes).to.deep.equal([]);
      const handed = await stationHears(
        station,
        'visit:changed',
        (state) => visitAt(state)?.clinicianName === second.name,
      );
      expect(visitAt(handed)).to.deep.include({ visitId, otherClinicians: [] });
      valueOf(await second.socket.say('visit:end', { visitId }));
      const ended = await clinicianHears(second.socket, 'call:ended');
      expect(ended.missingOutcomes.map((missing) => missing.visitId)).to.deep.equal([visitId]);
      await trailHas(world, place, 'visit.invited', 'visit.joined', 'visit.handed-over', 'visit.ended');
    });

    it('advises and leaves, and the visit goes on', async () => {
      await using world = await World.create({ servers: 2 });
      const place = await world.addPlace();
      const { lead, second, station, visitId, roomId } = await visitWithColleague(world, place, origin);
      valueOf(
        await lead.socket.say('visit:invite', { visitId, clinicianId: second.clinicianId, kind: 'consult' }),
      );
      valueOf(await second.socket.say('offer:accept', { offerId: await ringInto(second.socket, roomId) }));
      const refused = await second.socket.say('visit:end', { visitId });
      expect(refused).to.deep.include({ ok: false, code: 'forbidden' });
      valueOf(await second.socket.say('visit:leave', { visitId }));
      const freed = await clinicianHears(second.socket, 'visit:changed', ({ visit }) => visit === null);
      expect(freed.presence.state).to.equal('available');
      expect(visitAt(await stationReads(station))?.visitId).to.equal(visitId);
    });

    it('who is in another call cannot be asked', async () => {
      await using world = await World.create({ servers: 2 });
      const place = await world.addPlace();
      const { lead, second, visitId } = await visitWithColleague(world, place, origin);
      const other = await pressAt(world, place);
      await ringOf(second.socket, other.callId);
      const refused = await lead.socket.say('visit:invite', {
        visitId,
        clinicianId: second.clinicianId,
        kind: 'consult',
      });
      expect(refused).to.deep.include({ ok: false, code: 'conflict' });
    });

    it('who is being asked stops ringing when the visit ends', async () => {
      await using world = await World.create({ servers: 2 });
      const place = await world.addPlace();
      const { lead, second, visitId, roomId } = await visitWithColleague(world, place, origin);
      valueOf(
        await lead.socket.say('visit:invite', { visitId, clinicianId: second.clinicianId, kind: 'consult' }),
      );
      await ringInto(second.socket, roomId);
      valueOf(await lead.socket.say('visit:end', { visitId }));
      const heard = await clinicianHears(second.socket, 'call:ended', ({ offer }) => offer === null);
      expect(heard.presence.state).to.equal('available');
    });
  });
}

/** The same of a call, by its id. */
async function callWithColleague(world: World, place: Place) {
  const { host: lead, station, callId, visitId } = await beginVisit(world, place);
  const second = await world.onCall(place, 1);
  return { lead, second, station, callId, visitId };
}

describe('a call that is passed on', () => {
  it('waits again with the age it had and the note, and its clinician is free', async () => {
    await using world = await World.create({ servers: 2 });
    const place = await world.addPlace();
    const { callId, lead, second, station, visitId } = await callWithColleague(world, place);
    valueOf(await second.socket.say('presence:set', { to: 'paused', reason: 'break' }));
    const before = valueOf(await station.say('state:read', {}));
    const [queue] = valueOf(await lead.socket.say('board:read', {})).queues;
    if (queue === undefined) throw new Error('the organisation has no queue');
    valueOf(
      await lead.socket.say('visit:pass-on', {
        visitId,
        queueId: queue.queueId,
        note: 'Needs a wound nurse.',
      }),
    );
    const waiting = await stationHears(station, 'call:requeued');
    expect(waiting.call?.placedAt).to.equal(
      before.state.kind === 'station' ? before.state.call?.placedAt : undefined,
    );
    const freed = await clinicianHears(lead.socket, 'call:requeued', ({ visit }) => visit === null);
    expect(freed.missingOutcomes).to.deep.equal([]);
    valueOf(await second.socket.say('presence:set', { to: 'available' }));
    await ringOf(second.socket, callId);
    const rang = await clinicianHears(second.socket, 'call:ringing', ({ offer }) => offer?.kind === 'call');
    const notes = callCardOf(rang.offer)?.passedOnNotes.map(({ text, byName }) => [text, byName]);
    expect(notes).to.deep.equal([['Needs a wound nurse.', lead.name]]);
  });

  it('needs in every queue what the queue of its site requires', async () => {
    await using world = await World.create();
    const place = await world.addPlace();
    await world.changeQueue(place, { requiredSkills: ['prison-clearance'] });
    const elsewhere = world.deps.newId() as QueueId;
    await world.deps.store.transact(async ({ queues }) => {
      const [ofSite] = await queues.list(place.organisationId);
      if (ofSite === undefined) throw new Error('an organisation begins with a queue');
      const settings = { ...ofSite.settings, requiredSkills: ['palliative' as const] };
      await queues.add({ ...ofSite, id: elsewhere, name: 'Palliative', settings });
    });
    const cleared = await world.addPerson(place);
    await world.deps.store.transact(({ queues }) =>
      queues.setProfile(cleared.personId, { skills: ['prison-clearance'], phone: null }),
    );
    const lead = await world.connect(cleared);
    valueOf(await lead.say('presence:set', { to: 'available' }));
    const { callId } = await pressAt(world, place);
    const { visitId } = valueOf(await lead.say('offer:accept', { offerId: await ringOf(lead, callId) }));
    valueOf(
      await lead.say('visit:pass-on', { visitId, queueId: elsewhere, note: 'Pain at the end of life.' }),
    );
    const passedOn = await world.deps.store.transact(({ calls }) => calls.lock(callId));
    expect(passedOn?.requiredSkills).to.have.members(['prison-clearance', 'palliative']);
  });
});

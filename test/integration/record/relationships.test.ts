import { expect } from 'chai';
import type { PatientId, PersonId } from '../../../domain/ids.ts';
import { addBooking, ringInto } from '../../support/booked-visit.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { beginVisit } from '../../support/guests.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { addResident } from '../../support/residents.ts';
import { type Place, World } from '../../support/world.ts';

const dayMinutes = 24 * 60;

describe('a legitimate relationship', function () {
  this.timeout(30_000);
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => world[Symbol.asyncDispose]());

  async function kindsOf(personId: PersonId, patientId: PatientId): Promise<string[]> {
    const found = await world.deps.store.reads.findRelationships(personId, patientId);
    return found.map(({ kind }) => kind);
  }

  async function edith() {
    const { token } = await world.addPerson(place, ['administrator']);
    return (await addResident(world, place, { token })).patientId;
  }

  it('is the ring, then the visit, then the write-up, and none once the outcome is recorded', async () => {
    const patientId = await edith();
    const clinician = await world.onCall(place);
    const bystander = await world.addPerson(place);
    const { socket, callId } = await pressAt(world, place);
    const offerId = await ringOf(clinician.socket, callId);
    const kinds = () => kindsOf(clinician.personId, patientId);
    expect(await kinds()).to.deep.equal([]);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    expect(await kinds()).to.deep.equal(['ringing']);
    const { visitId } = valueOf(await clinician.socket.say('offer:accept', { offerId }));
    expect(await kinds()).to.deep.equal(['visit']);
    expect(await kindsOf(bystander.personId, patientId)).to.deep.equal([]);
    valueOf(await clinician.socket.say('visit:end', { visitId }));
    expect(await kinds()).to.deep.equal(['write-up']);
    const outcome = { disposition: 'home-with-advice', advice: null, note: null } as const;
    valueOf(await clinician.socket.say('outcome:record', { visitId, ...outcome }));
    expect(await kinds()).to.deep.equal([]);
  });

  it('is also that of a second clinician who is asked into the visit, until they leave', async () => {
    const patientId = await edith();
    const { host, station, callId, visitId, roomId } = await beginVisit(world, place);
    valueOf(await station.say('call:describe', { callId, patientId }));
    const second = await world.onCall(place);
    const invitation = { visitId, clinicianId: second.clinicianId, kind: 'consult' } as const;
    valueOf(await host.socket.say('visit:invite', invitation));
    const offerId = await ringInto(second.socket, roomId);
    expect(await kindsOf(second.personId, patientId)).to.deep.equal(['ringing']);
    valueOf(await second.socket.say('offer:accept', { offerId }));
    expect(await kindsOf(second.personId, patientId)).to.deep.equal(['visit']);
    valueOf(await second.socket.say('visit:leave', { visitId }));
    expect(await kindsOf(second.personId, patientId)).to.deep.equal([]);
    expect(await kindsOf(host.personId, patientId)).to.deep.equal(['visit']);
  });

  it('of a write-up that nobody writes ends after seven days', async () => {
    const patientId = await edith();
    const { host, station, callId, visitId } = await beginVisit(world, place);
    valueOf(await station.say('call:describe', { callId, patientId }));
    valueOf(await host.socket.say('visit:end', { visitId }));
    const endedDaysAgo = (days: number) =>
      inDatabase(world.config.databaseUrl, (client) =>
        client.query(
          `update visits set started_at = now() - interval '9 days', ended_at = now() - $2 * interval '1 day' where id = $1`,
          [visitId, days],
        ),
      );
    await endedDaysAgo(6.9);
    expect(await kindsOf(host.personId, patientId)).to.deep.equal(['write-up']);
    await endedDaysAgo(7.1);
    expect(await kindsOf(host.personId, patientId)).to.deep.equal([]);
  });

  it('ends with a ring that is declined', async () => {
    const patientId = await edith();
    const clinician = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    const offerId = await ringOf(clinician.socket, callId);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    valueOf(await clinician.socket.say('offer:decline', { offerId, reason: 'other' }));
    expect(await kindsOf(clinician.personId, patientId)).to.deep.equal([]);
  });

  it('is to whom the call is about now, and to nobody whom it was about before', async () => {
    const { token } = await world.addPerson(place, ['administrator']);
    const first = await addResident(world, place, { token });
    const other = { token, name: 'Walter Synthetic', dateOfBirth: '1941-07-09' };
    const second = await addResident(world, place, other);
    const clinician = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    await ringOf(clinician.socket, callId);
    valueOf(await socket.say('call:describe', { callId, patientId: first.patientId }));
    valueOf(await socket.say('call:describe', { callId, patientId: second.patientId }));
    expect(await kindsOf(clinician.personId, first.patientId)).to.deep.equal([]);
    expect(await kindsOf(clinician.personId, second.patientId)).to.deep.equal(['ringing']);
  });

  for (const [words, days, kinds] of [
    ['two days before the clinic', 2, []],
    ['the day before', 1, ['booking']],
    ['the day itself', 0, ['booking']],
    ['the day after', -1, ['booking']],
    ['two days after', -2, []],
  ] as const) {
    it(`of a booking: ${words}, ${kinds.length === 0 ? 'none' : 'there'}`, async () => {
      const clinician = await world.addPerson(place);
      const colleague = await world.addPerson(place);
      const { stationId } = await world.addStation(place);
      const where = { ...place, clinicianId: clinician.personId, stationId };
      const booking = await addBooking(world.deps.store, where, { beginsInMinutes: days * dayMinutes });
      expect(await kindsOf(clinician.personId, booking.patientId)).to.deep.equal(kinds);
      expect(await kindsOf(colleague.personId, booking.patientId)).to.deep.equal([]);
    });
  }
});

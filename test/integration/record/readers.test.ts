import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { AuditEntry } from '../../../domain/audit.ts';
import type { OrganisationId, PatientId, RecordClientId } from '../../../domain/ids.ts';
import { addBooking } from '../../support/booked-visit.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { addPatient, openRecord } from '../../support/opened-records.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

describe('who has looked at a record', function () {
  this.timeout(30_000);
  let world: World;
  let place: Place;
  let administrator: Awaited<ReturnType<World['addPerson']>>;
  let clinician: Awaited<ReturnType<World['addPerson']>>;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
    administrator = await world.addPerson(place, ['administrator']);
    clinician = await world.addPerson(place);
  });
  after(() => world[Symbol.asyncDispose]());

  const readers = async (patientId: string, before?: string) => {
    const asking = { token: administrator.token, params: { patientId } };
    const query = before === undefined ? {} : { before };
    return (await ask(world.server(0), 'listReaders', { ...asking, query })).value;
  };
  type Noted = Omit<AuditEntry, 'organisationId'> & { organisationId?: OrganisationId };
  const note = (...entries: Noted[]) =>
    world.deps.store.transact((tx) =>
      tx.audit(entries.map((entry) => ({ organisationId: place.organisationId, ...entry }))),
    );

  it('is listed newest first: people by their relationship, and partners’ systems by what they read', async () => {
    const patientId = await addPatient(world.deps.store, place);
    const clientId = randomUUID() as RecordClientId;
    await world.deps.store.transact(({ recordClients }) =>
      recordClients.addClient(
        {
          ...{ id: clientId, organisationId: place.organisationId, name: 'Ward system' },
          ...{
            keys: { kind: 'address', address: 'https://keys.partner.example/jwks' } as const,
            disabledAt: null,
          },
          scopes: [{ type: '*', allows: ['r', 's'] }],
        },
        administrator.personId,
      ),
    );
    const partner = { kind: 'record-client', id: clientId } as const;
    const doctor = { kind: 'person', id: clinician.personId } as const;
    await openRecord(world.server(0), { token: clinician.token, patientId });
    const subject = { kind: 'patient', id: patientId };
    await note(
      { actor: doctor, action: 'record.read', subject, detail: { relationship: 'visit break-glass' } },
      {
        ...{ actor: partner, action: 'record.read', subject: { kind: 'Patient', id: patientId } },
        detail: { found: 'AllergyIntolerance' },
      },
      {
        ...{ actor: partner, action: 'record.read', subject: { kind: 'Observation', id: randomUUID() } },
        detail: { version: 1, patientId },
      },
      {
        ...{ actor: partner, action: 'record.searched', subject: { kind: 'Condition', id: null } },
        detail: { count: 0, included: 0, patientId },
      },
      {
        ...{ actor: partner, action: 'record.read', subject: { kind: 'Patient', id: patientId } },
        detail: { everything: true, count: 4 },
      },
      // What is no read of theirs.
      { actor: partner, action: 'record.written', subject: { kind: 'Patient', id: patientId } },
      { actor: { kind: 'system' }, action: 'record.read', subject },
    );
    const { name, readers: all, next } = await readers(patientId);
    expect(name).to.equal('Edith Synthetic');
    expect(next).to.equal(null);
    expect(all.map((one) => [one.kind, one.name, one.what, one.by])).to.deep.equal([
      ['record-client', 'Ward system', 'Read the whole record', null],
      ['record-client', 'Ward system', 'Searched the record: problems', null],
      ['record-client', 'Ward system', 'Read the record: observations', null],
      ['record-client', 'Ward system', 'Read the record: allergies', null],
      [
        ...['person', clinician.name, 'Read the record'],
        'they were in a visit with the patient; they opened it without a relationship, and gave a reason',
      ],
      [
        ...['person', clinician.name, 'Opened the record without a relationship, and gave a reason'],
        'a reason that they gave, which somebody else reviews',
      ],
    ]);
    expect(new Set(all.map(({ organisation }) => organisation)).size).to.equal(1);
    expect(JSON.stringify(all)).not.to.contain('Edith');
    const again = await readers(patientId);
    expect(again.readers[0]).to.deep.include({ name: administrator.name, what: 'Read this list' });
  });

  it('has who answered and read calls about them, and who read bookings', async () => {
    const patientId = await addPatient(world.deps.store, place);
    const doctor = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    const offerId = await ringOf(doctor.socket, callId);
    valueOf(await socket.say('call:describe', { callId, patientId }));
    valueOf(await doctor.socket.say('offer:accept', { offerId }));
    const { readers: all } = await readers(patientId);
    expect(all.map((one) => [one.name, one.what])).to.deep.equal([
      [doctor.name, 'Answered a call about the patient'],
    ]);

    const { stationId } = await world.addStation(place);
    const where = { ...place, clinicianId: clinician.personId, stationId };
    const booking = await addBooking(world.deps.store, where);
    await note({
      ...{ actor: { kind: 'person', id: clinician.personId }, action: 'booking.read' },
      subject: { kind: 'booking', id: booking.id },
    });
    const booked = await readers(booking.patientId);
    expect(booked.readers.map((one) => [one.name, one.what])).to.deep.equal([
      [clinician.name, 'Read a booking'],
    ]);
  });

  it('comes page by page, and never has what another organisation’s trail says', async () => {
    const patientId = await addPatient(world.deps.store, place);
    const subject = { kind: 'patient', id: patientId };
    const actor = { kind: 'person', id: clinician.personId } as const;
    const one = { actor, action: 'record.read', subject } as const;
    const elsewhere = (await world.addPlace()).organisationId;
    await note(...Array.from({ length: 51 }, () => one));
    await note({ ...one, organisationId: elsewhere });
    const first = await readers(patientId);
    expect(first.readers).to.have.length(50);
    if (first.next === null) throw new Error('there is another page');
    const second = await readers(patientId, first.next);
    expect(second.readers).to.have.length(1);
    expect(second.next).to.equal(null);
    const ids = [...first.readers, ...second.readers].map(({ id }) => BigInt(id));
    expect(ids).to.deep.equal(ids.toSorted((a, b) => (a < b ? 1 : -1)));
    expect(new Set(ids).size).to.equal(51);
  });

  it('is for whoever works in a prison of its patients, and for no other prison or home', async () => {
    const prison = await world.addPlace('prison');
    const nurse = await world.addPerson(prison, ['prison-healthcare']);
    const stranger = await world.addPerson(prison, ['prison-healthcare']);
    await world.deps.store.transact(({ clinics }) => clinics.setPersonSites(nurse.personId, [prison.siteId]));
    const patientId: PatientId = await addPatient(world.deps.store, prison);
    const params = { patientId };
    await ask(world.server(0), 'listReaders', { token: nurse.token, params });
    const refused = { token: stranger.token, params, code: 'not-found' } as const;
    await askRefused(world.server(0), 'listReaders', refused);
  });
});

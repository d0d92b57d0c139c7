import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { PatientId } from '../../../domain/ids.ts';
import { addBooking } from '../../support/booked-visit.ts';
import { guestInLobby } from '../../support/guests.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { addPartner, keepResource, penicillin } from '../../support/record-of.ts';
import { addResident, setOf, wellValues } from '../../support/residents.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

describe('the record of a patient, as a clinician reads it', function () {
  this.timeout(30_000);
  let world: World;
  let place: Place;
  let administrator: Awaited<ReturnType<World['addPerson']>>;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
    administrator = await world.addPerson(place, ['administrator']);
  });
  after(() => world[Symbol.asyncDispose]());

  /** The name of the only site of a place. */
  async function siteNameOf({ organisationId }: Place): Promise<string> {
    const [site] = await world.deps.store.reads.listSites(organisationId);
    if (site === undefined) throw new Error('the place has no site');
    return site.name;
  }

  const edith = () => addResident(world, place, { token: administrator.token, nhsNumber: null });
  const read = async (token: string, patientId: PatientId) =>
    (await ask(world.server(0), 'readRecord', { token, params: { patientId } })).value;
  const refused = (token: string, patientId: PatientId, code: 'not-found' | 'forbidden') =>
    askRefused(world.server(0), 'readRecord', { token, params: { patientId }, code });

  /** A clinician whom a call about the patient rings at. */
  async function ringingAbout(patientId: PatientId) {
    const clinician = await world.onCall(place);
    const { socket, callId, station } = await pressAt(world, place);
    const offerId = await ringOf(clinician.socket, callId);
    valueOf(await socket.say('call:describe', { callId, patientId, concern: 'Short of breath' }));
    return { clinician, socket, callId, station, offerId };
  }

  it('is there while it rings, in the visit and in the write-up, and then not any more', async () => {
    const { patientId } = await edith();
    const { clinician, offerId } = await ringingAbout(patientId);
    const seen = await read(clinician.token, patientId);
    expect(seen).to.deep.include({
      relationships: ['ringing'],
      patient: {
        patientId,
        name: 'Edith Synthetic',
        dateOfBirth: '1938-05-02',
        nhsNumber: null,
        place: `Room 4, ${await siteNameOf(place)}`,
      },
      allergies: [],
      more: [],
    });
    const { visitId } = valueOf(await clinician.socket.say('offer:accept', { offerId }));
    expect((await read(clinician.token, patientId)).relationships).to.deep.equal(['visit']);
    valueOf(await clinician.socket.say('visit:end', { visitId }));
    expect((await read(clinician.token, patientId)).relationships).to.deep.equal(['write-up']);
    const outcome = { disposition: 'gp-today', advice: 'Sips of water.', note: 'For clinicians.' } as const;
    valueOf(await clinician.socket.say('outcome:record', { visitId, ...outcome }));
    await refused(clinician.token, patientId, 'not-found');
  });

  it('is in the trail, with who read it, whose it is and why', async () => {
    const { patientId } = await edith();
    const { clinician } = await ringingAbout(patientId);
    await read(clinician.token, patientId);
    const { events } = await world.deps.store.reads.listAudit(place.organisationId, null);
    const [entry, ...others] = events.filter(({ action }) => action === 'record.read');
    expect(others).to.deep.equal([]);
    expect(entry).to.deep.include({
      actorKind: 'person',
      actorName: clinician.name,
      subjectKind: 'patient',
      subjectId: patientId,
      detail: { relationship: 'ringing' },
    });
  });

  it('is of nobody for a clinician without a relationship, as an id that nobody has', async () => {
    const { patientId } = await edith();
    await ringingAbout(patientId);
    const bystander = await world.addPerson(place);
    const stranger = await world.onCall(await world.addPlace());
    for (const { token } of [bystander, stranger]) {
      await refused(token, patientId, 'not-found');
      await refused(token, randomUUID() as PatientId, 'not-found');
    }
  });

  it('is refused to every other role, to a station and to a guest of the visit', async () => {
    const { patientId } = await edith();
    const { station, clinician, offerId } = await ringingAbout(patientId);
    const { visitId } = valueOf(await clinician.socket.say('offer:accept', { offerId }));
    const guest = await guestInLobby(world, { host: clinician, visitId });
    await refused(guest.token, patientId, 'forbidden');
    await refused(station.token, patientId, 'forbidden');
    await refused(administrator.token, patientId, 'forbidden');
    for (const role of ['manager', 'booker', 'prison-healthcare', 'wing-officer'] as const) {
      const { token } = await world.addPerson(place, [role]);
      await refused(token, patientId, 'forbidden');
    }
  });

  it('says what partners have written, by whom, and what is so before what is past', async () => {
    const { patientId } = await edith();
    const { store } = world.deps;
    const madeBy = administrator.personId;
    const partner = await addPartner(store, { ...place, madeBy }, 'Moorside Surgery');
    const about = { organisationId: place.organisationId, patientId };
    const state = (code: string) => ({ coding: [{ code }] });
    await keepResource(store, about, penicillin, partner);
    await keepResource(
      store,
      about,
      { ...penicillin, code: { text: 'Latex' }, verificationStatus: state('entered-in-error') },
      partner,
    );
    for (const [text, status, at] of [
      ['Pneumonia', 'resolved', '2026-10-02'],
      ['Heart failure', 'active', '2021-03-04'],
    ] as const) {
      const code = { text };
      const said = {
        resourceType: 'Condition' as const,
        code,
        clinicalStatus: state(status),
        recordedDate: at,
        at,
      };
      await keepResource(store, about, said, partner);
    }
    for (const [text, status] of [
      ['Amoxicillin 500 mg', 'stopped'],
      ['Furosemide 40 mg', 'active'],
    ] as const) {
      const medicine = { medicationCodeableConcept: { text }, dosage: [{ text: 'one each morning' }] };
      await keepResource(store, about, { resourceType: 'MedicationStatement', status, ...medicine }, partner);
    }
    const plan = { resourceType: 'CarePlan' as const, status: 'active', intent: 'plan' };
    await keepResource(store, about, { ...plan, title: 'Falls plan' }, partner);
    await keepResource(
      store,
      about,
      { ...plan, title: 'ReSPECT form', description: 'Not for hospital' },
      partner,
    );

    const { clinician } = await ringingAbout(patientId);
    const seen = await read(clinician.token, patientId);
    expect(seen.allergies).to.deep.equal([
      {
        text: 'Penicillin',
        more: ['High risk', 'Reaction: Hives (severe)'],
        state: 'Active',
        current: true,
        when: 'May 2019',
        source: 'Moorside Surgery',
      },
    ]);
    expect(
      seen.problems.map(({ text, state: is, current, when }) => [text, is, current, when]),
    ).to.deep.equal([
      ['Heart failure', 'Active', true, '4 March 2021'],
      ['Pneumonia', 'Over', false, '2 October 2026'],
    ]);
    expect(seen.medicines.map(({ text, more, current }) => [text, more, current])).to.deep.equal([
      ['Furosemide 40 mg', ['one each morning'], true],
      ['Amoxicillin 500 mg', ['one each morning'], false],
    ]);
    expect(seen.plans.map(({ text, more }) => [text, more])).to.deep.equal([
      ['ReSPECT form', ['Not for hospital']],
      ['Falls plan', []],
    ]);
    expect(seen.more).to.deep.equal([]);
  });

  it('has observations of calls with the site that took them, and earlier calls with what was agreed', async () => {
    const { patientId } = await edith();
    const first = await ringingAbout(patientId);
    const takenAt = new Date(Date.now() - 60_000).toISOString();
    const said = {
      ...setOf(first.callId, wellValues, { total: 0, patientId, takenAt }),
      callId: first.callId,
    };
    valueOf(await first.socket.say('call:record-observations', said));
    const { clinician, offerId } = first;
    const { visitId } = valueOf(await clinician.socket.say('offer:accept', { offerId }));
    valueOf(await clinician.socket.say('visit:end', { visitId }));
    const outcome = { disposition: 'gp-today', advice: 'Sips of water.', note: 'For clinicians.' } as const;
    valueOf(await clinician.socket.say('outcome:record', { visitId, ...outcome }));
    valueOf(await clinician.socket.say('presence:set', { to: 'away' }));

    const again = await ringingAbout(patientId);
    const seen = await read(again.clinician.token, patientId);
    const newest = seen.observations.map(({ name, unit, points }) => {
      const [point] = points;
      return [name, unit, point?.text, point?.number, point?.at, point?.source];
    });
    const siteName = await siteNameOf(place);
    const bySite = [takenAt, siteName];
    expect(newest).to.deep.equal([
      ['NEWS2 total', null, '0', 0, ...bySite],
      ['Breaths', '/min', '16', 16, ...bySite],
      ['Oxygen saturation', '%', '98', 98, ...bySite],
      ['Air or oxygen', null, 'On air', null, ...bySite],
      ['Systolic blood pressure', 'mmHg', '120', 120, ...bySite],
      ['Pulse', '/min', '80', 80, ...bySite],
      ['Consciousness', null, 'Mentally alert', null, ...bySite],
      ['Temperature', '°C', '37.0', 37, ...bySite],
    ]);
    expect(seen.contacts).to.have.length(1);
    const [contact] = seen.contacts;
    expect(contact).to.deep.include({
      kind: 'call',
      siteName,
      concern: 'Short of breath',
      endReason: 'completed',
    });
    expect(contact?.kind === 'call' && contact.outcome).to.deep.include({
      disposition: 'gp-today',
      advice: 'Sips of water.',
      byName: clinician.name,
    });
    expect(JSON.stringify(seen)).not.to.contain('For clinicians.');
  });

  it('never mixes two people, and shows nothing that another organisation keeps (HAZ-36)', async () => {
    const { store } = world.deps;
    const first = await edith();
    const other = { token: administrator.token, name: 'Walter Synthetic', dateOfBirth: '1941-07-09' };
    const second = await addResident(world, place, other);
    const elsewhere = await world.addPlace();
    const mine = { organisationId: place.organisationId };
    await keepResource(store, { ...mine, patientId: first.patientId }, penicillin);
    const latex = { ...penicillin, code: { text: 'Latex' } };
    await keepResource(store, { ...mine, patientId: second.patientId }, latex);
    const foreign = { organisationId: elsewhere.organisationId, patientId: second.patientId };
    await keepResource(store, foreign, { ...penicillin, code: { text: 'Kept elsewhere' } });
    const { clinician, socket, callId } = await ringingAbout(first.patientId);
    const texts = async (patientId: PatientId) =>
      (await read(clinician.token, patientId)).allergies.map(({ text }) => text);
    expect(await texts(first.patientId)).to.deep.equal(['Penicillin']);
    valueOf(await socket.say('call:describe', { callId, patientId: second.patientId }));
    expect(await texts(second.patientId)).to.deep.equal(['Latex']);
    await refused(clinician.token, first.patientId, 'not-found');
  });

  it('says of a part that there is more of it than is shown (HAZ-40)', async () => {
    const { patientId } = await edith();
    const about = { organisationId: place.organisationId, patientId };
    for (let n = 0; n < 101; n += 1) {
      await keepResource(world.deps.store, about, { ...penicillin, code: { text: `Allergy ${String(n)}` } });
    }
    const { clinician } = await ringingAbout(patientId);
    const seen = await read(clinician.token, patientId);
    expect(seen.allergies).to.have.length(100);
    expect(seen.more).to.deep.equal(['allergies']);
  });

  it('of somebody in prison says neither the wing nor what security knows', async () => {
    const prison = await world.addPlace('prison');
    const clinician = await world.addPerson(prison);
    const { stationId } = await world.addStation(prison);
    const where = { ...prison, clinicianId: clinician.personId, stationId };
    const booking = await addBooking(world.deps.store, where, { prisonNumber: 'A1234BC' });
    await world.deps.store.transact((tx) =>
      tx.lists.setWhereabouts(booking.patientId, { wing: 'B', cell: '2-14', marks: ['category-a'] }),
    );
    const seen = await read(clinician.token, booking.patientId);
    expect(seen.relationships).to.deep.equal(['booking']);
    expect(seen.patient.place).to.equal(await siteNameOf(prison));
    expect(JSON.stringify(seen)).not.to.match(/2-14|category|A1234BC|securit/i);
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { addResident } from '../../support/residents.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

describe('the residents of a home', () => {
  let world: World;
  let place: Place;
  let administrator: { token: string };
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
    const { token } = await world.addPerson(place, ['administrator']);
    administrator = { token };
  });
  after(() => world[Symbol.asyncDispose]());

  const server = () => world.server(0);
  const ofSite = () => ({ ...administrator, params: { siteId: place.siteId } });
  const edith = {
    name: 'Edith Synthetic',
    dateOfBirth: '1938-05-02',
    nhsNumber: '9990000018',
    room: 'Room 4',
  };

  it('are none at first, and then are read by the station of their own site alone, which is audited', async () => {
    const station = await world.addStation(place);
    const other = await world.addStation(await world.addPlace());
    const none = await ask(server(), 'readOwnResidents', { token: station.token });
    expect(none.value).to.deep.equal({ residents: [] });

    const added = await addResident(world, place, { ...administrator, ...edith });
    const { value } = await ask(server(), 'readOwnResidents', { token: station.token });
    expect(value.residents).to.deep.equal([
      {
        patientId: added.patientId,
        name: 'Edith Synthetic',
        dateOfBirth: '1938-05-02',
        nhsNumber: '9990000018',
        place: 'Room 4',
        oxygenScale: 1,
      },
    ]);
    const elsewhere = await ask(server(), 'readOwnResidents', { token: other.token });
    expect(elsewhere.value).to.deep.equal({ residents: [] });
    expect(await world.trail(place)).to.include.members(['patient.added', 'residents.read']);
  });

  it('are kept by administrators and booking clerks, and by nobody else', async () => {
    for (const role of ['clinician', 'manager', 'wing-officer', 'platform-administrator'] as const) {
      const { token } = await world.addPerson(place, [role]);
      await askRefused(server(), 'listResidents', {
        token,
        params: { siteId: place.siteId },
        code: 'forbidden',
      });
    }
    const nurse = await world.addPerson(place, ['prison-healthcare']);
    const asNurse = { token: nurse.token, params: { siteId: place.siteId } };
    await askRefused(server(), 'listResidents', { ...asNurse, code: 'not-found' });
    const booker = await world.addPerson(place, ['booker']);
    const asBooker = { token: booker.token, params: { siteId: place.siteId } };
    expect((await ask(server(), 'listResidents', asBooker)).value).to.deep.equal({ residents: [] });
    const stranger = await world.addPerson(await world.addPlace(), ['administrator']);
    const asStranger = { token: stranger.token, params: { siteId: place.siteId } };
    await askRefused(server(), 'listResidents', { ...asStranger, code: 'not-found' });
    await askRefused(server(), 'addResident', { ...asStranger, body: edith, code: 'not-found' });
  });

  it('have an NHS number that can be one, and that nobody else has', async () => {
    const wrong = { ...edith, nhsNumber: '9434765918' };
    await askRefused(server(), 'addResident', { ...ofSite(), body: wrong, code: 'invalid' });
    await addResident(world, place, { ...administrator, ...edith });
    const again = { ...edith, name: 'Somebody Else', dateOfBirth: '1940-01-01' };
    const refused = await askRefused(server(), 'addResident', { ...ofSite(), body: again, code: 'conflict' });
    expect(refused.detail).to.equal('nhsNumber: another patient has it');
  });

  it('are never made one: who may be the same is offered, and added once somebody has looked', async () => {
    const first = await addResident(world, place, { ...administrator, ...edith });
    const alike = { ...edith, name: 'SYNTHETIC, Édith', dateOfBirth: '1939-01-01', nhsNumber: null };
    const { value: asked } = await ask(server(), 'addResident', { ...ofSite(), body: alike });
    expect(asked.resident).to.equal(null);
    expect(asked.possibleDuplicates.map(({ patientId }) => patientId)).to.deep.equal([first.patientId]);
    const { value: kept } = await ask(server(), 'addResident', {
      ...ofSite(),
      body: { ...alike, areOthers: [first.patientId] },
    });
    expect(kept.resident?.patientId).not.to.equal(first.patientId);
    const { value } = await ask(server(), 'listResidents', ofSite());
    expect(value.residents.map(({ dateOfBirth }) => dateOfBirth)).to.deep.equal(['1938-05-02', '1939-01-01']);
  });

  it('are amended and move out and in again, and the trail says which fields and never what stood there', async () => {
    const { patientId } = await addResident(world, place, { ...administrator, ...edith });
    const params = { patientId };
    const to = { ...edith, name: 'Edith Married', room: 'Room 9' };
    const { value } = await ask(server(), 'amendResident', { ...administrator, params, body: to });
    expect(value.resident).to.deep.include({ name: 'Edith Married', place: 'Room 9' });
    await ask(server(), 'moveResidentOut', { ...administrator, params });
    const { token } = await world.addStation(place);
    expect((await ask(server(), 'readOwnResidents', { token })).value).to.deep.equal({ residents: [] });
    await ask(server(), 'moveResidentIn', { ...administrator, params });
    expect((await ask(server(), 'readOwnResidents', { token })).value.residents).to.have.length(1);
    const { events } = await world.deps.store.reads.listAudit(place.organisationId, null);
    const amended = events.find(({ action }) => action === 'resident.amended');
    expect(amended?.detail).to.deep.equal({ fields: 'name place' });
    expect(JSON.stringify(events)).not.to.contain('Edith');
    await askRefused(server(), 'amendResident', {
      ...administrator,
      params: { patientId: randomUUID() },
      body: to,
      code: 'not-found',
    });
  });

  it('are scored by scale 2 only where it is recorded who has prescribed it and why', async () => {
    const { patientId } = await addResident(world, place, { ...administrator, ...edith });
    const params = { patientId };
    const scaleTwo = {
      prescriber: 'Dr Synthetic',
      reason: 'Hypercapnic respiratory failure, target 88 to 92 %',
    };
    await ask(server(), 'setOxygenScale', { ...administrator, params, body: { scaleTwo } });
    const listed = (await ask(server(), 'listResidents', ofSite())).value.residents;
    expect(listed[0]).to.deep.include({ oxygenScale: 2, scaleTwo });
    await ask(server(), 'setOxygenScale', { ...administrator, params, body: { scaleTwo: null } });
    const after = (await ask(server(), 'listResidents', ofSite())).value.residents;
    expect(after[0]).to.deep.include({ oxygenScale: 1, scaleTwo: null });
    expect(await world.trail(place)).to.include('resident.scale-set');
  });
});

import { expect } from 'chai';
import { addPatient, openRecord } from '../../support/opened-records.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

describe('finding a patient', function () {
  this.timeout(30_000);
  let world: World;
  let place: Place;
  let clinician: Awaited<ReturnType<World['addPerson']>>;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
    clinician = await world.addPerson(place);
  });
  after(() => world[Symbol.asyncDispose]());

  const server = () => world.server(0);
  const find = async (body: { nhsNumber: string } | { name: string; dateOfBirth: string }) =>
    (await ask(server(), 'findPatients', { token: clinician.token, body })).value;

  it('by NHS number, with spaces, confirms the number and shows no more than name and year', async () => {
    const patientId = await addPatient(world.deps.store, place, { nhsNumber: '9990000018' });
    expect(await find({ nhsNumber: '999 000 0018' })).to.deep.equal({
      patients: [
        {
          ...{ patientId, name: 'Edith Synthetic', yearOfBirth: 1938, dateOfBirth: null },
          ...{ nhsNumber: '9990000018', relationships: [] },
        },
      ],
      more: false,
    });
    expect(await find({ nhsNumber: '9990000026' })).to.deep.equal({ patients: [], more: false });
    const wrong = { token: clinician.token, body: { nhsNumber: '9990000019' } };
    await askRefused(server(), 'findPatients', { ...wrong, code: 'invalid' });
  });

  it('by name and date of birth: words in any order, begun, without accents; and never the number', async () => {
    const patientId = await addPatient(world.deps.store, place, {
      name: 'Zoë Anne Okafor',
      dateOfBirth: '1941-07-09',
      nhsNumber: '9990000018',
    });
    await addPatient(world.deps.store, place, { name: 'Zoe Okafor', dateOfBirth: '1941-07-10' });
    const found = await find({ name: 'OKAF, zoe', dateOfBirth: '1941-07-09' });
    expect(found.patients).to.deep.equal([
      {
        ...{ patientId, name: 'Zoë Anne Okafor', yearOfBirth: 1941, dateOfBirth: '1941-07-09' },
        ...{ nhsNumber: null, relationships: [] },
      },
    ]);
    expect((await find({ name: 'kafor', dateOfBirth: '1941-07-09' })).patients).to.deep.equal([]);
    expect((await find({ name: '---', dateOfBirth: '1941-07-09' })).patients).to.deep.equal([]);
  });

  it('shows twenty, and says when there are more', async () => {
    for (let n = 0; n < 21; n += 1) await addPatient(world.deps.store, place, { name: `Ann Example ${n}` });
    const found = await find({ name: 'ann', dateOfBirth: '1938-05-02' });
    expect(found.patients).to.have.length(20);
    expect(found.more).to.equal(true);
  });

  it('finds nobody of another organisation, and says by what the own ones can be seen', async () => {
    const other = await world.addPlace();
    await addPatient(world.deps.store, other, { nhsNumber: '9990000018' });
    expect((await find({ nhsNumber: '9990000018' })).patients).to.deep.equal([]);
    const patientId = await addPatient(world.deps.store, place, { nhsNumber: '9990000018' });
    await openRecord(server(), { token: clinician.token, patientId });
    const [found] = (await find({ nhsNumber: '9990000018' })).patients;
    expect(found?.relationships).to.deep.equal(['break-glass']);
  });

  it('is in the trail: who searched, how many were found and each of them, and not what was typed', async () => {
    const patientId = await addPatient(world.deps.store, place, { nhsNumber: '9990000018' });
    await find({ name: 'Edith', dateOfBirth: '1938-05-02' });
    await find({ nhsNumber: '9990000026' });
    const { events } = await world.deps.store.reads.listAudit(place.organisationId, null);
    expect(
      events.map(({ action, subjectId, detail, actorName }) => [action, subjectId, detail, actorName]),
    ).to.deep.equal([
      ['patients.searched', null, { by: 'nhs-number', count: 0 }, clinician.name],
      ['patient.found', patientId, {}, clinician.name],
      ['patients.searched', null, { by: 'name', count: 1 }, clinician.name],
    ]);
    expect(JSON.stringify(events)).not.to.match(/Edith|1938|999000/);
  });
});

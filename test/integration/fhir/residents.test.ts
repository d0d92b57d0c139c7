import { MedplumClient } from '@medplum/core';
import { expect } from 'chai';
import { Client } from 'fhir-kit-client';
import type { BodyInput } from '../../../domain/contract/rest.ts';
import type { PatientId } from '../../../domain/ids.ts';
import {
  type FhirSystem,
  FhirWorld,
  numbered,
  patient,
  pulseOf,
  resourcesOf,
} from '../../support/fhir-world.ts';
import { type Place, Population } from '../../support/population.ts';
import { valueOf } from '../../support/hearing.ts';
import { setOf, wellValues } from '../../support/residents.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { SocketClient } from '../../support/socket-client.ts';

const number = { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' };
const edith = { name: 'Edith Marlowe', dateOfBirth: '1938-05-02', nhsNumber: number.value, room: 'Room 4' };
const notTraced = {
  url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
  valueCodeableConcept: {
    coding: [
      {
        system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
        code: '02',
        display: 'Number present but not traced',
      },
    ],
  },
};

describe('residents in the record', () => {
  let world: FhirWorld;
  let place: Place;
  let token: string;
  let system: FhirSystem;
  before(async () => {
    world = await FhirWorld.create();
  });
  beforeEach(async () => {
    const people = new Population(world.server.server.deps);
    place = await people.addPlace();
    token = (await people.addPerson(place, ['administrator'])).token;
    system = await world.addSystem(place);
  });
  after(() => world[Symbol.asyncDispose]());

  const adding = (over: Partial<BodyInput<'addResident'>> = {}) => ({
    ...{ token, params: { siteId: place.siteId } },
    body: { ...edith, ...over },
  });
  async function add(over: Partial<BodyInput<'addResident'>> = {}): Promise<PatientId> {
    const { value } = await ask(world.server, 'addResident', adding(over));
    if (value.resident === null) throw new Error('somebody is like this resident');
    return value.resident.patientId;
  }
  const amend = (patientId: PatientId, over: Partial<BodyInput<'addResident'>>) => ({
    ...{ token, params: { patientId } },
    body: { ...edith, ...over },
  });
  const read = async (id: string) => (await system.get(`Patient/${id}`)).json;
  const found = async (path: string) => resourcesOf(await system.get(path)).map(({ id }) => id);
  const patch = (id: string, operations: object[]) =>
    system.ask('PATCH', `Patient/${id}`, {
      body: operations,
      headers: { 'content-type': 'application/json-patch+json' },
    });

  it('are patients under the same id, with what the list says of who they are and nothing of where', async () => {
    const id = await add();
    const heard = await system.get(`Patient/${id}`);
    const { meta, ...said } = heard.json as { meta: { profile: string[]; versionId: string } };
    expect(said).to.deep.equal({
      resourceType: 'Patient',
      id,
      active: true,
      identifier: [{ extension: [notTraced], ...number }],
      name: [{ text: 'Edith Marlowe' }],
      birthDate: '1938-05-02',
    });
    expect([meta.versionId, meta.profile]).to.deep.equal([
      '1',
      ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient'],
    ]);
    expect((await system.post('Patient/$validate', heard.json)).json['issue']).to.deep.equal([
      { severity: 'information', code: 'informational', diagnostics: 'all is well' },
    ]);
    const other = await world.addSystem();
    expect((await other.get(`Patient/${id}`)).status).to.equal(404);
  });

  it('are found by NHS number, name and date of birth, and so is what was observed of them', async () => {
    const id = await add();
    const pulse = await system.make(pulseOf(`Patient/${id}`));
    for (const query of [
      `identifier=${number.system}|${number.value}`,
      'name=edith',
      'name:contains=marlowe',
      'birthdate=1938-05-02',
    ]) {
      expect(await found(`Patient?${query}`), query).to.deep.equal([id]);
    }
    expect(await found(`Observation?patient.identifier=${number.system}|${number.value}`)).to.deep.equal([
      pulse,
    ]);
    await ask(world.server, 'amendResident', amend(id, { name: 'Edith Penhale', dateOfBirth: '1938-05-03' }));
    expect(await found('Patient?name:contains=marlowe')).to.deep.equal([]);
    expect(await found('Patient?name:contains=penhale&birthdate=1938-05-03')).to.deep.equal([id]);
  });

  it('are read whole, and in summary, by clients that others have written', async () => {
    const id = await add();
    const set = await observe(id);
    const kit = new Client({ baseUrl: system.url, bearerToken: system.token });
    const summary = await kit.operation({ name: '$summary', resourceType: 'Patient', id, method: 'GET' });
    const entries = (summary as unknown as { entry: { resource: { id?: string; resourceType: string } }[] })
      .entry;
    expect(entries.map(({ resource }) => resource.resourceType).slice(0, 3)).to.deep.equal([
      'Composition',
      'Device',
      'Patient',
    ]);
    const medplum = new MedplumClient({ baseUrl: system.url, fhirUrlPath: '/', accessToken: system.token });
    const all = await medplum.readPatientEverything(id);
    const ids = all.entry?.map(({ resource }) => resource?.id);
    expect(ids).to.include.members([id, `${set}-pulse`, `${set}-news2`]);
    const byNumber = await medplum.searchOne('Patient', { identifier: `${number.system}|${number.value}` });
    expect(byNumber?.name?.[0]?.text).to.equal('Edith Marlowe');
  });

  it('keep what partners say of them when the list changes, and are no new version where it does not', async () => {
    const id = await add();
    const verified = {
      ...notTraced,
      valueCodeableConcept: { coding: [{ ...notTraced.valueCodeableConcept.coding[0], code: '01' }] },
    };
    const before = await read(id);
    const said = {
      ...before,
      identifier: [
        { extension: [verified], ...number },
        { system: 'https://gp.example/id', value: 'G-1' },
      ],
      telecom: [{ system: 'phone', value: '01632 960001' }],
      generalPractitioner: [{ display: 'Dr Synthetic' }],
    };
    expect((await system.put(`Patient/${id}`, said)).status).to.equal(200);
    await ask(world.server, 'amendResident', amend(id, { room: 'Room 9' }));
    expect((await system.get(`Patient/${id}`)).headers.get('etag')).to.equal('W/"2"');
    await ask(world.server, 'amendResident', amend(id, { name: 'Edith Penhale' }));
    const after = await read(id);
    const { profile } = before['meta'] as { profile: string[] };
    expect(after).to.deep.equal({
      ...said,
      name: [{ text: 'Edith Penhale' }],
      meta: { ...(after['meta'] as object), versionId: '3', profile },
    });
    await ask(world.server, 'amendResident', amend(id, { nhsNumber: null, name: 'Edith Penhale' }));
    expect((await read(id))['identifier']).to.deep.equal([{ system: 'https://gp.example/id', value: 'G-1' }]);
    expect(await found(`Patient?identifier=${number.value}`)).to.deep.equal([]);
  });

  it('are renamed, renumbered and deleted by nobody but their site: each element is named', async () => {
    const id = await add();
    const before = await read(id);
    const refused = async (change: Record<string, unknown>) => {
      const { status, json } = await system.put(`Patient/${id}`, { ...before, ...change });
      const issues = json['issue'] as { code: string; expression: string[]; diagnostics: string }[];
      return [
        status,
        ...issues.map(({ code, expression, diagnostics }) => [code, expression[0], diagnostics]),
      ];
    };
    const by = 'of this patient is kept by a site of the service';
    expect(await refused({ name: [{ text: 'Somebody Else' }] })).to.deep.equal([
      422,
      ['business-rule', 'Patient.name', `the name ${by}`],
    ]);
    expect(await refused({ birthDate: '1938-05-03' })).to.deep.equal([
      422,
      ['business-rule', 'Patient.birthDate', `the date of birth ${by}`],
    ]);
    expect(await refused({ identifier: [{ ...number, value: '9990000026' }], active: false })).to.deep.equal([
      422,
      ['business-rule', 'Patient.identifier', `the NHS number ${by}`],
      ['business-rule', 'Patient.active', `the status (active) ${by}`],
    ]);
    const link = [{ other: { reference: `Patient/${await system.make(patient())}` }, type: 'replaced-by' }];
    expect(await refused({ link })).to.deep.equal([
      422,
      ['business-rule', 'Patient.link', `the merge with another record (link) ${by}`],
    ]);
    const patched = await patch(id, [{ op: 'replace', path: '/name/0/text', value: 'Somebody Else' }]);
    expect(patched.status).to.equal(422);
    const transaction = {
      ...{ resourceType: 'Bundle', type: 'transaction' },
      entry: [
        { resource: patient(), request: { method: 'POST', url: 'Patient' } },
        { request: { method: 'DELETE', url: `Patient/${id}` } },
      ],
    };
    expect((await system.post('', transaction)).status).to.equal(409);
    expect((await system.ask('DELETE', `Patient/${id}`)).status).to.equal(409);
    expect((await system.ask('DELETE', `Patient?identifier=${number.value}`)).status).to.equal(409);
    expect(await read(id)).to.deep.equal(before);
    expect((await patch(id, [{ op: 'add', path: '/gender', value: 'female' }])).status).to.equal(200);
    // Whoever is on no list is changed as before.
    const own = await system.make(patient());
    expect((await patch(own, [{ op: 'replace', path: '/birthDate', value: '1938-04-13' }])).status).to.equal(
      200,
    );
  });

  it('are who a partner has written already, where NHS number and date of birth are theirs', async () => {
    const name = [{ family: 'Marlowe', given: ['Edith'] }];
    const said = numbered(number.value, {
      name,
      birthDate: '1938-05-02',
      telecom: [{ system: 'phone', value: '01632 960001' }],
    });
    const theirs = await system.make(said);
    const pulse = await system.make(pulseOf(`Patient/${theirs}`));
    const id = await add();
    expect(id).to.equal(theirs);
    const after = await read(id);
    expect(after).to.deep.equal({
      ...{ ...said, id, active: true, meta: after['meta'] },
      name: [{ family: 'Marlowe', given: ['Edith'], text: 'Edith Marlowe' }],
    });
    expect(await found(`Patient/${id}/$everything`)).to.have.members([id, pulse]);
    expect(await found('Patient?family=marlowe')).to.deep.equal([id]);
  });

  it('take the name of the list, and not the words that were written of another one', async () => {
    const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">E. Other</div>' };
    const said = numbered(number.value, { name: [{ text: 'E. Other' }], birthDate: '1938-05-02', text });
    const theirs = await system.make(said);
    expect(await add()).to.equal(theirs);
    const after = await read(theirs);
    expect([after['name'], after['text']]).to.deep.equal([[{ text: 'Edith Marlowe' }], undefined]);
  });

  it('are not who a partner has written with another date of birth, or none, and that is all that is told', async () => {
    const theirs = await system.make(numbered(number.value, { birthDate: '1938-05-03' }));
    for (const birthDate of ['1938-05-03', '1938', undefined]) {
      const said = numbered(number.value, { id: theirs, birthDate });
      expect((await system.put(`Patient/${theirs}`, said)).status).to.equal(200);
      const { detail } = await askRefused(world.server, 'addResident', { ...adding(), code: 'conflict' });
      expect(detail).to.equal(
        'nhsNumber: another system knows this number, and with another date of birth or none; check both',
      );
    }
    const id = await add({ nhsNumber: null });
    const { detail } = await askRefused(world.server, 'amendResident', {
      ...amend(id, {}),
      code: 'conflict',
    });
    expect(detail).to.equal('nhsNumber: another system keeps a record under this number');
    expect((await read(id))['identifier']).to.equal(undefined);
  });

  it('cannot be made a second time by a partner, who finds them', async () => {
    const id = await add();
    expect((await system.post('Patient', numbered(number.value))).status).to.equal(409);
    const ifNoneExist = { 'if-none-exist': `identifier=${number.system}|${number.value}` };
    const { status, json } = await system.post('Patient', numbered(number.value), ifNoneExist);
    expect([status, json['id']]).to.deep.equal([200, id]);
  });

  it('of ten who add them and a partner who writes them at once, stand there once', async () => {
    const asked = [
      system.post('Patient', numbered(number.value, { birthDate: '1938-05-02' })),
      ...Array.from({ length: 10 }, () =>
        fetch(`${world.server.url}/api/sites/${place.siteId}/residents`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ ...edith, areOthers: [] }),
        }),
      ),
    ];
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status >= 500)).to.deep.equal([]);
    const patients = await found(`Patient?identifier=${number.value}`);
    expect(patients).to.have.length(1);
    const { value } = await ask(world.server, 'listResidents', { token, params: { siteId: place.siteId } });
    const numbers = value.residents.map(({ patientId, nhsNumber }) => [patientId, nhsNumber]);
    expect(numbers).to.deep.equal(numbers.length === 0 ? [] : [[patients[0], number.value]]);
  });

  /** A whole set on a call about them; answers its id. */
  async function observe(patientId: PatientId): Promise<string> {
    const station = await new Population(world.server.server.deps).addStation(place);
    const socket = await SocketClient.connect({ url: world.server.url, token: station.token });
    try {
      const { callId } = valueOf(await socket.say('call:start', {}));
      valueOf(await socket.say('call:describe', { callId, patientId }));
      const set = setOf(callId, wellValues, { total: 0, patientId });
      return valueOf(await socket.say('call:record-observations', set)).setId;
    } finally {
      socket.close();
    }
  }
});

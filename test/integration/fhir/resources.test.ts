import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import {
  type FhirSystem,
  FhirWorld,
  type Heard,
  numbered,
  patient,
  pulseOf,
  resourcesOf,
} from '../../support/fhir-world.ts';

/** The first issue of an outcome, and that it says nothing of whoever it is about. */
function refusal(heard: Heard): string {
  expect(heard.json['resourceType'], heard.text).to.equal('OperationOutcome');
  expect(heard.json['id']).to.equal(heard.headers.get('x-request-id'));
  expect(heard.text).not.to.match(/Ashdown|Edith|1938|999\d{7}/);
  const [issue] = heard.json['issue'] as { code: string }[];
  return `${String(heard.status)} ${issue?.code ?? ''}`;
}

describe('the record over FHIR', () => {
  let world: FhirWorld;
  let system: FhirSystem;
  before(async () => {
    world = await FhirWorld.create();
    system = await world.addSystem();
  });
  after(() => world[Symbol.asyncDispose]());

  it('says what it serves, to whoever asks', async () => {
    const response = await fetch(`${world.url}/metadata`);
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('application/fhir+json; charset=utf-8');
    const statement = (await response.json()) as {
      fhirVersion: string;
      rest: { resource: { type: string; updateCreate: boolean; searchParam: { name: string }[] }[] }[];
    };
    expect(statement.fhirVersion).to.equal('4.0.1');
    const resources = statement.rest[0]?.resource ?? [];
    expect(resources.map(({ type }) => type)).to.include.members(['Patient', 'Observation', 'Questionnaire']);
    const observation = resources.find(({ type }) => type === 'Observation');
    expect(observation?.updateCreate).to.equal(false);
    expect(observation?.searchParam.map(({ name }) => name)).to.include.members([
      'patient',
      'code',
      'date',
      '_lastUpdated',
    ]);
  });

  it('lets nobody in without a token, and does for nobody what the token does not allow', async () => {
    const stranger = await fetch(`${world.url}/Patient/1`);
    expect(stranger.status).to.equal(401);
    expect(stranger.headers.get('www-authenticate')).to.equal('Bearer');
    expect(((await stranger.json()) as Heard['json'])['resourceType']).to.equal('OperationOutcome');
    const reader = await world.addSystem({
      organisationId: system.client.organisationId,
      scopes: [{ type: 'Patient', allows: ['r'] }],
    });
    const id = await system.make(patient());
    expect((await reader.get(`Patient/${id}`)).status).to.equal(200);
    expect(refusal(await reader.get('Patient'))).to.equal('403 forbidden');
    expect(refusal(await reader.get('Observation/1'))).to.equal('403 forbidden');
    expect(refusal(await reader.post('Patient', patient()))).to.equal('403 forbidden');
    expect(refusal(await reader.put(`Patient/${id}`, { ...patient(), id }))).to.equal('403 forbidden');
    expect(refusal(await reader.ask('DELETE', `Patient/${id}`))).to.equal('403 forbidden');
  });

  it('asks for the scopes of whatever an answer would show: chained conditions, and what a patch changes', async () => {
    const id = await system.make(patient());
    const writer = await world.addSystem({
      organisationId: system.client.organisationId,
      scopes: [
        { type: 'Patient', allows: ['u'] },
        { type: 'Observation', allows: ['c', 's'] },
      ],
    });
    const condition = { 'if-none-exist': 'patient.family=Ashdown' };
    expect(refusal(await writer.post('Observation', pulseOf(`Patient/${id}`), condition))).to.equal(
      '403 forbidden',
    );
    const patched = await writer.ask('PATCH', `Patient/${id}`, {
      body: [{ op: 'add', path: '/active', value: true }],
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect(refusal(patched)).to.equal('403 forbidden');
    expect((await system.get(`Patient/${id}`)).headers.get('etag')).to.equal('W/"1"');
  });

  it('makes, reads, changes and deletes a resource, and keeps every version', async () => {
    const made = await system.post('Patient', patient());
    expect(made.status).to.equal(201);
    const id = made.json['id'] as string;
    expect(made.headers.get('location')).to.equal(`${world.url}/Patient/${id}/_history/1`);
    expect(made.headers.get('etag')).to.equal('W/"1"');
    expect(made.json['meta']).to.deep.include({ versionId: '1' });
    const read = await system.get(`Patient/${id}`);
    expect(read.text).to.equal(made.text);
    expect(read.headers.get('last-modified')).to.match(/GMT$/);
    const known = await system.get(`Patient/${id}`, { 'if-none-match': 'W/"1"' });
    expect([known.status, known.text]).to.deep.equal([304, '']);
    const since = { 'if-modified-since': read.headers.get('last-modified') ?? '' };
    expect((await system.get(`Patient/${id}`, since)).status).to.equal(304);

    const changed = await system.put(
      `Patient/${id}`,
      { ...made.json, active: true },
      { 'if-match': 'W/"1"' },
    );
    expect([changed.status, changed.headers.get('etag')]).to.deep.equal([200, 'W/"2"']);
    expect((await system.get(`Patient/${id}/_history/1`)).text).to.equal(made.text);
    const gone = await system.ask('DELETE', `Patient/${id}`);
    expect([gone.status, gone.text]).to.deep.equal([204, '']);
    expect(refusal(await system.get(`Patient/${id}`))).to.equal('410 deleted');
    expect((await system.ask('DELETE', `Patient/${id}`)).status).to.equal(204);
    const history = await system.get(`Patient/${id}/_history`);
    const entries = history.json['entry'] as { request: { method: string }; response: { etag: string } }[];
    expect(entries.map(({ request, response }) => [request.method, response.etag])).to.deep.equal([
      ['DELETE', 'W/"3"'],
      ['PUT', 'W/"2"'],
      ['POST', 'W/"1"'],
    ]);
    expect(history.json['type']).to.equal('history');
  });

  it('keeps the digits of a number, from end to end', async () => {
    const id = await system.make(patient());
    const text = JSON.stringify(pulseOf(`Patient/${id}`)).replace('"value":80', '"value":80.10');
    const made = await system.post('Observation', text);
    expect(made.text).to.contain('"value":80.10,');
    const found = await system.get(`Observation?patient=${id}`);
    expect(found.text).to.contain('"value":80.10,');
  });

  it('never passes over a condition that it cannot read', async () => {
    const id = await system.make(patient());
    for (const given of ['3', 'W/3', '*', '"a"', 'W/"1", W/"2"']) {
      const heard = await system.put(`Patient/${id}`, { ...patient(), id }, { 'if-match': given });
      expect(refusal(heard), given).to.equal('400 value');
      expect(
        refusal(await system.ask('DELETE', `Patient/${id}`, { headers: { 'if-match': given } })),
      ).to.equal('400 value');
    }
    expect(
      refusal(await system.put(`Patient/${id}`, { ...patient(), id }, { 'if-match': 'W/"2"' })),
    ).to.equal('412 conflict');
    expect((await system.get(`Patient/${id}`)).headers.get('etag')).to.equal('W/"1"');
  });

  it('answers what is not there, not served, or not meant so, each with its status', async () => {
    const id = await system.make(patient());
    const statuses: [string, Promise<Heard>][] = [
      ['404 not-found', system.get('Patient/nobody')],
      ['404 not-found', system.get(`Patient/${id}/_history/7`)],
      ['404 not-supported', system.get('Nonsense')],
      ['404 not-supported', system.get(`Patient/${id}/nonsense`)],
      ['404 not-supported', system.get('_history')],
      ['405 not-supported', system.post('Appointment', {})],
      ['405 not-supported', system.put('Task/1', {})],
      [
        '405 not-supported',
        system.put('Patient/of-our-own-making', { ...patient(), id: 'of-our-own-making' }),
      ],
      ['406 not-supported', system.get(`Patient/${id}`, { accept: 'application/fhir+xml' })],
      ['406 not-supported', system.get(`Patient/${id}?_format=xml`)],
      ['415 not-supported', system.post('Patient', '<Patient/>', { 'content-type': 'application/fhir+xml' })],
      ['400 invalid', system.post('Patient', '{"resourceType":')],
      ['400 invalid', system.post('Observation', patient())],
      ['400 value', system.put(`Patient/${id}`, { ...patient(), id: 'another' })],
      ['400 not-supported', system.get(`Patient/${id}?_elements=name`)],
      ['422 structure', system.post('Patient', patient({ birthDat: '1938-04-12' }))],
      ['422 code-invalid', system.post('Patient', patient({ gender: 'unlisted' }))],
      ['422 not-found', system.post('Observation', pulseOf('Patient/nobody'))],
      ['422 not-found', system.post('Observation', pulseOf('urn:uuid:0f8a2a4e-9a4b-4c9c-8f67-0f3f6d1c2b3a'))],
    ];
    for (const [expected, asked] of statuses) expect(refusal(await asked)).to.equal(expected);
    expect((await system.get(`Patient/${id}`, { accept: '*/*' })).status).to.equal(200);
    expect((await system.get(`Patient/${id}?_format=json`)).status).to.equal(200);
  });

  it('answers with as much of what was written as was asked for', async () => {
    const minimal = await system.post('Patient', patient(), { prefer: 'return=minimal' });
    expect([minimal.status, minimal.text]).to.deep.equal([201, '']);
    expect(minimal.headers.get('location')).to.match(/Patient\/[\da-f-]{36}\/_history\/1$/);
    const outcome = await system.post('Patient', patient(), { prefer: 'return=OperationOutcome' });
    expect(outcome.json['resourceType']).to.equal('OperationOutcome');
    const whole = await system.post('Patient', patient(), { prefer: 'return=representation' });
    expect(whole.json['resourceType']).to.equal('Patient');
  });

  it('says what is wrong with a resource without keeping it', async () => {
    const heard = await system.post('Patient/$validate', patient({ gender: 'unlisted' }));
    expect(heard.status).to.equal(200);
    expect(refusal(heard)).to.equal('200 code-invalid');
    const right = await system.post('Patient/$validate', patient());
    expect((right.json['issue'] as { severity: string }[])[0]?.severity).to.equal('information');
  });

  it('shows and changes nothing of another organisation', async () => {
    const other = await world.addSystem();
    const id = await system.make(patient());
    const observation = await system.make(pulseOf(`Patient/${id}`));
    expect(refusal(await other.get(`Patient/${id}`))).to.equal('404 not-found');
    expect(refusal(await other.get(`Observation/${observation}/_history`))).to.equal('404 not-found');
    expect(refusal(await other.get(`Observation/${observation}/_history/1`))).to.equal('404 not-found');
    expect(refusal(await other.put(`Patient/${id}`, { ...patient(), id }))).to.equal('405 not-supported');
    expect((await other.ask('DELETE', `Patient/${id}`)).status).to.equal(204);
    expect(refusal(await other.post('Observation', pulseOf(`Patient/${id}`)))).to.equal('422 not-found');
    expect(resourcesOf(await other.get(`Observation?patient=${id}`))).to.deep.equal([]);
    expect(resourcesOf(await other.get(`Patient?_id=${id}`))).to.deep.equal([]);
    expect((await system.get(`Patient/${id}`)).status).to.equal(200);
  });

  it('does not delete a patient about whom something is kept', async () => {
    const id = await system.make(patient());
    const observation = await system.make(pulseOf(`Patient/${id}`));
    expect(refusal(await system.ask('DELETE', `Patient/${id}`))).to.equal('409 conflict');
    await system.ask('DELETE', `Observation/${observation}`);
    expect((await system.ask('DELETE', `Patient/${id}`)).status).to.equal(204);
  });

  it('has one winner of twenty who change the same version', async () => {
    const id = await system.make(patient());
    const heard = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        system.put(`Patient/${id}`, { ...patient({ multipleBirthInteger: n }), id }, { 'if-match': 'W/"1"' }),
      ),
    );
    const statuses = heard.map(({ status }) => status).toSorted();
    expect(statuses).to.deep.equal([200, ...Array.from({ length: 19 }, () => 412)]);
    expect((await system.get(`Patient/${id}`)).headers.get('etag')).to.equal('W/"2"');
  });

  it('makes one patient of an NHS number, however it is written', async () => {
    const mine = await system.make(numbered('9990000042'));
    expect(refusal(await system.post('Patient', numbered('9990000042')))).to.equal('409 conflict');
    expect(refusal(await system.post('Patient', numbered('9990000043')))).to.equal('422 business-rule');
    const other = await world.addSystem();
    expect((await other.post('Patient', numbered('9990000042'))).status).to.equal(201);
    await system.ask('DELETE', `Patient/${mine}`);
    expect((await system.post('Patient', numbered('9990000042'))).status).to.equal(201);
  });

  it('makes one patient of fifty who ask for the same one at once', async () => {
    const criteria = 'identifier=https://fhir.nhs.uk/Id/nhs-number|9990000050';
    const heard = await Promise.all(
      Array.from({ length: 50 }, () =>
        system.post('Patient', numbered('9990000050'), { 'if-none-exist': criteria }),
      ),
    );
    const made = heard.filter(({ status }) => status === 201);
    const found = heard.filter(({ status }) => status === 200);
    expect([made.length, found.length]).to.deep.equal([1, 49]);
    expect(new Set(heard.map(({ json }) => json['id'])).size).to.equal(1);
    expect(resourcesOf(await system.get(`Patient?${criteria}`))).to.have.length(1);
  });

  it('changes and deletes by criteria, where one fits', async () => {
    const [code, another] = [`a-${Date.now().toString(36)}`, `b-${Date.now().toString(36)}`];
    const known = (value: string, over = {}) =>
      patient({ identifier: [{ system: 'urn:oid:1.2.3', value }], ...over });
    const made = await system.put(`Patient?identifier=urn:oid:1.2.3|${code}`, known(code));
    expect(made.status).to.equal(201);
    const changed = await system.put(
      `Patient?identifier=urn:oid:1.2.3|${code}`,
      known(code, { active: true }),
    );
    expect([changed.status, changed.json['id']]).to.deep.equal([200, made.json['id']]);
    await system.make(known(another));
    await system.make(known(another));
    expect(refusal(await system.put(`Patient?identifier=urn:oid:1.2.3|${another}`, known(another)))).to.equal(
      '412 multiple-matches',
    );
    expect(refusal(await system.ask('DELETE', `Patient?identifier=urn:oid:1.2.3|${another}`))).to.equal(
      '412 multiple-matches',
    );
    expect(refusal(await system.ask('DELETE', 'Patient'))).to.equal('400 required');
    expect((await system.ask('DELETE', `Patient?identifier=urn:oid:1.2.3|${code}`)).status).to.equal(204);
    expect(refusal(await system.get(`Patient/${String(made.json['id'])}`))).to.equal('410 deleted');
  });

  it('searches by address and by body, page after page, and refuses what it does not know', async () => {
    const id = await system.make(patient());
    for (let day = 1; day <= 5; day += 1) {
      await system.make(pulseOf(`Patient/${id}`, { effectiveDateTime: `2026-11-0${String(day)}T03:00:00Z` }));
    }
    const days: unknown[] = [];
    let next: string | undefined = `Observation?patient=${id}&_count=2&_sort=-date&_total=accurate`;
    while (next !== undefined) {
      const page: Heard = await system.get(next);
      expect(page.json['total']).to.equal(5);
      days.push(resourcesOf(page).map((one) => String(one['effectiveDateTime']).slice(8, 10)));
      next = (page.json['link'] as { relation: string; url: string }[]).find(
        ({ relation }) => relation === 'next',
      )?.url;
    }
    expect(days).to.deep.equal([['05', '04'], ['03', '02'], ['01']]);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = await system.post(`Observation/_search?patient=${id}`, 'date=2026-11-03', form);
    expect(resourcesOf(posted)).to.have.length(1);
    expect(
      resourcesOf(await system.post('Patient/_search?family=Nobody', 'birthdate=1938', form)),
    ).to.deep.equal([]);
    expect(
      resourcesOf(await system.get(`Observation?patient=${id}&_lastUpdated=lt2020-01-01`)),
    ).to.deep.equal([]);
    expect(
      resourcesOf(await system.get(`Observation?patient=${id}&_lastUpdated=ge2020-01-01`)),
    ).to.have.length(5);
    for (const query of [
      'code:foo=x',
      'nonsense=1',
      '_count=abc',
      '_lastUpdated:x=2026',
      '_page=abc',
      'date=soon',
    ]) {
      expect((await system.get(`Observation?${query}`)).status, query).to.equal(400);
    }
  });

  it('tells what has been written of a type, since a time, page after page', async () => {
    const own = await world.addSystem();
    const first = await own.make(patient());
    const second = await own.make(patient());
    await own.ask('DELETE', `Patient/${first}`);
    const seen: string[] = [];
    let next: string | undefined = 'Patient/_history?_count=2';
    while (next !== undefined) {
      const page: Heard = await own.get(next);
      const entries = page.json['entry'] as { fullUrl: string; request: { method: string } }[];
      seen.push(
        ...entries.map(({ fullUrl, request }) => `${request.method} ${fullUrl.slice(world.url.length)}`),
      );
      next = (page.json['link'] as { relation: string; url: string }[]).find(
        ({ relation }) => relation === 'next',
      )?.url;
    }
    expect(seen).to.deep.equal([
      `DELETE /Patient/${first}`,
      `POST /Patient/${second}`,
      `POST /Patient/${first}`,
    ]);
    const later = await own.get('Patient/_history?_since=2999-01-01T00:00:00Z');
    expect(later.json['entry']).to.equal(undefined);
  });

  it('refuses what is too large, too deep, or too much, and goes on serving', async () => {
    const large = JSON.stringify(patient({ text: 'x'.repeat(21_000_000) }));
    expect(refusal(await system.post('Patient', large))).to.equal('413 too-long');
    const deep = `{"resourceType":"Patient","extension":${'[{"extension":'.repeat(2000)}[]${'}]'.repeat(2000)}}`;
    expect(refusal(await system.post('Patient', deep))).to.equal('422 too-long');
    const many = patient({ name: Array.from({ length: 400_000 }, () => ({ family: 'x' })) });
    expect(refusal(await system.post('Patient', many))).to.equal('413 too-long');
    expect((await system.post('Patient', patient())).status).to.equal(201);
  });

  it('says that it is away, and no more, while its database is', async () => {
    const id = await system.make(patient());
    await world.gate.shut();
    expect(refusal(await system.get(`Patient/${id}`))).to.equal('503 transient');
    expect(refusal(await system.post('Patient', patient()))).to.equal('503 transient');
    await world.gate.reopen();
    await eventually(async () => {
      const { status } = await system.get(`Patient/${id}`);
      return status === 200 ? undefined : `answered ${String(status)}`;
    });
  });
});

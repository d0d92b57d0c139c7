import { MedplumClient } from '@medplum/core';
import { expect } from 'chai';
import { Client } from 'fhir-kit-client';
import { forgetExports } from '../../support/forget-exports.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { eventually } from '../../support/eventually.ts';
import {
  type FhirSystem,
  FhirWorld,
  type Heard,
  numbered,
  patient,
  pulseOf,
} from '../../support/fhir-world.ts';

type Listed = { type: string; url: string; count: number };
type Manifest = {
  transactionTime: string;
  request: string;
  requiresAccessToken: boolean;
  output: Listed[];
  deleted: Listed[];
  error: Listed[];
};

const respondAsync = { prefer: 'respond-async' };
const groupOf = (...ids: string[]) => ({
  resourceType: 'Group',
  type: 'person',
  actual: true,
  member: ids.map((id) => ({ entity: { reference: `Patient/${id}` } })),
});

describe('the export of a group', () => {
  let world: FhirWorld;
  let system: FhirSystem;
  let ann: string;
  let ben: string;
  let pulse: string;
  let group: string;
  before(async () => {
    world = await FhirWorld.create();
  });
  beforeEach(async () => {
    system = await world.addSystem();
    ann = await system.make(numbered('9990000018'));
    ben = await system.make(numbered('9990000026'));
    pulse = await system.make(pulseOf(`Patient/${ann}`));
    group = await system.make(groupOf(ann, ben));
  });
  after(() => world[Symbol.asyncDispose]());

  const kickOff = (query = '', by = system) => by.get(`Group/${group}/$export${query}`, respondAsync);
  const placeOf = ({ status, text, headers }: Heard): string => {
    expect(status, text).to.equal(202);
    return headers.get('content-location') ?? '';
  };
  const ready = async (place: string, by = system): Promise<Manifest> => {
    let heard: Heard | undefined;
    await eventually(async () => {
      heard = await by.get(place);
      return heard.status === 200 ? undefined : `${String(heard.status)} ${heard.text}`;
    }, 15_000);
    return heard?.json as unknown as Manifest;
  };
  const exported = async (query = '') => ready(placeOf(await kickOff(query)));
  const linesAt = async (url: string, by = system): Promise<Record<string, unknown>[]> => {
    const text = await textAt(url, by);
    expect(text.endsWith('\n')).to.equal(true);
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const textAt = async (url: string, by = system): Promise<string> => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${by.token}` } });
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('application/fhir+ndjson');
    return response.text();
  };
  const listed = (all: Listed[]) => all.map(({ type, count }) => [type, count]);
  const fileOf = (all: Listed[], type: string) => all.find((one) => one.type === type)?.url ?? 'no such file';
  const idsIn = (lines: Record<string, unknown>[]) => lines.map(({ id }) => id);
  const issueOf = ({ status, json }: Heard) => [
    status,
    (json['issue'] as { code: string }[] | undefined)?.[0]?.code,
  ];

  it('has all that is kept of its patients, a file for each type, as it is kept', async () => {
    const stranger = await system.make(patient());
    await system.make(pulseOf(`Patient/${stranger}`));
    const exact = pulseOf(`Patient/${ben}`, { valueQuantity: { value: 'DIGITS' } });
    const made = await system.post('Observation', JSON.stringify(exact).replace('"DIGITS"', '80.10'));
    const place = placeOf(await kickOff());
    const manifest = await ready(place);
    expect(Object.keys(manifest)).to.deep.equal([
      ...['transactionTime', 'request', 'requiresAccessToken', 'output', 'deleted', 'error'],
    ]);
    expect(manifest.request).to.equal(`${system.url}/Group/${group}/$export`);
    expect(manifest.requiresAccessToken).to.equal(true);
    expect(listed(manifest.output)).to.deep.equal([
      ['Observation', 2],
      ['Patient', 2],
    ]);
    expect([manifest.deleted, manifest.error]).to.deep.equal([[], []]);
    const patients = await linesAt(fileOf(manifest.output, 'Patient'));
    expect(idsIn(patients)).to.have.members([ann, ben]);
    const observations = await textAt(fileOf(manifest.output, 'Observation'));
    expect(observations).to.contain('"value":80.10');
    expect(observations.split('\n')).to.include(made.text);
  });

  it('is asked for with a header, and of a group that is there', async () => {
    expect(issueOf(await system.get(`Group/${group}/$export`))).to.deep.equal([400, 'required']);
    expect(issueOf(await system.get('Group/nobody/$export', respondAsync))).to.deep.equal([404, 'not-found']);
    const other = await world.addSystem();
    expect(issueOf(await kickOff('', other)), 'of another organisation').to.deep.equal([404, 'not-found']);
    await system.ask('DELETE', `Group/${group}`);
    expect(issueOf(await kickOff())).to.deep.equal([410, 'deleted']);
    const put = await system.ask('PUT', `Group/${group}/$export`, { body: {}, headers: respondAsync });
    expect(put.status).to.equal(405);
    expect((await system.get('Patient/$export', respondAsync)).status).to.equal(404);
  });

  const refused: [query: string, code: string][] = [
    ['?_type=Patient,Nonsense', 'not-supported'],
    ['?_type=Group', 'not-supported'],
    ['?_since=2026-01-01', 'value'],
    ['?_since=yesterday', 'value'],
    ['?_since=2026-01-01T00:00:00Z&_since=2026-01-02T00:00:00Z', 'value'],
    ['?_outputFormat=text/csv', 'not-supported'],
    ['?_typeFilter=Observation%3Fcode%3Dx', 'not-supported'],
    ['?patient=Patient/1', 'not-supported'],
    ['?_elements=id', 'not-supported'],
  ];
  for (const [query, code] of refused) {
    it(`refuses ${query}`, async () => {
      expect(issueOf(await kickOff(query))).to.deep.equal([400, code]);
    });
  }

  for (const format of [
    'application/fhir%2Bndjson',
    'application/fhir+ndjson',
    'application/ndjson',
    'ndjson',
  ]) {
    it(`takes the format ${format}`, async () => {
      expect((await kickOff(`?_outputFormat=${format}`)).status).to.equal(202);
    });
  }

  it('is asked for by POST too, with Parameters or without a body', async () => {
    const parameter = [
      { name: '_type', valueString: 'Observation' },
      { name: '_outputFormat', valueString: 'application/fhir+ndjson' },
    ];
    const path = `Group/${group}/$export`;
    const asked = await system.post(path, { resourceType: 'Parameters', parameter }, respondAsync);
    expect(listed((await ready(placeOf(asked))).output)).to.deep.equal([['Observation', 1]]);
    expect((await system.ask('POST', `${path}?_type=Patient`, { headers: respondAsync })).status).to.equal(
      202,
    );
    const wrong = [
      {},
      { resourceType: 'Patient' },
      { resourceType: 'Parameters', parameter: [{ name: '_type' }] },
      { resourceType: 'Parameters', parameter: [{ name: '_type', valueBoolean: true }] },
    ];
    for (const body of wrong) expect((await system.post(path, body, respondAsync)).status).to.equal(400);
    expect((await system.post(path, 'no json', respondAsync)).status).to.equal(400);
  });

  it('is the record of one moment, whatever is changed meanwhile', async () => {
    const going = await system.make(pulseOf(`Patient/${ben}`));
    const place = placeOf(await kickOff());
    await system.put(`Observation/${pulse}`, { ...pulseOf(`Patient/${ann}`), id: pulse, status: 'amended' });
    await system.ask('DELETE', `Observation/${going}`);
    await system.make(pulseOf(`Patient/${ann}`));
    await system.put(`Group/${group}`, { ...groupOf(ann), id: group });
    const { output } = await ready(place);
    const observations = await linesAt(fileOf(output, 'Observation'));
    expect(observations.map(({ id, status }) => [id, status])).to.have.deep.members([
      [pulse, 'final'],
      [going, 'final'],
    ]);
    expect(listed(output)).to.deep.equal([
      ['Observation', 2],
      ['Patient', 2],
    ]);
  });

  it('waits for changes that had begun before it', async () => {
    await inDatabase(world.server.config.databaseUrl, async (client) => {
      await client.query('begin');
      await client.query('select 1');
      const place = placeOf(await kickOff());
      const id = place.split('/').at(-1);
      await inDatabase(world.server.config.databaseUrl, (other) =>
        eventually(async () => {
          const { rowCount } = await other.query(
            `select from record_exports where id = $1 and clock_timestamp() > made_at + interval '1 second'`,
            [id],
          );
          return rowCount === 1 ? undefined : 'a second has not gone by';
        }),
      );
      const waiting = await system.get(place);
      expect(waiting.status).to.equal(202);
      expect(waiting.headers.get('x-progress')).to.equal('waiting for changes that have begun');
      expect((await system.get(`${place}/Patient.ndjson`)).status).to.equal(404);
      await client.query('commit');
      expect(listed((await ready(place)).output)).to.deep.equal([
        ['Observation', 1],
        ['Patient', 2],
      ]);
    });
  });

  it('has what has changed since a time, and what was deleted since', async () => {
    const going = await system.make(pulseOf(`Patient/${ben}`));
    const first = await exported('?_type=Patient,Observation');
    await system.ask('DELETE', `Observation/${going}`);
    await system.put(`Patient/${ann}`, { ...numbered('9990000018'), id: ann, gender: 'other' });
    const since = await exported(`?_since=${encodeURIComponent(first.transactionTime)}`);
    expect(listed(since.output)).to.deep.equal([['Patient', 1]]);
    expect(idsIn(await linesAt(fileOf(since.output, 'Patient')))).to.deep.equal([ann]);
    expect(listed(since.deleted)).to.deep.equal([['Bundle', 1]]);
    expect(await linesAt(fileOf(since.deleted, 'Bundle'))).to.deep.equal([
      {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [{ request: { method: 'DELETE', url: `Observation/${going}` } }],
      },
    ]);
    const all = await exported();
    expect(all.deleted).to.deep.equal([]);
    const asked = await system.get(fileOf(all.output, 'Observation').replace('.ndjson', '.deleted.ndjson'));
    expect(asked.status).to.equal(404);
  });

  it('leaves out what the token does not allow, and says so', async () => {
    const { organisationId } = system.client;
    const narrow = await world.addSystem({
      organisationId,
      scopes: [
        { type: 'Group', allows: ['r'] },
        { type: 'Patient', allows: ['r', 's'] },
        { type: 'Condition', allows: ['r'] },
      ],
    });
    const manifest = await ready(
      placeOf(await kickOff('?_type=Patient,Observation,Condition', narrow)),
      narrow,
    );
    expect(listed(manifest.output)).to.deep.equal([['Patient', 2]]);
    expect(listed(manifest.error)).to.deep.equal([['OperationOutcome', 2]]);
    const outcomes = await linesAt(fileOf(manifest.error, 'OperationOutcome'), narrow);
    expect(outcomes.map(({ issue }) => (issue as { diagnostics: string }[])[0]?.diagnostics)).to.deep.equal([
      'Observation is left out: the token needs system/Observation.rs',
      'Condition is left out: the token needs system/Condition.rs',
    ]);
    const file = fileOf(manifest.output, 'Patient').replace('Patient.ndjson', 'Observation.ndjson');
    expect((await narrow.get(file)).status).to.equal(404);
    expect(issueOf(await kickOff('?_type=Observation', narrow))).to.deep.equal([403, 'forbidden']);
    const withoutGroup = await world.addSystem({
      organisationId,
      scopes: [{ type: 'Patient', allows: ['r', 's'] }],
    });
    expect(issueOf(await kickOff('', withoutGroup))).to.deep.equal([403, 'forbidden']);
  });

  it('is there for the system that has asked for it, until it is cancelled or a day has gone by', async () => {
    const place = placeOf(await kickOff());
    const { output } = await ready(place);
    const file = fileOf(output, 'Patient');
    const sister = await world.addSystem({ organisationId: system.client.organisationId });
    for (const url of [place, file]) {
      expect(issueOf(await sister.get(url))).to.deep.equal([404, 'not-found']);
      expect(issueOf(await system.get(url, { authorization: 'Bearer nobody' }))).to.deep.equal([
        401,
        'login',
      ]);
    }
    expect((await sister.ask('DELETE', place)).status).to.equal(404);
    expect((await system.get(`${file}x`)).status).to.equal(404);
    expect((await system.get(`${system.url}/_exports/nothing`)).status).to.equal(404);
    expect((await system.post(place, {})).status).to.equal(405);
    expect((await system.ask('DELETE', place)).status).to.equal(202);
    for (const url of [place, file]) expect(issueOf(await system.get(url))).to.deep.equal([404, 'not-found']);
    expect((await system.ask('DELETE', place)).status).to.equal(404);
  });

  it('leaves out who was taken out of the group, and who has been deleted', async () => {
    const cleo = await system.make(patient());
    const given = groupOf(ann, ben, cleo);
    const member = given.member.map((one, n) => (n === 1 ? { ...one, inactive: true } : one));
    group = await system.make({ ...given, member });
    await system.ask('DELETE', `Patient/${cleo}`);
    const { output } = await exported();
    expect(idsIn(await linesAt(fileOf(output, 'Patient')))).to.deep.equal([ann]);
  });

  it('is in the trail: who asked for which group, and each patient of each file', async () => {
    const place = placeOf(await kickOff('?_type=Patient,Observation'));
    const exportId = place.split('/').at(-1);
    const { output } = await ready(place);
    await textAt(fileOf(output, 'Observation'));
    await textAt(fileOf(output, 'Patient'));
    await system.ask('DELETE', place);
    const { events } = await world.server.server.deps.store.reads.listAudit(
      system.client.organisationId,
      null,
    );
    const since = events.filter(({ detail }) => JSON.stringify(detail).includes(String(exportId)));
    expect(
      since.map(({ action, subjectKind, subjectId }) => [action, subjectKind, subjectId]),
    ).to.have.deep.members([
      ['record.exported', 'Group', group],
      ['record.read', 'Patient', ann],
      ['record.read', 'Patient', ann],
      ['record.read', 'Patient', ben],
      ['record.export-cancelled', 'Group', group],
    ]);
    expect(since.at(-1)?.detail).to.deep.equal({ exportId, types: 'Patient Observation', members: 2 });
  });

  it('of more than a part comes part by part, each resource once', async () => {
    const entry = Array.from({ length: 640 }, (_, n) => ({
      resource: pulseOf(`Patient/${n % 2 === 0 ? ann : ben}`, {
        effectiveDateTime: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
      }),
      request: { method: 'POST', url: 'Observation' },
    }));
    const sent = await system.post('', { resourceType: 'Bundle', type: 'transaction', entry });
    expect(sent.status).to.equal(200);
    const { output } = await exported('?_type=Observation');
    expect(listed(output)).to.deep.equal([['Observation', 641]]);
    const lines = await linesAt(fileOf(output, 'Observation'));
    expect(lines).to.have.length(641);
    expect(new Set(idsIn(lines)).size).to.equal(641);
  });

  it('runs out after a day, and what is left of it is deleted a day later', async () => {
    const place = placeOf(await kickOff());
    await ready(place);
    const day = 86_400_000;
    const id = place.split('/').at(-1) ?? '';
    const { store } = world.server.server.deps;
    const at = (days: number) => new Date(Date.now() + days * day + 60_000);
    const { clientId } = system.client;
    expect(await store.reads.findExport({ id, clientId, at: at(0.9) })).to.include({ id });
    expect(await store.reads.findExport({ id, clientId, at: at(1) })).to.equal(undefined);
    await forgetExports(store, at(1.9));
    expect(await store.reads.findExport({ id, clientId, at: at(0) })).to.include({ id });
    await forgetExports(store, at(2.1));
    expect(await store.reads.findExport({ id, clientId, at: at(0) })).to.equal(undefined);
  });

  it('is fetched by MedplumClient as it is', async () => {
    const client = new MedplumClient({
      baseUrl: new URL('/', system.url).href,
      fhirUrlPath: 'fhir/',
      cacheTime: 0,
      accessToken: system.token,
    });
    const options = { pollStatusOnAccepted: true, pollStatusPeriod: 100 };
    const manifest = await client.bulkExport(`Group/${group}`, 'Patient,Observation', undefined, options);
    expect(manifest.output?.map(({ type }) => type)).to.deep.equal(['Observation', 'Patient']);
    const file = await client.download(manifest.output?.[1]?.url ?? '');
    expect((await file.text()).trimEnd().split('\n')).to.have.length(2);
  });

  it('is asked for by fhir-kit-client as it is', async () => {
    const client = new Client({ baseUrl: system.url, bearerToken: system.token });
    const headers = { Prefer: 'respond-async' };
    const taken = await client.request(`Group/${group}/$export`, {
      method: 'GET',
      options: { headers },
    });
    const { response } = Client.httpFor(taken);
    const place = response?.headers.get('content-location') ?? '';
    expect(response?.status).to.equal(202);
    await ready(place);
    const manifest = (await client.request(place)) as unknown as Manifest;
    expect(listed(manifest.output)).to.deep.equal([
      ['Observation', 1],
      ['Patient', 2],
    ]);
  });

  it('stands in the statement of what is served', async () => {
    const { json } = await system.get('metadata');
    const [rest] = json['rest'] as { resource: { type: string; operation: { name: string }[] }[] }[];
    const served = rest?.resource.find(({ type }) => type === 'Group');
    expect(served?.operation.map(({ name }) => name)).to.deep.equal(['export', 'validate']);
    expect(json['instantiates']).to.deep.equal([
      'http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data',
    ]);
  });
});

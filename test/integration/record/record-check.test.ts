import { execFile } from 'node:child_process';
import process from 'node:process';
import { expect } from 'chai';
import type { PatientId, SiteId } from '../../../domain/ids.ts';
import { indexRowsOf } from '../../../domain/record/index-rows.ts';
import type { RecordFault } from '../../../domain/record/record-check.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { type FhirSystem, FhirWorld, numbered, patient, pulseOf } from '../../support/fhir-world.ts';
import { newId } from '../../support/world-store.ts';

type Checked = {
  code: number;
  output: string;
  resources: number;
  mended?: number;
  found: number;
  differences: { type: string; id: string; faults: RecordFault[] }[];
};

const unnumbered = { name: 'Testa', dateOfBirth: '1938-04-12', nhsNumber: null, prisonNumber: null };

describe('the check of the record', () => {
  let world: FhirWorld;
  let system: FhirSystem;
  beforeEach(async () => {
    // Each of its own, because all of a database is checked.
    world = await FhirWorld.create();
    system = await world.addSystem();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  /** As `npm run record:check` starts it. */
  function check(...args: string[]): Promise<Checked> {
    return new Promise((resolve, reject) => {
      const env = { DATABASE_URL: world.gate.url };
      const child = execFile(
        process.execPath,
        ['store/record/check/main.ts', ...args],
        { env },
        (error, output, faults) => {
          if (child.exitCode === null || faults !== '') {
            reject(new Error(`it failed: ${faults}`, { cause: error }));
            return;
          }
          const last = output.trimEnd().split('\n').at(-1) ?? '';
          const { recordCheck } = JSON.parse(last) as { recordCheck: Omit<Checked, 'code' | 'output'> };
          resolve({ code: child.exitCode, output, ...recordCheck });
        },
      );
    });
  }

  function query(text: string): Promise<Record<string, unknown>[]> {
    return inDatabase(
      world.gate.url,
      async (client) => (await client.query<Record<string, unknown>>(text)).rows,
    );
  }

  const detailed = (patientId: string) =>
    pulseOf(`Patient/${patientId}`, {
      performer: [{ reference: 'Organization/o-1' }],
      valueQuantity: { value: 80.5, unit: '/min' },
      note: [{ text: 'Zoe of the third floor' }],
    });

  /** A patient with two observations, of which one has been changed, and one that has been deleted. */
  async function fill(): Promise<{ patientId: string; first: string; second: string; gone: string }> {
    const patientId = await system.make(numbered('9990000018'));
    const [first, second, gone] = [
      await system.make(detailed(patientId)),
      await system.make(pulseOf(`Patient/${patientId}`)),
      await system.make(pulseOf(`Patient/${patientId}`)),
    ];
    const changed = {
      ...pulseOf(`Patient/${patientId}`, { derivedFrom: [{ reference: `Observation/${first}` }] }),
      id: second,
    };
    expect((await system.put(`Observation/${second}`, changed)).status).to.equal(200);
    expect((await system.ask('DELETE', `Observation/${gone}`)).status).to.equal(204);
    return { patientId, first, second, gone };
  }

  const row = (id: string) => `pk = (select pk from record_resources where id = '${id}')`;

  it('finds nothing in a record as the service writes it, transactions with references among it', async () => {
    const { patientId } = await fill();
    const entry = [
      {
        fullUrl: 'urn:uuid:3c1b6f4e-8f0c-4c7c-9a54-2d3c1f0b7a01',
        resource: patient(),
        request: { method: 'POST', url: 'Patient' },
      },
      {
        resource: pulseOf('urn:uuid:3c1b6f4e-8f0c-4c7c-9a54-2d3c1f0b7a01', {
          valueQuantity: { value: 1, unit: '/min' },
          // One and the same, by two addresses.
          performer: [
            { reference: 'urn:uuid:3c1b6f4e-8f0c-4c7c-9a54-2d3c1f0b7a01' },
            { reference: 'urn:uuid:3c1b6f4e-8f0c-4c7c-9a54-2d3c1f0b7a02' },
          ],
        }),
        request: { method: 'POST', url: 'Observation' },
      },
      {
        fullUrl: 'urn:uuid:3c1b6f4e-8f0c-4c7c-9a54-2d3c1f0b7a02',
        resource: numbered('9990000018'),
        request: {
          method: 'POST',
          url: 'Patient',
          ifNoneExist: 'identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018',
        },
      },
      {
        resource: pulseOf(`Patient/${patientId}`, {
          performer: [
            { reference: `Patient/${patientId}` },
            { reference: `${world.url}/Patient/${patientId}` },
          ],
        }),
        request: { method: 'POST', url: 'Observation' },
      },
    ];
    const heard = await system.post('', { resourceType: 'Bundle', type: 'transaction', entry });
    expect(heard.status, heard.text).to.equal(200);
    // 1.10 as it was written, so that the number is compared by its value.
    const exact = JSON.stringify(pulseOf(`Patient/${patientId}`)).replace('"value":80', '"value":1.10');
    expect((await system.post('Observation', exact)).status).to.equal(201);
    const checked = await check();
    expect(checked.differences).to.deep.equal([]);
    expect([checked.code, checked.resources, checked.found]).to.deep.equal([0, 8, 0]);
    expect(checked.output).to.contain('Nothing differs.');
  });

  const damages: { faults: RecordFault[]; by: (id: string) => string }[] = [
    { faults: ['index'], by: (id) => `delete from record_tokens where parameter = 20 and ${row(id)}` },
    { faults: ['index'], by: (id) => `update record_references set target_id = 'other' where ${row(id)}` },
    {
      faults: ['index'],
      by: (id) => `update record_dates set high = high + interval '1 s' where ${row(id)}`,
    },
    { faults: ['index'], by: (id) => `update record_quantities set value = 80 where ${row(id)}` },
    {
      faults: ['index'],
      by: (id) =>
        `insert into record_tokens (parameter, code, pk) select 22, 'amended', pk from record_resources where id = '${id}'`,
    },
    // A value that stands there twice is one too many.
    {
      faults: ['index'],
      by: (id) => `insert into record_tokens select * from record_tokens where parameter = 22 and ${row(id)}`,
    },
    {
      faults: ['version'],
      by: (id) => `update record_resources set body = replace(body, 'third', 'fourth') where id = '${id}'`,
    },
    { faults: ['version', 'gap', 'missing'], by: (id) => `delete from record_versions where ${row(id)}` },
    {
      faults: ['patient'],
      by: (id) => `update record_resources set patient_id = gen_random_uuid() where id = '${id}'`,
    },
    { faults: ['patient'], by: (id) => `update record_resources set patient_id = null where id = '${id}'` },
    { faults: ['at'], by: (id) => `update record_resources set at = at + interval '1 h' where id = '${id}'` },
    { faults: ['at'], by: (id) => `update record_resources set at = null where id = '${id}'` },
  ];

  it('names each kind of damage with the id, and nothing of what stands there', async () => {
    const patientId = await system.make(numbered('9990000018'));
    const wanted = [];
    for (const { faults, by } of damages) {
      const id = await system.make(detailed(patientId));
      await query(by(id));
      wanted.push({ type: 'Observation', id, faults });
    }
    const unharmed = await system.make(detailed(patientId));
    const checked = await check();
    // What the trail alone tells comes last, at its resource.
    expect(checked.differences).to.deep.equal(wanted);
    expect([checked.code, checked.resources, checked.found]).to.deep.equal([1, 14, 12]);
    expect(checked.output).to.contain('6 × index: It is found by something else than what it says.');
    expect(checked.output).to.not.contain(unharmed);
    for (const secret of ['Zoe', '80.5', '9990000018']) expect(checked.output).to.not.contain(secret);
  });

  it('names a gap between versions, and a body that cannot be read', async () => {
    const { first, second } = await fill();
    await query(`delete from record_versions where version = 1 and ${row(second)}`);
    await query(`alter table record_versions disable trigger record_versions_stand`);
    for (const table of ['record_versions', 'record_resources']) {
      await query(`update ${table} set body = '{"half":' where ${row(first)}`);
    }
    const checked = await check();
    expect(checked.differences).to.deep.equal([
      { type: 'Observation', id: first, faults: ['unreadable'] },
      { type: 'Observation', id: second, faults: ['gap', 'missing'] },
    ]);
    expect(checked.code).to.equal(1);
  });

  it('names what is found although it was deleted', async () => {
    const { gone } = await fill();
    await query(`
      insert into record_tokens (parameter, code, pk)
      select 22, 'final', pk from record_resources where id = '${gone}'`);
    expect((await check()).differences).to.deep.equal([{ type: 'Observation', id: gone, faults: ['index'] }]);
  });

  it('names a wrong NHS number of a row, and two patients with one', async () => {
    const { patientId } = await fill();
    await query(`update record_resources set nhs_number = null where id = '${patientId}'`);
    const other = await system.make(numbered('9990000018'));
    expect((await check()).differences).to.deep.equal([
      { type: 'Patient', id: patientId, faults: ['nhs-number'] },
    ]);
    await query('drop index record_resources_nhs_number');
    await query(`update record_resources set nhs_number = '9990000018' where id = '${patientId}'`);
    expect((await check()).differences).to.deep.equal([
      { type: 'Patient', id: patientId, faults: ['nhs-number-twice'] },
      { type: 'Patient', id: other, faults: ['nhs-number-twice'] },
    ]);
  });

  it('takes the record of a merged patient for that of the kept one', async () => {
    const { organisationId } = system.client;
    const [from, into] = [(await system.make(patient())) as PatientId, newId<PatientId>()];
    await system.make(pulseOf(`Patient/${from}`));
    const siteId = newId<SiteId>();
    const observation = { ...pulseOf(`Patient/${into}`), id: newId() };
    await world.server.server.deps.store.transact(async ({ accounts, clinics, personMoves, record }) => {
      await accounts.addSite({ siteId, organisationId, name: 'Ash House', kind: 'care-home', phone: null });
      for (const id of [from, into]) await clinics.addPatient({ id, organisationId, siteId, ...unnumbered });
      await personMoves.moveEverything(from, into);
      await record.writeResource({
        ...{ organisationId, type: 'Observation', id: observation.id, basis: 0, patientId: into },
        ...{ method: 'POST', by: null, at: new Date('2026-11-30T03:00:00Z') },
        body: JSON.stringify(observation),
        index: indexRowsOf('Observation', observation),
      });
    });
    const checked = await check();
    expect(checked.differences).to.deep.equal([]);
    // Two Patients, of whom one was merged into the other, and what was observed of each.
    expect(checked.resources).to.equal(4);
    await query(`update record_resources set patient_id = '${from}' where id = '${from}'`);
    expect((await check()).differences).to.deep.equal([{ type: 'Patient', id: from, faults: ['patient'] }]);
  });

  it('names what the trail says was written and is not there, and who refers to it', async () => {
    const { first, second } = await fill();
    for (const table of ['tokens', 'references', 'dates', 'strings', 'quantities', 'versions', 'resources']) {
      await query(`delete from record_${table} where ${row(first)}`);
    }
    const checked = await check();
    expect(checked.differences).to.deep.equal([
      { type: 'Observation', id: second, faults: ['reference'] },
      { type: 'Observation', id: first, faults: ['missing'] },
    ]);
  });

  it('makes the rows of a new search parameter for what is there, and leaves the trail of it', async () => {
    const { first, second } = await fill();
    // As it is when a release knows a parameter that earlier ones did not.
    await query('delete from record_references where parameter in (25, 27)');
    const found = () =>
      system.get('Observation?performer=Organization/o-1').then(({ json }) => json['entry']);
    expect(await found()).to.equal(undefined);
    expect((await check()).differences).to.deep.equal([
      { type: 'Observation', id: first, faults: ['index'] },
      { type: 'Observation', id: second, faults: ['index'] },
    ]);
    const mending = await check('--mend');
    expect([mending.code, mending.mended, mending.found]).to.deep.equal([0, 2, 0]);
    expect(mending.differences).to.deep.equal([]);
    expect(await found()).to.have.length(1);
    const after = await check();
    expect([after.code, after.found]).to.deep.equal([0, 0]);
    expect(
      await query(`
        select actor_kind, organisation_id, subject_kind, subject_id, detail from audit
        where action = 'record.index-mended'`),
    ).to.deep.equal([
      {
        actor_kind: 'system',
        organisation_id: system.client.organisationId,
        subject_kind: 'Observation',
        subject_id: null,
        detail: { resources: 2 },
      },
    ]);
  });

  it('mends nothing else than what is found by', async () => {
    const { first } = await fill();
    await query(`update record_resources set patient_id = null where id = '${first}'`);
    await query(`delete from record_dates where ${row(first)}`);
    const mending = await check('--mend');
    expect([mending.code, mending.mended]).to.deep.equal([1, 1]);
    expect(mending.differences).to.deep.equal([{ type: 'Observation', id: first, faults: ['patient'] }]);
  });

  it('refuses an option that it does not know', async () => {
    const refused = await check('--repair').then(
      () => undefined,
      (error: unknown) => String(error),
    );
    expect(refused).to.contain('The only option is --mend.');
  });
});

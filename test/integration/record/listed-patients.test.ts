import { expect } from 'chai';
import type { PatientId } from '../../../domain/ids.ts';
import type { RecordScope } from '../../../domain/record/record-port.ts';
import { OpenPlace } from '../../support/at-home.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { inDatabase } from '../../support/database-rows.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { mergeEvent, PrisonFeed } from '../../support/prison-feed.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

type Listed = {
  id: PatientId;
  name: string;
  dateOfBirth: string;
  nhsNumber: string | null;
  mergedInto: PatientId | null;
  body: string | null;
  recordOf: PatientId | null;
};

describe('whoever is put on a list of the service', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;
  before(async () => {
    running = await RunningServer.create();
  });
  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
  });
  after(() => running[Symbol.asyncDispose]());

  /** Says of everybody who is on a list what their Patient says of them, and nothing of where they are. */
  async function expectPatients(count: number): Promise<void> {
    const rows = await inDatabase(
      running.config.databaseUrl,
      async (client) =>
        (
          await client.query<Listed>(
            `select p.id, p.name, to_char(p.date_of_birth, 'YYYY-MM-DD') as "dateOfBirth", p.nhs_number as "nhsNumber",
               p.merged_into as "mergedInto", r.body, r.patient_id as "recordOf"
             from patients p left join record_resources r on r.type = 'Patient' and r.id = p.id::text
             where p.organisation_id = $1`,
            [stage.organisationId],
          )
        ).rows,
    );
    expect(rows).to.have.length(count);
    for (const { id, body, ...row } of rows) {
      const patient = JSON.parse(body ?? '{}') as Record<string, unknown>;
      const numbers = (patient['identifier'] ?? []) as { system: string; value: string }[];
      const replaces = rows.filter(({ mergedInto }) => mergedInto === id).map((one) => one.id);
      const links = [
        ...(row.mergedInto === null ? [] : [['replaced-by', `Patient/${row.mergedInto}`]]),
        ...replaces.map((one) => ['replaces', `Patient/${one}`]),
      ];
      const said = (patient['link'] ?? []) as { type: string; other: { reference: string } }[];
      expect({
        name: patient['name'],
        dateOfBirth: patient['birthDate'],
        active: patient['active'],
        numbers: numbers.map(({ system, value }) => [system, value]),
        links: said.map(({ type, other }) => [type, other.reference]),
        recordOf: row.recordOf,
      }).to.deep.equal({
        name: [{ text: row.name }],
        dateOfBirth: row.dateOfBirth,
        active: row.mergedInto === null,
        numbers: row.nhsNumber === null ? [] : [['https://fhir.nhs.uk/Id/nhs-number', row.nhsNumber]],
        links,
        recordOf: row.mergedInto ?? id,
      });
      // Nothing says that somebody is or was in prison.
      expect(body).not.to.match(/[A-Z]\d{4}[A-Z]{2}|HMP|prison|wing/);
    }
  }

  const ann = { name: 'Ann Example', dateOfBirth: '1980-02-29', nhsNumber: '9990000018' };
  type Body = typeof ann & { siteId: string; prisonNumber: string | null };
  const adding = (by: SignedInPerson, body: Body) => ({ ...prison.by(by), body: body as never });
  const add = async (by: SignedInPerson, body: Body) =>
    (await ask(running, 'addPatient', adding(by, body))).value.patientId;
  const inPrison = (over: object = {}) => ({
    ...{ ...ann, siteId: stage.prisonId, prisonNumber: 'A5005BC', wing: 'B', cell: '12' },
    ...over,
  });

  it('is a Patient of the record at once, in a prison, at home and in a care home', async () => {
    const home = await OpenPlace.create(stage, 'home');
    await add(stage.nurse, inPrison());
    const atHome = { ...ann, nhsNumber: '9990000026', siteId: home.siteId, prisonNumber: null };
    await add(stage.booker, { ...atHome, ...{ contact: { email: 'ann@example.org', phone: null } } });
    await add(stage.nurse, inPrison({ nhsNumber: null, prisonNumber: null, expected: true }));
    await expectPatients(3);
    const again = { ...adding(stage.nurse, inPrison({ prisonNumber: null })), code: 'conflict' } as const;
    await askRefused(running, 'addPatient', again);
    await expectPatients(3);
  });

  it('stays the same Patient who is received elsewhere, and whose prison number is corrected', async () => {
    const id = await add(stage.nurse, inPrison());
    const corrected = { prisonNumber: 'A5006BC', seen: 'A5005BC', reason: 'typed-wrong' } as const;
    await ask(running, 'setPrisonNumber', { ...prison.by(), params: { patientId: id }, body: corrected });
    const home = await OpenPlace.create(stage, 'home');
    const contact = { email: 'ann@example.org', phone: null };
    const body = { ...ann, prisonNumber: null, siteId: home.siteId, contact };
    const { known } = await askRefused(running, 'addPatient', {
      ...prison.by(stage.booker),
      ...{ body, code: 'conflict' },
    });
    const version = known?.version ?? 0;
    await ask(running, 'receivePatient', { ...prison.by(stage.booker), body: { ...body, version } });
    await expectPatients(1);
    const scope: RecordScope = { organisationIds: [stage.organisationId] };
    const { reads } = running.server.deps.store;
    expect(await reads.listVersions(scope, { type: 'Patient', id })).to.have.length(1);
  });

  it('is one of two Patients when two rows are of one person: the other says by whom it is replaced', async () => {
    const feed = await PrisonFeed.create(stage);
    const first = await add(stage.nurse, inPrison({ prisonNumber: 'A7001BC' }));
    const second = await add(stage.nurse, inPrison({ prisonNumber: 'A7002BC', nhsNumber: null }));
    const third = await add(stage.nurse, inPrison({ prisonNumber: 'A7003BC', nhsNumber: null }));
    expect(await feed.send(mergeEvent(feed, ['A7001BC', 'A7002BC'], 1))).to.deep.equal(['applied']);
    await expectPatients(3);
    const { store } = running.server.deps;
    const scope: RecordScope = { organisationIds: [stage.organisationId] };
    const read = async (id: PatientId) => {
      const found = await store.reads.findResource(scope, { type: 'Patient', id });
      return JSON.parse(found?.body ?? '{}') as Record<string, unknown>;
    };
    // The NHS number goes along; a Patient who is merged has none.
    expect((await read(first))['identifier']).to.equal(undefined);
    expect((await read(first))['link']).to.deep.equal([
      { other: { reference: `Patient/${second}` }, type: 'replaced-by' },
    ]);
    expect((await read(second))['link']).to.deep.equal([
      { other: { reference: `Patient/${first}` }, type: 'replaces' },
    ]);
    expect(await feed.send(mergeEvent(feed, ['A7002BC', 'A7003BC'], 2))).to.deep.equal(['applied']);
    for (const patientId of [first, second, third]) {
      const { resources } = await store.reads.searchResources({
        ...{ type: 'Patient', scope, newest: 'updated', limit: 10 },
        conditions: [{ is: 'of-patients', patientIds: [patientId] }],
      });
      expect(resources.map(({ id }) => id)).to.have.members([first, second, third]);
    }
    const numbered = (await read(third))['identifier'] as { value: string }[];
    expect(numbered.map(({ value }) => value)).to.deep.equal(['9990000018']);
  });
});

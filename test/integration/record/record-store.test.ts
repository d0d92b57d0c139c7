import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { OrganisationId, PatientId, PersonId } from '../../../domain/ids.ts';
import type {
  NewResource,
  RecordScope,
  ResourceWrite,
  StoredResource,
} from '../../../domain/record/record-port.ts';
import type { ResourceType } from '../../../domain/record/resource-types.ts';
import { indexRowsOf } from '../../../domain/record/index-rows.ts';
import { rejection } from '../../support/store-waiting.ts';
import { StoreWorld } from '../../support/world-store.ts';

const patientId = '11111111-1111-4111-8111-111111111111' as PatientId;
const by = '22222222-2222-4222-8222-222222222222' as PersonId;
const pulse = { coding: [{ system: 'http://loinc.org', code: '8867-4' }] };

describe('the record in the store', () => {
  let world: StoreWorld;
  before(async () => {
    world = await StoreWorld.create();
  });
  after(() => world[Symbol.asyncDispose]());

  function write(
    resource: { resourceType: ResourceType; id: string } & Record<string, unknown>,
    over: Partial<ResourceWrite> = {},
  ): Promise<StoredResource | undefined> {
    return world.store.transact(({ record }) =>
      record.writeResource({
        organisationId: world.organisationId,
        type: resource.resourceType,
        id: resource.id,
        basis: 0,
        patientId,
        at: null,
        body: JSON.stringify(resource),
        index: indexRowsOf(resource.resourceType, resource),
        method: 'POST',
        by,
        ...over,
      }),
    );
  }

  const own = (): RecordScope => ({ organisationIds: [world.organisationId], patientIds: [patientId] });

  const observation = (value: number) => ({
    resourceType: 'Observation' as const,
    id: randomUUID(),
    status: 'final',
    code: pulse,
    valueQuantity: { value, system: 'http://unitsofmeasure.org', code: '/min' },
    effectiveDateTime: '2026-11-30T03:00:00Z',
    encounter: { reference: 'Encounter/e-1' },
  });

  /** Every index row of a resource: which parameter finds it, and by what. */
  async function indexOf(id: string): Promise<Record<string, unknown>[]> {
    const of = (table: string, ...columns: string[]) =>
      world.query(`
        select parameter, ${columns.join(', ')} from ${table}
        where pk = (select pk from record_resources where id = '${id}') order by 1, 2`);
    return [
      ...(await of('record_tokens', 'system', 'code')),
      ...(await of('record_references', 'target_type', 'target_id')),
      ...(await of('record_dates', 'low', 'high')),
      ...(await of('record_strings', 'folded', 'exact')),
      ...(await of('record_quantities', 'value', 'system', 'code')),
    ];
  }

  it('keeps a resource with all by which it is found', async () => {
    const resource = observation(88);
    const written = await write(resource);
    expect(written).to.deep.equal({
      type: 'Observation',
      id: resource.id,
      version: 1,
      patientId,
      updatedAt: world.clock.now(),
      body: JSON.stringify(resource),
    });
    expect(
      await world.store.reads.findResource(own(), { type: 'Observation', id: resource.id }),
    ).to.deep.equal(written);
    expect(await indexOf(resource.id)).to.deep.equal([
      { parameter: 20, system: 'http://loinc.org', code: '8867-4' },
      { parameter: 22, system: null, code: 'final' },
      { parameter: 24, target_type: 'Encounter', target_id: 'e-1' },
      {
        parameter: 23,
        low: new Date('2026-11-30T03:00:00Z'),
        high: new Date('2026-11-30T03:00:01Z'),
      },
      { parameter: 28, value: '88', system: 'http://unitsofmeasure.org', code: '/min' },
    ]);
  });

  it('is not found by anything that a later version does not say, and keeps every version', async () => {
    const resource = observation(88);
    const first = await write(resource);
    world.clock.pass(60_000);
    const changed = { ...resource, status: 'amended', valueQuantity: { value: 90, code: '/min' } };
    const second = await write(changed, { basis: 1, method: 'PUT' });
    expect(second?.version).to.equal(2);
    const index = await indexOf(resource.id);
    expect(index).to.have.length(5);
    expect(index).to.deep.include({ parameter: 22, system: null, code: 'amended' });
    expect(index).to.deep.include({ parameter: 28, value: '90', system: null, code: '/min' });
    const { reads } = world.store;
    expect(await reads.listVersions(own(), { type: 'Observation', id: resource.id })).to.deep.equal([
      second,
      first,
    ]);
    expect(
      await reads.findVersion(own(), { type: 'Observation', id: resource.id, version: 1 }),
    ).to.deep.equal(first);
    expect(await reads.findVersion(own(), { type: 'Observation', id: resource.id, version: 3 })).to.equal(
      undefined,
    );
    expect(await world.query(`select method, made_by from record_versions where version = 2`)).to.deep.equal([
      { method: 'PUT', made_by: by },
    ]);
  });

  it('leaves the rows alone by which a new version is found as before', async () => {
    const resource = observation(88);
    await write(resource);
    const rows = () =>
      world.query(`
        select t.ctid::text from record_tokens t join record_resources r using (pk) where r.id = '${resource.id}'`);
    const before = await rows();
    await write({ ...resource, note: [{ text: 'Synthetic.' }] }, { basis: 1, method: 'PUT' });
    expect(await rows()).to.deep.equal(before);
  });

  it('is found by nothing any more once it is deleted, and can come back', async () => {
    const resource = observation(88);
    const first = await write(resource);
    const gone = await write(resource, { basis: 1, body: null, index: [], method: 'DELETE' });
    expect(gone).to.deep.include({ version: 2, body: null });
    expect(await indexOf(resource.id)).to.deep.equal([]);
    expect(
      await world.store.reads.findResource(own(), { type: 'Observation', id: resource.id }),
    ).to.deep.equal(gone);
    expect(
      await world.store.reads.findVersion(own(), { type: 'Observation', id: resource.id, version: 1 }),
    ).to.deep.equal(first);
    expect((await write(resource, { basis: 2, method: 'PUT' }))?.version).to.equal(3);
    expect(await indexOf(resource.id)).to.have.length(5);
  });

  it('has one winner of twenty who change the same version, and of twenty who make the same resource', async () => {
    const resource = observation(88);
    const made = await Promise.all(Array.from({ length: 20 }, () => write(resource)));
    expect(made.filter((one) => one !== undefined)).to.have.length(1);
    const changed = await Promise.all(
      Array.from({ length: 20 }, (_, n) => write({ ...resource, n }, { basis: 1, method: 'PUT' })),
    );
    const [winner, ...others] = changed.filter((one) => one !== undefined);
    expect(others).to.deep.equal([]);
    expect(
      await world.store.reads.findResource(own(), { type: 'Observation', id: resource.id }),
    ).to.deep.equal(winner);
    expect(
      await world.store.reads.listVersions(own(), { type: 'Observation', id: resource.id }),
    ).to.have.length(2);
  });

  it('writes nothing at all where the transaction does not end well', async () => {
    const resource = observation(88);
    const failed = await rejection(
      world.store.transact(async ({ record }) => {
        const row = { organisationId: world.organisationId, type: 'Observation', id: resource.id } as const;
        const body = JSON.stringify(resource);
        const index = indexRowsOf('Observation', resource);
        await record.writeResource({
          ...row,
          basis: 0,
          patientId,
          at: null,
          body,
          index,
          method: 'POST',
          by,
        });
        throw new Error('the last entry is refused');
      }),
    );
    expect(failed).to.have.property('message', 'the last entry is refused');
    expect(await world.store.reads.findResource(own(), { type: 'Observation', id: resource.id })).to.equal(
      undefined,
    );
    expect(await indexOf(resource.id)).to.deep.equal([]);
  });

  it('is changed and read by nobody but the organisation that keeps it', async () => {
    const resource = observation(88);
    await write(resource);
    const organisationId = randomUUID() as OrganisationId;
    await world.store.transact(({ accounts }) =>
      accounts.addOrganisation({ id: organisationId, name: 'Another one' }),
    );
    expect(await write(resource, { basis: 1, method: 'PUT', organisationId })).to.equal(undefined);
    const { reads } = world.store;
    const of = { type: 'Observation', id: resource.id } as const;
    for (const scope of [
      { organisationIds: [organisationId] },
      { organisationIds: [world.organisationId], patientIds: [randomUUID() as PatientId] },
      { organisationIds: [world.organisationId], patientIds: [] },
    ]) {
      expect(await reads.findResource(scope, of)).to.equal(undefined);
      expect(await reads.findVersion(scope, { ...of, version: 1 })).to.equal(undefined);
      expect(await reads.listVersions(scope, of)).to.deep.equal([]);
    }
  });

  it('goes along when two records of one person become one', async () => {
    const into = randomUUID() as PatientId;
    const resource = observation(88);
    await write(resource);
    await world.store.transact(({ personMoves }) => personMoves.moveEverything(patientId, into));
    const of = { type: 'Observation', id: resource.id } as const;
    const scopeOf = (id: PatientId): RecordScope => ({
      organisationIds: [world.organisationId],
      patientIds: [id],
    });
    const { reads } = world.store;
    expect((await reads.findResource(scopeOf(into), of))?.version).to.equal(1);
    expect(await reads.findResource(scopeOf(patientId), of)).to.equal(undefined);
  });

  it('has no id that FHIR does not allow, and no version is ever changed', async () => {
    const refused = await rejection(write({ ...observation(88), id: 'with a space' }));
    expect(String(refused)).to.contain('record_resources_id');
    await write(observation(88));
    const changed = await rejection(world.query(`update record_versions set body = '{}'`));
    expect(String(changed)).to.contain('a version of the record is never changed');
  });

  /** As `write` gives it to the store, for one call that writes many. */
  function made(value: number): NewResource {
    const resource = observation(value);
    return {
      ...{ organisationId: world.organisationId, type: 'Observation', id: resource.id, patientId, by },
      ...{ at: new Date(resource.effectiveDateTime), body: JSON.stringify(resource), method: 'POST' },
      index: indexRowsOf('Observation', resource),
    };
  }

  it('makes more resources than one statement takes, each found by its own values', async () => {
    const all = Array.from({ length: 501 }, (_, n) => made(n + 1));
    const written = await world.store.transact(({ record }) => record.insertResources(all));
    expect(written.map(({ id }) => id)).to.deep.equal(all.map(({ id }) => id));
    for (const n of [0, 1, 499, 500]) {
      const id = all[n]?.id ?? '';
      const rows = await indexOf(id);
      const alone = { ...observation(n + 1), id: randomUUID() };
      await write(alone);
      expect(rows, `the rows of ${String(n)}`).to.deep.equal(await indexOf(alone.id));
      const stored = await world.store.reads.findResource(own(), { type: 'Observation', id });
      expect(stored).to.deep.equal(written[n]);
      expect(stored).to.deep.include({ version: 1, patientId, body: all[n]?.body });
      const past = await world.store.reads.listVersions(own(), { type: 'Observation', id });
      expect(past).to.have.length(1);
    }
  });

  it('makes none of several where one has an id that is taken', async () => {
    const [first, second] = [made(60), made(61)];
    await world.store.transact(({ record }) => record.insertResources([second]));
    const refused = await rejection(
      world.store.transact(({ record }) => record.insertResources([first, second])),
    );
    expect(refused).to.deep.include({ code: 'conflict' });
    expect(await world.store.reads.findResource(own(), { type: 'Observation', id: first.id })).to.equal(
      undefined,
    );
  });
});

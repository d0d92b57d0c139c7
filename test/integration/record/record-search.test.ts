import { expect } from 'chai';
import type { OrganisationId, PatientId } from '../../../domain/ids.ts';
import type {
  ComparisonPrefix,
  ResourceSearch,
  SearchCondition,
  Wanted,
} from '../../../domain/record/record-port.ts';
import { definitionOf, type ResourceType } from '../../../domain/record/resource-types.ts';
import { spanOf } from '../../../domain/record/fhir-time.ts';
import { indexRowsOf, valuesAt } from '../../../domain/record/index-rows.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

const ann = newId<PatientId>();
const ben = newId<PatientId>();

type Resource = { resourceType: ResourceType; id: string } & Record<string, unknown>;

const observation = (id: string, day: number, over: Record<string, unknown> = {}): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  effectiveDateTime: `2026-11-${String(day).padStart(2, '0')}T09:00:00Z`,
  ...over,
});
const quantity = (value: number) => ({
  valueQuantity: { value, system: 'http://unitsofmeasure.org', code: 'Cel' },
});

describe('searching the record in the store', () => {
  let world: StoreWorld;
  let other: OrganisationId;

  before(async () => {
    world = await StoreWorld.create();
    other = newId<OrganisationId>();
    await world.store.transact(({ accounts }) =>
      accounts.addOrganisation({ id: other, name: 'Another one' }),
    );
    await keep(ann, [
      observation('a1', 1),
      observation('a2', 2, quantity(38)),
      observation('a3', 3, { ...quantity(38.04), status: 'amended' }),
      observation('a4', 4, {
        ...quantity(38.5),
        code: { coding: [{ system: 'http://snomed.info/sct', code: '8867-4' }] },
      }),
      observation('no-time', 1, { effectiveDateTime: undefined }),
      {
        resourceType: 'Patient',
        id: ann,
        name: [{ family: 'O’Néill', given: ['100% Ann'] }],
        birthDate: '1980-02',
      },
    ]);
    await keep(ben, [
      observation('b1', 5, { encounter: { reference: 'Encounter/e-1' } }),
      { resourceType: 'Patient', id: ben, name: [{ family: 'Neil' }], birthDate: '1980-02-29' },
    ]);
    await keep(ann, [observation('elsewhere', 6)], other);
    await keep(null, [
      { resourceType: 'Questionnaire', id: 'q1', url: 'https://bedside.example/q', status: 'active' },
    ]);
    await remove(observation('gone', 7));
  });
  after(() => world[Symbol.asyncDispose]());

  async function keep(
    patientId: PatientId | null,
    resources: Resource[],
    organisationId = world.organisationId,
  ) {
    for (const resource of resources) {
      const { resourceType: type, id } = resource;
      const { at } = definitionOf(type);
      const [time] = at === null ? [] : valuesAt(resource, at);
      const row = { organisationId, type, id, basis: 0, patientId, at: spanOf(time)?.from ?? null } as const;
      const body = JSON.stringify(resource);
      const index = indexRowsOf(type, resource);
      await world.store.transact(({ record }) =>
        record.writeResource({ ...row, body, index, method: 'POST', by: null }),
      );
    }
  }

  async function remove(resource: Resource) {
    await keep(ann, [resource]);
    const { resourceType: type, id } = resource;
    const row = {
      organisationId: world.organisationId,
      type,
      id,
      basis: 1,
      patientId: ann,
      at: null,
    } as const;
    await world.store.transact(({ record }) =>
      record.writeResource({ ...row, body: null, index: [], method: 'DELETE', by: null }),
    );
  }

  /** Takes a resource away again, so that it is in no other test. */
  async function gone(id: string) {
    const row = { organisationId: world.organisationId, type: 'Observation', id, basis: 1 } as const;
    await world.store.transact(({ record }) =>
      record.writeResource({
        ...row,
        patientId: null,
        at: null,
        body: null,
        index: [],
        method: 'DELETE',
        by: null,
      }),
    );
  }

  const asked = (over: Partial<ResourceSearch>): ResourceSearch => ({
    type: 'Observation',
    scope: { organisationIds: [world.organisationId] },
    conditions: [],
    newest: 'at',
    limit: 20,
    ...over,
  });
  async function ids(over: Partial<ResourceSearch> = {}): Promise<string[]> {
    const { resources } = await world.store.reads.searchResources(asked(over));
    return resources.map(({ id }) => id);
  }
  const parameter = (type: ResourceType, name: string): number => {
    const found = definitionOf(type).parameters.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found.id;
  };
  const where = (name: string, ...wanted: Wanted[]): SearchCondition => ({
    parameter: parameter('Observation', name),
    is: 'any-of',
    wanted,
  });
  const ofPatient = async (name: string, wanted: Wanted) => {
    const conditions = [{ parameter: parameter('Patient', name), is: 'any-of' as const, wanted: [wanted] }];
    const found = await ids({ type: 'Patient', newest: 'updated', conditions });
    return found.map((id) => (id === ann ? 'ann' : 'ben')).toSorted();
  };

  it('gives the newest first, those without a time last, and none that is deleted or somebody else’s', async () => {
    expect(await ids()).to.deep.equal(['b1', 'a4', 'a3', 'a2', 'a1', 'no-time']);
    expect(await world.store.reads.countResources(asked({}))).to.equal(6);
    expect(await world.store.reads.countResources(asked({ limit: 4 }))).to.equal(4);
  });

  it('goes from page to page without a gap and without one twice', async () => {
    const pages: string[][] = [];
    let after: ResourceSearch['after'];
    do {
      const page = await world.store.reads.searchResources(asked({ limit: 2, ...(after && { after }) }));
      pages.push(page.resources.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(pages).to.deep.equal([
      ['b1', 'a4'],
      ['a3', 'a2'],
      ['a1', 'no-time'],
    ]);
  });

  it('shows and counts nobody’s but those patients’, and what is about no patient', async () => {
    const scope = { organisationIds: [world.organisationId], patientIds: [ben] };
    expect(await ids({ scope })).to.deep.equal(['b1']);
    expect(await world.store.reads.countResources(asked({ scope }))).to.equal(1);
    expect(await ids({ scope, ids: ['a1', 'b1'] })).to.deep.equal(['b1']);
    expect(await ids({ scope: { ...scope, patientIds: [] } })).to.deep.equal([]);
    expect(await ids({ scope: { ...scope, patientIds: ['no id of anybody' as PatientId] } })).to.deep.equal(
      [],
    );
    await keep(null, [observation('of-nobody', 8)]);
    expect(await ids({ scope })).to.deep.equal(['b1']);
    expect(await ids({ ids: ['of-nobody'] })).to.deep.equal(['of-nobody']);
    await gone('of-nobody');
    expect(await ids({ scope: { organisationIds: [other] } })).to.deep.equal(['elsewhere']);
    expect(await ids({ type: 'Questionnaire', scope: { ...scope, patientIds: [] } })).to.deep.equal(['q1']);
    expect(await ids({ type: 'Questionnaire', scope: { organisationIds: [other] } })).to.deep.equal([]);
  });

  it('finds codes with a system, without one, of any, and of a system alone', async () => {
    const loinc = { kind: 'token', system: 'http://loinc.org' } as const;
    const any = { kind: 'token', code: '8867-4' } as const;
    expect(await ids({ conditions: [where('code', { ...loinc, code: '8867-4' })] })).not.to.include('a4');
    expect(await ids({ conditions: [where('code', any)] })).to.have.length(6);
    expect(await ids({ conditions: [where('code', loinc)] })).to.have.length(5);
    expect(await ids({ conditions: [where('code', { ...any, system: null })] })).to.deep.equal([]);
    const either = where(
      'status',
      { kind: 'token', code: 'amended' },
      { kind: 'token', code: 'preliminary' },
    );
    expect(await ids({ conditions: [either] })).to.deep.equal(['a3']);
    expect(await ids({ conditions: [where('code', any), either] })).to.deep.equal(['a3']);
    const not = { ...where('status', { kind: 'token', code: 'final' }), is: 'none-of' } as SearchCondition;
    expect(await ids({ conditions: [not] })).to.deep.equal(['a3']);
  });

  it('finds references, and what has one or none', async () => {
    const to = { kind: 'reference', targetType: 'Encounter', targetId: 'e-1' } as const;
    expect(await ids({ conditions: [where('encounter', to)] })).to.deep.equal(['b1']);
    expect(await ids({ conditions: [where('encounter', { ...to, targetType: 'Patient' })] })).to.deep.equal(
      [],
    );
    const one = { parameter: parameter('Observation', 'encounter'), kind: 'reference' } as const;
    expect(await ids({ conditions: [{ ...one, is: 'present' }] })).to.deep.equal(['b1']);
    expect(await ids({ conditions: [{ ...one, is: 'missing' }] })).to.have.length(5);
  });

  it('compares times by what they mean', async () => {
    const date = (prefix: ComparisonPrefix, from: string, until: string): SearchCondition =>
      where('date', { kind: 'date', prefix, from: new Date(from), until: new Date(until) });
    const third = ['2026-11-03T00:00:00Z', '2026-11-04T00:00:00Z'] as const;
    expect(await ids({ conditions: [date('eq', ...third)] })).to.deep.equal(['a3']);
    expect(await ids({ conditions: [date('ne', ...third)] })).to.deep.equal(['b1', 'a4', 'a2', 'a1']);
    expect(await ids({ conditions: [date('gt', ...third)] })).to.deep.equal(['b1', 'a4']);
    expect(await ids({ conditions: [date('ge', ...third)] })).to.deep.equal(['b1', 'a4', 'a3']);
    expect(await ids({ conditions: [date('lt', ...third)] })).to.deep.equal(['a2', 'a1']);
    expect(await ids({ conditions: [date('le', ...third)] })).to.deep.equal(['a3', 'a2', 'a1']);
    expect(await ids({ conditions: [date('sa', ...third)] })).to.deep.equal(['b1', 'a4']);
    expect(await ids({ conditions: [date('eb', ...third)] })).to.deep.equal(['a2', 'a1']);
    expect(
      await ids({ conditions: [date('ge', ...third), date('lt', '2026-11-05', '2026-11-06')] }),
    ).to.deep.equal(['a4', 'a3']);
  });

  it('compares quantities, as exact as they are asked for only where they shall be equal', async () => {
    const value = (prefix: ComparisonPrefix, over: object = {}): SearchCondition => {
      const wanted = { kind: 'quantity', value: '38.0', low: '37.95', high: '38.05' } as const;
      return where('value-quantity', { ...wanted, prefix, ...over });
    };
    expect(await ids({ conditions: [value('eq')] })).to.deep.equal(['a3', 'a2']);
    expect(await ids({ conditions: [value('ne')] })).to.deep.equal(['a4']);
    expect(await ids({ conditions: [value('gt')] })).to.deep.equal(['a4', 'a3']);
    expect(await ids({ conditions: [value('ge')] })).to.deep.equal(['a4', 'a3', 'a2']);
    expect(await ids({ conditions: [value('le')] })).to.deep.equal(['a2']);
    expect(await ids({ conditions: [value('lt')] })).to.deep.equal([]);
    expect(await ids({ conditions: [value('eq', { code: '/min' })] })).to.deep.equal([]);
  });

  it('finds names without case and accents, and takes no letter for a pattern', async () => {
    const text = (match: 'starts' | 'contains' | 'exact', wanted: string) =>
      ({ kind: 'string', match, text: wanted }) as const;
    expect(await ofPatient('family', text('starts', 'o’NEI'))).to.deep.equal(['ann']);
    expect(await ofPatient('family', text('contains', 'neil'))).to.deep.equal(['ann', 'ben']);
    expect(await ofPatient('family', text('exact', 'Neil'))).to.deep.equal(['ben']);
    expect(await ofPatient('family', text('exact', 'neil'))).to.deep.equal([]);
    expect(await ofPatient('name', text('contains', '%'))).to.deep.equal(['ann']);
    expect(await ofPatient('name', text('contains', '_'))).to.deep.equal([]);
  });

  it('takes a month for all of it', async () => {
    const [from, until] = [new Date('1980-02-29T00:00:00Z'), new Date('1980-03-01T00:00:00Z')];
    expect(await ofPatient('birthdate', { kind: 'date', prefix: 'eq', from, until })).to.deep.equal(['ben']);
    expect(await ofPatient('birthdate', { kind: 'date', prefix: 'lt', from, until })).to.deep.equal(['ann']);
  });
});

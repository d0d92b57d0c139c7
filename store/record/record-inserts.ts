import { CompiledQuery, type Kysely } from 'kysely';
import type { NewResource, StoredResource } from '../../domain/record/record-port.ts';
import { nhsNumberIn } from '../../domain/record/resource-columns.ts';
import type { Database } from '../schema.ts';
import { indexTables } from './index-tables.ts';

/** So that the largest bundle stays far from what one statement may take. */
const atOnce = 500;

/** Puts new resources into the record, many by one statement: one a resource was most of what a transaction took (ADR 51). */
export async function insertResources(
  db: Kysely<Database>,
  now: Date,
  resources: readonly NewResource[],
): Promise<StoredResource[]> {
  for (let from = 0; from < resources.length; from += atOnce) {
    const some = resources.slice(from, from + atOnce);
    await db.executeQuery(CompiledQuery.raw(statement, valuesOf(some, now)));
  }
  return resources.map(({ type, id, patientId, body }) => ({
    ...{ type, id, version: 1, updatedAt: now, patientId, body },
  }));
}

/** What is given of each resource. */
const given: readonly { name: string; type: string; of: (one: NewResource) => unknown }[] = [
  { name: 'organisation_id', type: 'uuid', of: ({ organisationId }) => organisationId },
  { name: 'type', type: 'text', of: ({ type }) => type },
  { name: 'id', type: 'text', of: ({ id }) => id },
  { name: 'patient_id', type: 'uuid', of: ({ patientId }) => patientId },
  { name: 'at', type: 'timestamptz', of: ({ at }) => at?.toISOString() ?? null },
  { name: 'body', type: 'text', of: ({ body }) => body },
  // It stands on the row, so that the schema knows it.
  {
    name: 'nhs_number',
    type: 'text',
    of: ({ type, index }) => (type === 'Patient' ? nhsNumberIn(index) : null),
  },
  { name: 'method', type: 'text', of: ({ method }) => method },
  { name: 'made_by', type: 'uuid', of: ({ by }) => by },
];

/**
 * One text for all, written once: a resource never stands without its version, or is found by what it does not say. The keys are
 * taken first, so that a row of an index finds its own by the place in a list, and nothing is joined.
 */
const statement = textOf();

function textOf(): string {
  let last = 0;
  const list = (type: string) => `$${String((last += 1))}::${type}[]`;
  const now = `$${String((last += 1))}::timestamptz`;
  const resources = given.map(({ type }) => list(type)).join(', ');
  const indexes = indexTables.map(({ name, kind, columns }) => {
    const names = ['parameter', ...columns.map((one) => one.name)].join(', ');
    const rows = ['int', 'smallint', ...columns.map(({ type }) => type)].map(list).join(', ');
    return `added_${kind} as (
      insert into ${name} (${names}, pk)
      select ${names}, keys.pks[wanted.place] from keys, unnest(${rows}) as wanted (place, ${names})
    )`;
  });
  return `
    with given as materialized (
      select nextval(pg_get_serial_sequence('record_resources', 'pk')) as pk, g.*
      from unnest(${resources}) with ordinality as g (${given.map(({ name }) => name).join(', ')}, place)
    ),
    row as (
      insert into record_resources
        (pk, organisation_id, type, id, version, updated_at, patient_id, at, body, nhs_number)
      overriding system value
      select pk, organisation_id, type, id, 1, ${now}, patient_id, at, body, nhs_number from given order by place
    ),
    kept as (
      insert into record_versions (pk, version, updated_at, method, made_by, body)
      select pk, 1, ${now}, method, made_by, body from given
    ),
    keys as (select array_agg(pk order by place) as pks from given),
    ${indexes.join(', ')}
    select from keys
  `;
}

/** In the order of the text: the time, a list for each column of the resources, and for each of the indexes. */
function valuesOf(resources: readonly NewResource[], now: Date): unknown[] {
  const indexes = indexTables.flatMap(({ kind, columns }) => {
    const placed = resources.flatMap(({ index }, n) =>
      index.filter((row) => row.kind === kind).map((row) => ({ place: n + 1, row })),
    );
    const rows = placed.map(({ row }) => row);
    return [
      placed.map(({ place }) => place),
      rows.map(({ parameter }) => parameter),
      ...columns.map(({ values }) => values(rows)),
    ];
  });
  return [now, ...given.map(({ of }) => resources.map(of)), ...indexes];
}

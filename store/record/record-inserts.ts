import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { NewResource, StoredResource } from '../../domain/record/record-port.ts';
import { nhsNumberIn } from '../../domain/record/resource-columns.ts';
import type { Database } from '../schema.ts';
import { indexTables, type IndexTable } from './index-tables.ts';

/** So that the largest bundle stays far from what one statement may take. */
const atOnce = 500;

/** Puts new resources into the record, many by one statement: one a resource was most of what a transaction took (ADR 51). */
export async function insertResources(
  db: Kysely<Database>,
  now: Date,
  resources: readonly NewResource[],
): Promise<StoredResource[]> {
  for (let from = 0; from < resources.length; from += atOnce) {
    await inserted(resources.slice(from, from + atOnce), now).execute(db);
  }
  return resources.map(({ type, id, patientId, body }) => ({
    ...{ type, id, version: 1, updatedAt: now, patientId, body },
  }));
}

/**
 * A resource never stands without its version, or is found by what it does not say: it is one statement. The keys are taken first,
 * so that a row of an index finds its own by the place in a list, and nothing is joined.
 */
function inserted(resources: readonly NewResource[], now: Date): RawBuilder<unknown> {
  const of = <T>(value: (one: NewResource) => T) => resources.map(value);
  return sql`
    with given as materialized (
      select nextval(pg_get_serial_sequence('record_resources', 'pk')) as pk, g.*
      from unnest(
        ${of(({ organisationId }) => organisationId)}::uuid[], ${of(({ type }) => type)}::text[],
        ${of(({ id }) => id)}::text[], ${of(({ patientId }) => patientId)}::uuid[],
        ${of(({ at }) => at?.toISOString() ?? null)}::timestamptz[], ${of(({ body }) => body)}::text[],
        ${of(nhsNumberOf)}::text[], ${of(({ method }) => method)}::text[], ${of(({ by }) => by)}::uuid[]
      ) with ordinality
        as g (organisation_id, type, id, patient_id, at, body, nhs_number, method, made_by, place)
    ),
    row as (
      insert into record_resources
        (pk, organisation_id, type, id, version, updated_at, patient_id, at, body, nhs_number)
      overriding system value
      select pk, organisation_id, type, id, 1, ${now}::timestamptz, patient_id, at, body, nhs_number
      from given order by place
    ),
    kept as (
      insert into record_versions (pk, version, updated_at, method, made_by, body)
      select pk, 1, ${now}::timestamptz, method, made_by, body from given
    ),
    keys as (select array_agg(pk order by place) as pks from given),
    ${sql.join(indexTables.map((table) => added(table, resources)))}
    select from keys
  `;
}

function added({ name, kind, columns }: IndexTable, resources: readonly NewResource[]): RawBuilder<unknown> {
  const placed = resources.flatMap(({ index }, n) =>
    index.filter((row) => row.kind === kind).map((row) => ({ place: n + 1, row })),
  );
  const rows = placed.map(({ row }) => row);
  const names = sql.join(['parameter', ...columns.map((one) => one.name)].map((one) => sql.ref(one)));
  const given = sql.join([
    sql`${placed.map(({ place }) => place)}::int[]`,
    sql`${rows.map(({ parameter }) => parameter)}::smallint[]`,
    ...columns.map(({ type, values }) => sql`${values(rows)}::${sql.raw(type)}[]`),
  ]);
  return sql`
    ${sql.ref(`added_${kind}`)} as (
      insert into ${sql.ref(name)} (${names}, pk)
      select ${names}, keys.pks[wanted.place]
      from keys, unnest(${given}) as wanted (place, ${names})
    )
  `;
}

/** It stands on the row, so that the schema knows it. */
function nhsNumberOf({ type, index }: NewResource): string | null {
  return type === 'Patient' ? nhsNumberIn(index) : null;
}

import { type Kysely, sql } from 'kysely';
import type { RecordDifference } from '../../../domain/record/record-check.ts';
import type { ResourceColumns } from '../../../domain/record/resource-columns.ts';
import type { Database } from '../../schema.ts';
import { type IndexTable, indexTables, type PlacedRow, wantedRows } from '../index-tables.ts';
import { type CheckedRow, targetsOf } from './checked-rows.ts';

/** A row with what its body says. */
export type ReadRow = { row: CheckedRow; said: ResourceColumns };

/** What readable rows are found by, as their bodies say it. */
export function placedRows(read: readonly ReadRow[]): PlacedRow[] {
  return read.flatMap(({ row: { pk }, said }) => said.index.map((row) => ({ pk, row })));
}

/** Those whose rows in the index tables are not what re-indexing gives. */
export async function findOtherwiseIndexed(
  db: Kysely<Database>,
  read: readonly ReadRow[],
): Promise<Set<string>> {
  const wanted = placedRows(read);
  const pks = read.map(({ row }) => row.pk);
  const found = new Set<string>();
  for (const table of indexTables) {
    for (const pk of await differing(db, table, { wanted, pks })) found.add(pk);
  }
  return found;
}

async function differing(
  db: Kysely<Database>,
  table: IndexTable,
  { wanted, pks }: { wanted: readonly PlacedRow[]; pks: readonly string[] },
): Promise<string[]> {
  const columns = sql.join(
    ['pk', 'parameter', ...table.columns.map(({ name }) => name)].map((name) => sql.ref(name)),
  );
  // "All": a value that stands there twice is one too many.
  const { rows } = await sql<{ pk: string }>`
    with stored as (select ${columns} from ${sql.ref(table.name)} where pk = any (${[...pks]}::bigint[])),
    wanted as (select ${columns} from ${wantedRows(table, wanted)} as wanted (${columns}))
    select distinct pk from (
      (select * from stored except all select * from wanted)
      union all
      (select * from wanted except all select * from stored)
    ) other
  `.execute(db);
  return rows.map(({ pk }) => pk);
}

/** Writes the index rows of these anew, and no others. */
export async function writeIndexAnew(db: Kysely<Database>, read: readonly ReadRow[]): Promise<void> {
  const wanted = placedRows(read);
  const pks = read.map(({ row }) => row.pk);
  for (const table of indexTables) {
    const columns = sql.join(
      ['pk', 'parameter', ...table.columns.map(({ name }) => name)].map((name) => sql.ref(name)),
    );
    await sql`delete from ${sql.ref(table.name)} where pk = any (${pks}::bigint[])`.execute(db);
    await sql`
      insert into ${sql.ref(table.name)} (${columns})
      select ${columns} from ${wantedRows(table, wanted)} as wanted (${columns})
    `.execute(db);
  }
}

/** Whose record that of a patient belongs to: of two that are one person it is the kept one. */
export async function rootsOf(db: Kysely<Database>, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ asked: string; root: string }>`
    with recursive up (asked, id, merged_into) as (
      select p.id, p.id, p.merged_into from patients p where p.id = any (${ids.filter(isUuid)}::uuid[])
      union all
      select up.asked, p.id, p.merged_into from up join patients p on p.id = up.merged_into
    )
    select asked, id as root from up where merged_into is null
  `.execute(db);
  return new Map(rows.map(({ asked, root }) => [asked, root]));
}

const isUuid = (id: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id);

/** Rows that refer to what is not there, or is another organisation’s. What was deleted since is there. */
export async function findDangling(db: Kysely<Database>, read: readonly ReadRow[]): Promise<Set<string>> {
  const wanted = read.flatMap(({ row, said }) =>
    targetsOf(said).map((to) => ({ pk: row.pk, organisationId: row.organisation_id, ...to })),
  );
  const { rows } = await sql<{ pk: string }>`
    select distinct w.pk from unnest(
      ${wanted.map(({ pk }) => pk)}::bigint[], ${wanted.map(({ organisationId }) => organisationId)}::uuid[],
      ${wanted.map(({ type }) => type)}::text[], ${wanted.map(({ id }) => id)}::text[]
    ) as w (pk, organisation_id, type, id)
    where not exists (
        select from record_resources r
        where r.type = w.type and r.id = w.id and r.organisation_id = w.organisation_id
      ) and not exists (
        select from patients p
        where w.type = 'Patient' and p.organisation_id = w.organisation_id
          and p.id = case when w.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then w.id::uuid end
      )
  `.execute(db);
  return new Set(rows.map(({ pk }) => pk));
}

/** Patients of one organisation with one NHS number. The schema allows none; a restored index might. */
export async function findNumberedTwice(db: Kysely<Database>): Promise<RecordDifference[]> {
  const { rows } = await sql<{ type: string; id: string }>`
    select r.type, r.id from record_resources r join (
      select organisation_id, nhs_number from record_resources
      where nhs_number is not null group by 1, 2 having count(*) > 1
    ) twice using (organisation_id, nhs_number)
    order by r.pk
  `.execute(db);
  return rows.map((row) => ({ ...row, faults: ['nhs-number-twice'] }));
}

/** How far the audit trail goes. */
export async function lastOfTrail(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ last: string | null }>`select max(id) as last from audit`.execute(db);
  return Number(rows[0]?.last ?? 0);
}

/** How much of the trail one statement goes through. */
export const trailAtOnce = 20_000;

/** What the trail says was written and is not there. The trail of a write is in its transaction, so either both are or none is. */
export async function findMissing(db: Kysely<Database>, after: number): Promise<RecordDifference[]> {
  const { rows } = await sql<{ type: string; id: string }>`
    select distinct a.subject_kind as type, a.subject_id as id from audit a
    where a.id > ${after}::bigint and a.id <= ${after + trailAtOnce}::bigint and a.action = 'record.written'
      and a.subject_id is not null
      and not exists (
        select from record_resources r join record_versions v on v.pk = r.pk
        where r.type = a.subject_kind and r.id = a.subject_id and r.organisation_id = a.organisation_id
          and v.version = case when jsonb_typeof(a.detail -> 'version') = 'number'
            then (a.detail ->> 'version')::int else v.version end
      )
  `.execute(db);
  return rows.map((row) => ({ ...row, faults: ['missing'] }));
}

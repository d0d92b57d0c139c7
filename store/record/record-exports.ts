import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { PatientId } from '../../domain/ids.ts';
import type {
  RecordExport,
  RecordExportReads,
  RecordExportWrites,
} from '../../domain/record/record-export-port.ts';
import { isResourceType } from '../../domain/record/resource-types.ts';
import { unpreparedPrefix } from '../postgres/connections.ts';
import type { Database, RecordExportTable } from '../schema.ts';
import { resourceOf, type ResourceRow } from './resource-row.ts';

/** Exports that were asked for. */
export function recordExportWrites(db: Kysely<Database>, now: Date): RecordExportWrites {
  return {
    async addExport(one) {
      await db
        .insertInto('record_exports')
        .values({
          ...{ id: one.id, organisation_id: one.organisationId, client_id: one.clientId },
          ...{ group_id: one.groupId, patient_ids: [...one.patientIds], types: [...one.types] },
          ...{ left_out: [...one.leftOut], since: one.since, as_of: one.asOf, request: one.request },
          expires_at: one.expiresAt,
        })
        .execute();
    },

    async cancelExport(id) {
      await db.updateTable('record_exports').set({ cancelled_at: now }).where('id', '=', id).execute();
    },
  };
}

type Part = { pk: string } & ResourceRow;

/**
 * What exports have. A version is of an export if it was the newest one at its moment: that is the same whenever it is read, once every
 * transaction that had begun by then has ended.
 */
export function recordExportReads(db: Kysely<Database>): RecordExportReads {
  return {
    async findExport({ id, clientId, at }) {
      const row = await db
        .selectFrom('record_exports')
        .selectAll()
        .where('id', '=', id)
        .where('client_id', '=', clientId)
        .where('expires_at', '>', at)
        .where('cancelled_at', 'is', null)
        .executeTakeFirst();
      return row && exportOf(row);
    },

    ...exportedParts(db),

    async forgetExports(before) {
      const { numDeletedRows } = await db
        .deleteFrom('record_exports')
        .where('expires_at', '<', before)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** What an export has, and when it has all of it. */
function exportedParts(db: Kysely<Database>): Omit<RecordExportReads, 'findExport' | 'forgetExports'> {
  return {
    async isExportSettled(id) {
      // A change has the time at which it got its connection, which is a little before PostgreSQL has heard of it: a second covers that.
      const { rows } = await sql<{ settled: boolean }>`
        select clock_timestamp() > e.made_at + interval '1 second' and not exists (
          select from pg_stat_activity a
          where a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid()
            and a.xact_start <= e.made_at + interval '1 second'
        ) as settled
        from record_exports e where e.id = ${id}
      `.execute(db);
      return rows[0]?.settled === true;
    },

    async listExportedPatients({ organisationId, patientIds }) {
      const { rows } = await sql<{ patient_id: PatientId }>`
        select distinct r.patient_id from record_resources r
        where r.type = 'Patient' and r.id = any (${[...patientIds]}::text[])
          and r.organisation_id = ${organisationId} and r.patient_id is not null
        order by r.patient_id
      `.execute(db);
      return rows.map((row) => row.patient_id);
    },

    async countExported(of) {
      const patients = await this.listExportedPatients(of);
      const { rows } = await sql<{ type: string; resources: number; deleted: number }>`
        ${sql.raw(unpreparedPrefix)}
        select r.type, count(v.body)::int as resources, (count(*) - count(v.body))::int as deleted
        ${asItStood(of, patients)} and r.type = any (${[...of.types]}::text[])
        group by r.type order by r.type
      `.execute(db);
      return rows.flatMap(({ type, ...counts }) => (isResourceType(type) ? [{ type, ...counts }] : []));
    },

    async listExported(of, { type, patientIds, deleted, limit, after }) {
      const { rows } = await sql<Part>`
        ${sql.raw(unpreparedPrefix)}
        select r.pk, r.type, r.id, v.version, v.updated_at, r.patient_id, v.body
        ${asItStood(of, patientIds)} and r.type = ${type}
          and ${deleted ? sql`v.body is null` : sql`v.body is not null`}
          ${after === undefined ? sql`` : sql`and r.pk > ${after}::bigint`}
        order by r.pk limit ${limit + 1}
      `.execute(db);
      const page = rows.slice(0, limit);
      return { resources: page.map(resourceOf), next: rows.length > limit ? page.at(-1)?.pk : undefined };
    },
  };
}

/** What was deleted counts only where changes are asked for: of all that there is it is no part. */
function asItStood(
  { organisationId, asOf, since }: RecordExport,
  patientIds: readonly PatientId[],
): RawBuilder<unknown> {
  return sql`
    from record_resources r
    join lateral (
      select v.version, v.updated_at, v.body from record_versions v
      where v.pk = r.pk and v.updated_at <= ${asOf} order by v.version desc limit 1
    ) v on true
    where r.organisation_id = ${organisationId} and r.patient_id = any (${[...patientIds]}::uuid[])
      and ${since === null ? sql`v.body is not null` : sql`v.updated_at > ${since}`}
  `;
}

function exportOf(row: Selectable<RecordExportTable>): RecordExport {
  return {
    ...{ id: row.id, organisationId: row.organisation_id, clientId: row.client_id, groupId: row.group_id },
    ...{ patientIds: row.patient_ids, since: row.since, asOf: row.as_of, request: row.request },
    types: row.types.filter(isResourceType),
    leftOut: row.left_out.filter(isResourceType),
    expiresAt: row.expires_at,
  };
}

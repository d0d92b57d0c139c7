import { type Kysely, sql } from 'kysely';
import type { RecordReads, RecordScope, ResourceId } from '../../domain/record/record-port.ts';
import { unpreparedPrefix } from '../postgres/connections.ts';
import type { Database } from '../schema.ts';
import { mayBeSeen, recordSearch } from './record-search.ts';
import type { WriteMethod } from '../../domain/record/record-port.ts';
import { resourceOf, type ResourceRow } from './resource-row.ts';

/** Reading the record. Whose it is and who may see it is a condition of every read. */
export function recordReads(db: Kysely<Database>): RecordReads {
  const versions = (scope: RecordScope, { type, id }: ResourceId) =>
    db
      .selectFrom('record_versions as v')
      .innerJoin('record_resources as r', 'r.pk', 'v.pk')
      .select(['r.type', 'r.id', 'v.version', 'v.updated_at', 'r.patient_id', 'v.body'])
      .where('r.type', '=', type)
      .where('r.id', '=', id)
      .where(mayBeSeen(type, scope));
  return {
    ...recordSearch(db),

    async findResource(scope, { type, id }) {
      const { rows } = await sql<ResourceRow>`
        select r.type, r.id, r.version, r.updated_at, r.patient_id, r.body from record_resources r
        where r.type = ${type} and r.id = ${id} and ${mayBeSeen(type, scope)}
      `.execute(db);
      return rows[0] && resourceOf(rows[0]);
    },

    async findVersion(scope, { version, ...of }) {
      const row = await versions(scope, of).where('v.version', '=', version).executeTakeFirst();
      return row && resourceOf(row);
    },

    async listVersions(scope, of) {
      const rows = await versions(scope, of).orderBy('v.version', 'desc').execute();
      return rows.map(resourceOf);
    },

    async listRecordHistory(scope, { type, id, since, limit, after }) {
      const { rows } = await sql<ResourceRow & { pk: string; method: WriteMethod }>`
        ${sql.raw(unpreparedPrefix)}
        select v.pk, r.type, r.id, v.version, v.updated_at, r.patient_id, v.body, v.method
        from record_versions v join record_resources r on r.pk = v.pk
        where r.type = ${type} and ${mayBeSeen(type, scope)}
          ${id === undefined ? sql`` : sql`and r.id = ${id}`}
          ${since === undefined ? sql`` : sql`and v.updated_at >= ${since}`}
          ${after === undefined ? sql`` : sql`and (v.updated_at, v.pk, v.version) < (${after.at}, ${after.pk}::bigint, ${after.version})`}
        order by v.updated_at desc, v.pk desc, v.version desc
        limit ${limit + 1}
      `.execute(db);
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        versions: page.map((row) => ({ ...resourceOf(row), method: row.method })),
        next: last && { at: last.updated_at, pk: last.pk, version: last.version },
      };
    },
  };
}

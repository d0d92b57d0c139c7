import type { Kysely } from 'kysely';
import type { RecordReads } from '../../domain/record/record-port.ts';
import type { Database } from '../schema.ts';
import { recordSearch } from './record-search.ts';
import { resourceOf } from './resource-row.ts';

/** Reading the record. */
export function recordReads(db: Kysely<Database>): RecordReads {
  const versions = (type: string, id: string) =>
    db
      .selectFrom('record_versions as v')
      .innerJoin('record_resources as r', 'r.pk', 'v.pk')
      .select(['r.type', 'r.id', 'v.version', 'v.updated_at', 'v.body'])
      .where('r.type', '=', type)
      .where('r.id', '=', id);
  return {
    ...recordSearch(db),

    async findResource(type, id) {
      const row = await db
        .selectFrom('record_resources')
        .select(['type', 'id', 'version', 'updated_at', 'body'])
        .where('type', '=', type)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && resourceOf(row);
    },

    async findVersion(type, id, version) {
      const row = await versions(type, id).where('v.version', '=', version).executeTakeFirst();
      return row && resourceOf(row);
    },

    async listVersions(type, id) {
      const rows = await versions(type, id).orderBy('v.version', 'desc').execute();
      return rows.map(resourceOf);
    },
  };
}

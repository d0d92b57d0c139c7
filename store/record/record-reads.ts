import type { Kysely, Selectable } from 'kysely';
import type { RecordReads, StoredResource } from '../../domain/record/record-port.ts';
import { isResourceType } from '../../domain/record/resource-types.ts';
import type { Database, RecordResourceTable } from '../schema.ts';

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

type Row = Pick<Selectable<RecordResourceTable>, 'type' | 'id' | 'version' | 'updated_at' | 'body'>;

function resourceOf({ type, id, version, updated_at, body }: Row): StoredResource {
  if (!isResourceType(type)) throw new Error(`the record holds a ${type}, which it does not know`);
  return { type, id, version, updatedAt: updated_at, body };
}

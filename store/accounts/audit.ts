import type { Kysely } from 'kysely';
import type { Reads } from '../../domain/ports.ts';
import type { Database } from '../schema.ts';

const pageSize = 50;
// Postgres's largest bigint: the contract lets nineteen digits through.
const lastId = 2n ** 63n - 1n;

/** The audit trail, page by page; names are the current ones, the ids under them never change. */
export function auditReads(db: Kysely<Database>): Pick<Reads, 'listAudit'> {
  return {
    async listAudit(organisationId, before) {
      const asked = before === null ? lastId : BigInt(before);
      const rows = await db
        .selectFrom('audit')
        .leftJoin('people', (join) =>
          join.onRef('people.id', '=', 'audit.actor_id').on('audit.actor_kind', '=', 'person'),
        )
        .leftJoin('stations', (join) =>
          join.onRef('stations.id', '=', 'audit.actor_id').on('audit.actor_kind', '=', 'station'),
        )
        .leftJoin('guests', (join) =>
          join.onRef('guests.id', '=', 'audit.actor_id').on('audit.actor_kind', '=', 'guest'),
        )
        .select(['audit.id', 'audit.at', 'audit.actor_kind', 'audit.action', 'audit.detail'])
        .select(['audit.subject_kind', 'audit.subject_id'])
        .select(({ fn }) => fn.coalesce('people.name', 'stations.name', 'guests.name').as('actor_name'))
        .where('audit.organisation_id', '=', organisationId)
        .where('audit.id', before === null ? '<=' : '<', String(asked < lastId ? asked : lastId))
        .orderBy('audit.id', 'desc')
        .limit(pageSize + 1)
        .execute();
      const page = rows.slice(0, pageSize);
      return {
        events: page.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          actorKind: row.actor_kind,
          actorName: row.actor_name,
          action: row.action,
          subjectKind: row.subject_kind,
          subjectId: row.subject_id,
          detail: row.detail,
        })),
        next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null,
      };
    },
  };
}

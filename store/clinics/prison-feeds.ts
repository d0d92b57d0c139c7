import type { Kysely, Selectable } from 'kysely';
import type { PersonMoveReads, PersonMoveWrites, PrisonFeed } from '../../domain/clinics/person-move-port.ts';
import type { Database, PrisonFeedTable } from '../schema.ts';

type OfFeeds = 'lockFeeds' | 'addFeed' | 'lockFeed' | 'revokeFeed' | 'markFeed';

/** The systems that may tell where people in prison are. */
export function feedWrites(db: Kysely<Database>, now: Date): Pick<PersonMoveWrites, OfFeeds> {
  const select = () => db.selectFrom('prison_feeds').selectAll();
  return {
    async lockFeeds(organisationId) {
      await select().where('organisation_id', '=', organisationId).orderBy('id').forNoKeyUpdate().execute();
    },

    async addFeed({ id, organisationId, name, secret }, by) {
      await db
        .insertInto('prison_feeds')
        .values({ id, organisation_id: organisationId, name, secret, made_by: by, made_at: now })
        .execute();
    },

    async lockFeed(feedId) {
      const row = await select().where('id', '=', feedId).forNoKeyUpdate().executeTakeFirst();
      return row && feedOf(row);
    },

    async revokeFeed(feedId, by) {
      await db
        .updateTable('prison_feeds')
        .set({ revoked_at: now, revoked_by: by })
        .where('id', '=', feedId)
        .execute();
    },

    async markFeed(feedId) {
      await db.updateTable('prison_feeds').set({ heard_at: now }).where('id', '=', feedId).execute();
    },
  };
}

/** The same outside of a transaction. */
export function feedReads(db: Kysely<Database>): Pick<PersonMoveReads, 'findFeed' | 'listFeeds'> {
  return {
    async findFeed(feedId) {
      const row = await db.selectFrom('prison_feeds').selectAll().where('id', '=', feedId).executeTakeFirst();
      return row && feedOf(row);
    },

    async listFeeds(organisationId) {
      const rows = await db
        .selectFrom('prison_feeds as f')
        .innerJoin('people', 'people.id', 'f.made_by')
        .select(['f.id', 'f.name', 'f.made_at', 'f.heard_at', 'f.revoked_at', 'people.name as maker_name'])
        .where('f.organisation_id', '=', organisationId)
        .orderBy((row) => row('f.revoked_at', 'is not', null))
        .orderBy('f.name')
        .orderBy('f.id')
        .execute();
      return rows.map((row) => ({
        feedId: row.id,
        name: row.name,
        madeAt: row.made_at.toISOString(),
        madeByName: row.maker_name,
        heardAt: row.heard_at?.toISOString() ?? null,
        revokedAt: row.revoked_at?.toISOString() ?? null,
      }));
    },
  };
}

function feedOf(row: Selectable<PrisonFeedTable>): PrisonFeed {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    secret: row.secret,
    revokedAt: row.revoked_at,
  };
}

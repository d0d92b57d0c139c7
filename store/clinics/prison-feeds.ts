import { type Kysely, type Selectable, sql } from 'kysely';
import type { PersonMoveReads, PersonMoveWrites, PrisonFeed } from '../../domain/clinics/person-move-port.ts';
import type { PrisonFeedView } from '../../domain/clinics/person-move-wire.ts';
import type { PrisonFeedId, SiteId } from '../../domain/ids.ts';
import type { Clock } from '../../domain/ports.ts';
import type { Database, PrisonFeedTable } from '../schema.ts';

type OfFeeds = 'lockFeeds' | 'addFeed' | 'lockFeed' | 'revokeFeed' | 'markFeed' | 'countRefused';

/** The systems that may tell where people in prison are. */
export function feedWrites(db: Kysely<Database>, now: Date): Pick<PersonMoveWrites, OfFeeds> {
  const select = () => db.selectFrom('prison_feeds').selectAll();
  return {
    async lockFeeds(organisationId) {
      await select().where('organisation_id', '=', organisationId).orderBy('id').forNoKeyUpdate().execute();
    },

    async addFeed({ id, organisationId, name, siteIds, secret }, by) {
      await db
        .insertInto('prison_feeds')
        .values({ id, organisation_id: organisationId, name, secret, made_by: by, made_at: now })
        .execute();
      await db
        .insertInto('prison_feed_sites')
        .values(siteIds.map((siteId) => ({ feed_id: id, site_id: siteId, organisation_id: organisationId })))
        .execute();
    },

    async lockFeed(feedId) {
      const row = await select().where('id', '=', feedId).forNoKeyUpdate().executeTakeFirst();
      return row && feedOf(row, await siteIdsOf(db, feedId));
    },

    async revokeFeed(feedId, by) {
      await db
        .updateTable('prison_feeds')
        .set({ revoked_at: now, revoked_by: by })
        .where('id', '=', feedId)
        .execute();
    },

    async countRefused(feedId) {
      await db
        .updateTable('prison_feeds')
        .set((row) => ({ refused_events: row('refused_events', '+', 1), refused_at: now }))
        .where('id', '=', feedId)
        .execute();
    },

    async markFeed(feedId) {
      await db.updateTable('prison_feeds').set({ heard_at: now }).where('id', '=', feedId).execute();
    },
  };
}

/** The same outside of a transaction. */
export function feedReads(
  db: Kysely<Database>,
  clock: Clock,
): Pick<PersonMoveReads, 'findFeed' | 'listFeeds'> {
  return {
    async findFeed(feedId) {
      const row = await db.selectFrom('prison_feeds').selectAll().where('id', '=', feedId).executeTakeFirst();
      return row && feedOf(row, await siteIdsOf(db, feedId));
    },

    async listFeeds(organisationId) {
      const rows = await db
        .selectFrom('prison_feeds as f')
        .innerJoin('people', 'people.id', 'f.made_by')
        .select(['f.id', 'f.name', 'f.made_at', 'f.heard_at', 'f.revoked_at', 'people.name as maker_name'])
        .select([
          'f.refused_events',
          'f.refused_at',
          sitesOf.as('sites'),
          lastWeek(clock.now()).as('last_week'),
        ])
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
        sites: row.sites,
        lastWeek: row.last_week,
        refused: { events: row.refused_events, at: row.refused_at?.toISOString() ?? null },
      }));
    },
  };
}

const sitesOf = sql<PrisonFeedView['sites']>`array(
  select json_build_object('siteId', s.id, 'name', s.name)
  from prison_feed_sites fs join sites s on s.id = fs.site_id where fs.feed_id = f.id order by s.name, s.id
)`;

const weekMs = 7 * 24 * 3600 * 1000;

function lastWeek(now: Date) {
  return sql<PrisonFeedView['lastWeek']>`array(
    select json_build_object('answer', m.answer, 'events', count(*)::integer)
    from person_moves m
    where m.feed_id = f.id and m.answer is not null and m.told_at > ${new Date(now.getTime() - weekMs)}::timestamptz
    group by m.answer order by m.answer
  )`;
}

async function siteIdsOf(db: Kysely<Database>, feedId: PrisonFeedId): Promise<SiteId[]> {
  const rows = await db
    .selectFrom('prison_feed_sites')
    .select('site_id')
    .where('feed_id', '=', feedId)
    .execute();
  return rows.map((row) => row.site_id);
}

function feedOf(row: Selectable<PrisonFeedTable>, siteIds: readonly SiteId[]): PrisonFeed {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    siteIds,
    secret: row.secret,
    revokedAt: row.revoked_at,
  };
}

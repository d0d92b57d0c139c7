import { type Kysely, type Selectable, sql } from 'kysely';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Queue, QueueReads, QueueWrites } from '../../domain/queues/queue.ts';
import type { Database, QueueTable } from '../schema.ts';

/** Where calls wait, and which sites' calls wait there. */
export function queueWrites(db: Kysely<Database>, now: Date): QueueWrites {
  return {
    list: (organisationId) => listQueues(db, organisationId),

    async find(queueId) {
      const row = await db.selectFrom('queues').selectAll().where('id', '=', queueId).executeTakeFirst();
      return row && queueOf(row);
    },

    ...queueLocks(db),

    async findOfSite(siteId) {
      const row = await db
        .selectFrom('queues')
        .innerJoin('sites', 'sites.queue_id', 'queues.id')
        .selectAll('queues')
        .where('sites.id', '=', siteId)
        .executeTakeFirst();
      return row && queueOf(row);
    },

    // Later than the previous one, also within one transaction: new sites start in the oldest queue.
    async add({ id, organisationId, name, settings }) {
      await sql`
        insert into queues (id, organisation_id, name, settings, created_at)
        select ${id}::uuid, ${organisationId}::uuid, ${name}, ${JSON.stringify(settings)}::jsonb,
          greatest(${now}::timestamptz, max(created_at) + interval '1 millisecond')
        from queues where organisation_id = ${organisationId}
      `.execute(db);
    },

    async change(queueId, { name, settings }) {
      await db
        .updateTable('queues')
        .set({ name, settings: JSON.stringify(settings) })
        .where('id', '=', queueId)
        .execute();
    },

    async assignSite(siteId, queueId) {
      await db.updateTable('sites').set({ queue_id: queueId }).where('id', '=', siteId).execute();
    },

    async setProfile(personId, { skills, phone }) {
      await db
        .updateTable('people')
        .set({ skills: [...skills], phone })
        .where('id', '=', personId)
        .execute();
    },
  };
}

function queueLocks(db: Kysely<Database>): Pick<QueueWrites, 'lock' | 'lockSite'> {
  return {
    async lock(queueId) {
      const row = await db
        .selectFrom('queues')
        .selectAll()
        .where('id', '=', queueId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && queueOf(row);
    },

    async lockSite(siteId) {
      return db
        .selectFrom('sites')
        .select(['organisation_id as organisationId', 'queue_id as queueId'])
        .where('id', '=', siteId)
        .forNoKeyUpdate()
        .executeTakeFirst();
    },
  };
}

/** Every queue of one organisation. */
export function queueReads(db: Kysely<Database>): QueueReads {
  return { listQueues: (organisationId) => listQueues(db, organisationId) };
}

async function listQueues(db: Kysely<Database>, organisationId: OrganisationId): Promise<Queue[]> {
  const rows = await db
    .selectFrom('queues')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(queueOf);
}

function queueOf(row: Selectable<QueueTable>): Queue {
  return { id: row.id, organisationId: row.organisation_id, name: row.name, settings: row.settings };
}

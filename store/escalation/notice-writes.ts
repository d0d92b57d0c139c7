import { type Kysely, sql } from 'kysely';
import type {
  EscalationReads,
  NoticeKind,
  NoticeSince,
  NoticeWrites,
  PushWrites,
} from '../../domain/escalation/escalation-port.ts';
import type { NoticeId, OrganisationId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';

/** Warnings to managers. */
export function noticeWrites(db: Kysely<Database>, now: Date): NoticeWrites {
  return {
    async addNotice({ id, organisationId, kind, key, detail }) {
      const added = await db
        .insertInto('notices')
        .values({
          id,
          organisation_id: organisationId,
          kind,
          key,
          detail: JSON.stringify(detail),
          raised_at: now,
          acknowledged_by: null,
          acknowledged_at: null,
        })
        .onConflict((conflict) =>
          conflict.columns(['organisation_id', 'key']).where('ended_at', 'is', null).doNothing(),
        )
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },

    raiseAgain: (notice) => raiseAgain(db, now, notice),
    hasNoticeSince: (organisationId, kind, since) => hasNoticeSince(db, { organisationId, kind, since }),

    endNotices: (organisationId, of) => endNotices(db, now, { organisationId, ...of }),

    async findNotice(noticeId) {
      return db
        .selectFrom('notices')
        .select('organisation_id as organisationId')
        .where('id', '=', noticeId)
        .executeTakeFirst();
    },

    acknowledgeByKey: (...of) => acknowledgeByKey(db, now, of),

    async acknowledgeNotice(noticeId, by) {
      const changed = await db
        .updateTable('notices')
        .set({ acknowledged_by: by, acknowledged_at: now })
        .where('id', '=', noticeId)
        .where('acknowledged_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return changed !== undefined;
    },
  };
}

async function acknowledgeByKey(
  db: Kysely<Database>,
  now: Date,
  [organisationId, key, by]: Parameters<NoticeWrites['acknowledgeByKey']>,
): Promise<boolean> {
  const changed = await db
    .updateTable('notices')
    .set({ acknowledged_by: by, acknowledged_at: now })
    .where('organisation_id', '=', organisationId)
    .where('key', '=', key)
    .where('acknowledged_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** One statement: of two processes only one finds it under another key. */
async function raiseAgain(
  db: Kysely<Database>,
  now: Date,
  { organisationId, kind, key, detail }: Parameters<NoticeWrites['raiseAgain']>[0],
): Promise<NoticeId | undefined> {
  const again = await db
    .updateTable('notices')
    .set({ key, detail: JSON.stringify(detail), raised_at: now })
    .where('organisation_id', '=', organisationId)
    .where('kind', '=', kind)
    .where('key', '!=', key)
    .where('acknowledged_at', 'is', null)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return again?.id;
}

async function endNotices(
  db: Kysely<Database>,
  now: Date,
  {
    organisationId,
    kind,
    exceptKeys,
  }: { organisationId: OrganisationId } & Parameters<NoticeWrites['endNotices']>[1],
): Promise<NoticeId[]> {
  const ended = await db
    .updateTable('notices')
    .set({ ended_at: now })
    .where('organisation_id', '=', organisationId)
    .where('kind', '=', kind)
    .where('ended_at', 'is', null)
    .where(sql<boolean>`key <> all (${exceptKeys}::text[])`)
    .returning('id')
    .execute();
  return ended.map(({ id }) => id);
}

async function hasNoticeSince(
  db: Kysely<Database>,
  { organisationId, kind, since }: { organisationId: OrganisationId; kind: NoticeKind; since: NoticeSince },
): Promise<boolean> {
  const found = await db
    .selectFrom('notices')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('kind', '=', kind)
    .where((row) =>
      row.or([
        row('ended_at', '>', since.ended),
        row.and([
          row('ended_at', 'is', null),
          row.or([row('acknowledged_at', 'is', null), row('acknowledged_at', '>', since.acknowledged)]),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** What managers have not acknowledged yet. */
export function noticeReads(db: Kysely<Database>): EscalationReads {
  return {
    listOpenNotices: (organisationId) => listOpenNotices(db, organisationId),

    async countLateMessages() {
      const { count } = await db
        .selectFrom('deliveries')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('state', '=', 'late')
        .executeTakeFirstOrThrow();
      return Number(count);
    },
  };
}

async function listOpenNotices(db: Kysely<Database>, organisationId: OrganisationId) {
  const [rows, people, queues] = await Promise.all([
    db
      .selectFrom('notices')
      .select(['id', 'kind', 'detail', 'raised_at'])
      .where('organisation_id', '=', organisationId)
      .where('acknowledged_at', 'is', null)
      .where('ended_at', 'is', null)
      .orderBy('raised_at')
      .orderBy('id')
      .execute(),
    names(db, 'people', organisationId),
    names(db, 'queues', organisationId),
  ]);
  return rows.map(({ id, kind, detail, raised_at }) => ({
    noticeId: id,
    kind,
    personName: people.get(textIn(detail['clinicianId'] ?? detail['personId'])) ?? null,
    queueName: queues.get(textIn(detail['queueId'])) ?? null,
    from: instantIn(detail['from']),
    until: instantIn(detail['until']),
    onBreak: numberIn(detail['onBreak']),
    raisedAt: raised_at.toISOString(),
  }));
}

async function names(
  db: Kysely<Database>,
  table: 'people' | 'queues',
  organisationId: OrganisationId,
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom(table)
    .select(['id', 'name'])
    .where('organisation_id', '=', organisationId)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function instantIn(value: unknown): string | null {
  const at = new Date(textIn(value));
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** Browsers that get a web push while no page of ours is open in them. */
export function pushWrites(db: Kysely<Database>, now: Date): PushWrites {
  return {
    async addPushSubscription(personId, { endpoint, p256dh, auth }) {
      await db
        .insertInto('push_subscriptions')
        .values({ endpoint, person_id: personId, p256dh, auth, created_at: now })
        .onConflict((conflict) =>
          conflict.column('endpoint').doUpdateSet({ person_id: personId, p256dh, auth, created_at: now }),
        )
        .execute();
    },

    async hasPushSubscription(personId, endpoint) {
      const found = await db
        .selectFrom('push_subscriptions')
        .select('endpoint')
        .where('endpoint', '=', endpoint)
        .where('person_id', '=', personId)
        .executeTakeFirst();
      return found !== undefined;
    },

    async removePushSubscription(personId, endpoint) {
      await db
        .deleteFrom('push_subscriptions')
        .where('person_id', '=', personId)
        .where('endpoint', '=', endpoint)
        .execute();
    },

    async dropPushSubscriptions(endpoints) {
      await sql`delete from push_subscriptions where endpoint = any(${[...endpoints]}::text[])`.execute(db);
    },
  };
}

import { type Kysely, sql } from 'kysely';
import type { PushWrites } from '../domain/escalation/escalation-port.ts';
import type { Database } from './schema.ts';

/** Browsers that are rung while no page of ours is open in them. */
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

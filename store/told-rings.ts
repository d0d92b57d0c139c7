import { type Kysely, sql } from 'kysely';
import type { CallWrites, Clock, Reads } from '../domain/ports.ts';
import type { Database } from './schema.ts';

/** When the fact of a ring was sent: from then on its browser can be expected to answer. */
export function notifiedRingMarks(db: Kysely<Database>, clock: Clock): Pick<Reads, 'markNotified'> {
  return {
    // Whoever settles an offer at this moment holds its row, and then nobody asks any more.
    async markNotified(offerIds) {
      await sql`
        with ringing as (
          select id from offers where id = any(${offerIds}::uuid[]) and state = 'ringing' and told_at is null
          order by id for no key update skip locked
        )
        update offers set told_at = ${clock.now()}::timestamptz from ringing where offers.id = ringing.id
      `.execute(db);
    },
  };
}

/** The same as seen by a transaction that holds the offer. */
export function notifiedRingReads(db: Kysely<Database>): Pick<CallWrites, 'findNotifiedAt'> {
  return {
    async findNotifiedAt(offerId) {
      const row = await db
        .selectFrom('offers')
        .select('told_at')
        .where('id', '=', offerId)
        .executeTakeFirst();
      return row?.told_at ?? undefined;
    },
  };
}

import { type Kysely, sql } from 'kysely';
import type { ClinicMessageWrites } from '../../domain/clinics/message-port.ts';
import type { ClinicMessageId, DeliveryId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';

type OfReceipts =
  'lockDelivery' | 'findReceipt' | 'addReceipt' | 'countSameTexts' | 'failDelivery' | 'reopenDelivery';

/** What providers say afterwards of what they have taken, once for each attempt. */
export function receiptWrites(db: Kysely<Database>, now: Date): Pick<ClinicMessageWrites, OfReceipts> {
  return {
    async lockDelivery(deliveryId) {
      const row = await db
        .selectFrom('deliveries')
        .select(['id', 'clinic_message_id', 'channel', 'state', 'attempts'])
        .where('id', '=', deliveryId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (row === undefined || row.clinic_message_id === null) return undefined;
      return {
        deliveryId: row.id,
        messageId: row.clinic_message_id,
        channel: row.channel,
        state: row.state,
        attempts: row.attempts,
      };
    },

    async addReceipt(deliveryId, attempt, outcome) {
      const added = await db
        .insertInto('delivery_receipts')
        .values({ delivery_id: deliveryId, attempt, outcome, came_at: now })
        .onConflict((conflict) => conflict.columns(['delivery_id', 'attempt']).doNothing())
        .returning('attempt')
        .executeTakeFirst();
      return added !== undefined;
    },

    async findReceipt(deliveryId, attempt) {
      const row = await db
        .selectFrom('delivery_receipts')
        .select('outcome')
        .where('delivery_id', '=', deliveryId)
        .where('attempt', '=', attempt)
        .executeTakeFirst();
      return row?.outcome;
    },

    countSameTexts: (messageId, deliveryId, since) => countSameTexts(db, { messageId, deliveryId, since }),

    ...deliveryChanges(db, now),
  };
}

function deliveryChanges(
  db: Kysely<Database>,
  now: Date,
): Pick<ClinicMessageWrites, 'failDelivery' | 'reopenDelivery'> {
  return {
    async failDelivery(deliveryId, code) {
      await db
        .updateTable('deliveries')
        .set({ state: 'failed', error: code, updated_at: now })
        .where('id', '=', deliveryId)
        .execute();
    },

    async reopenDelivery(deliveryId, { at, late, code }) {
      await db
        .updateTable('deliveries')
        .set({ state: late ? 'late' : 'pending', error: code, due_at: at, updated_at: now })
        .where('id', '=', deliveryId)
        .execute();
    },
  };
}

/** Two people can have one number: a telephone of the ward. */
async function countSameTexts(
  db: Kysely<Database>,
  { messageId, deliveryId, since }: { messageId: ClinicMessageId; deliveryId: DeliveryId; since: Date },
): Promise<number> {
  const { rows } = await sql<{ texts: number }>`
    select count(*)::integer as texts
    from delivery_receipts r
    join deliveries d on d.id = r.delivery_id and d.channel = 'sms'
    join clinic_messages m on m.id = d.clinic_message_id
    left join people p on p.id = d.person_id
    left join patients t on t.id = m.patient_id
    join clinic_messages one on one.id = ${messageId}
    join deliveries this on this.id = ${deliveryId}
    left join people same on same.id = this.person_id
    left join patients other on other.id = one.patient_id
    where r.came_at > ${since} and m.organisation_id = one.organisation_id and m.key = one.key
      and coalesce(p.phone, t.phone) = coalesce(same.phone, other.phone)
  `.execute(db);
  return rows[0]?.texts ?? 0;
}

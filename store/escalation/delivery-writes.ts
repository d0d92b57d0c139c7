import { type Kysely, sql } from 'kysely';
import type { DeliveryWrites, NewDelivery } from '../../domain/escalation/escalation-port.ts';
import type { CallId, DeliveryId } from '../../domain/ids.ts';
import { becauseColumns, becauseOf, claimDelivery, claimDigest, lockDigest } from './delivery-claims.ts';
import type { Database, DeliveryTable } from '../schema.ts';

/** The states in which a message is still to be sent. */
const open = ['pending', 'late'] as const;

/** Messages to people, until they are delivered or given up. */
export function deliveryWrites(db: Kysely<Database>, now: Date): DeliveryWrites {
  return {
    addDeliveries: (deliveries) => addDeliveries(db, deliveries, now),

    async findDelivery(deliveryId) {
      const row = await db
        .selectFrom('deliveries')
        .leftJoin('escalation_steps', 'escalation_steps.id', 'deliveries.step_id')
        .leftJoin('visits', 'visits.id', 'deliveries.visit_id')
        .selectAll('deliveries')
        .select(({ fn }) => fn.coalesce('escalation_steps.call_id', 'visits.call_id').as('call_id'))
        .where('deliveries.id', '=', deliveryId)
        .executeTakeFirst();
      return row && foundOf(row);
    },

    claimDelivery: (deliveryId, until) => claimDelivery(db, { deliveryId, until, now }),
    lockDigest: (deliveryId) => lockDigest(db, deliveryId),
    claimDigest: (personId, until) => claimDigest(db, { personId, until, now }),

    async settleDelivery(deliveryId, state, code) {
      await db
        .updateTable('deliveries')
        .set({ state, error: code, updated_at: now })
        .where('id', '=', deliveryId)
        .where('state', 'in', open)
        .execute();
    },

    async postponeDelivery(deliveryId, { until, code, late }) {
      await db
        .updateTable('deliveries')
        .set({ due_at: until, error: code, updated_at: now, ...(late && { state: 'late' }) })
        .where('id', '=', deliveryId)
        .where('state', 'in', open)
        .execute();
    },

    acknowledgeDelivery: (deliveryId) => acknowledgeDelivery(db, deliveryId, now),
  };
}

/** One statement for any number of messages, always with the same text: it is prepared once. */
async function addDeliveries(
  db: Kysely<Database>,
  deliveries: readonly NewDelivery[],
  now: Date,
): Promise<void> {
  if (deliveries.length === 0) {
    return;
  }
  const why = deliveries.map(({ because }) => becauseColumns(because));
  await sql`
    insert into deliveries
      (id, organisation_id, step_id, notice_id, call_back_id, visit_id, clinic_message_id, person_id, channel, due_at, state, created_at, updated_at)
    select added.*, 'pending', ${now}::timestamptz, ${now}::timestamptz
    from unnest(
      ${deliveries.map(({ id }) => id)}::uuid[],
      ${deliveries.map(({ organisationId }) => organisationId)}::uuid[],
      ${why.map(({ step_id }) => step_id)}::uuid[],
      ${why.map(({ notice_id }) => notice_id)}::uuid[],
      ${why.map(({ call_back_id }) => call_back_id)}::uuid[],
      ${why.map(({ visit_id }) => visit_id)}::uuid[],
      ${why.map(({ clinic_message_id }) => clinic_message_id)}::uuid[],
      ${deliveries.map(({ personId }) => personId)}::uuid[],
      ${deliveries.map(({ channel }) => channel)}::text[],
      ${deliveries.map(({ dueAt }) => dueAt ?? now)}::timestamptz[]
    ) as added
  `.execute(db);
}

async function acknowledgeDelivery(
  db: Kysely<Database>,
  deliveryId: DeliveryId,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update deliveries d set state = 'acknowledged', updated_at = ${now}
    from deliveries opened
    where opened.id = ${deliveryId} and d.person_id = opened.person_id and d.state in ('pending', 'late', 'delivered')
      and (d.step_id, d.notice_id, d.call_back_id, d.visit_id, d.clinic_message_id) is not distinct from
        (opened.step_id, opened.notice_id, opened.call_back_id, opened.visit_id, opened.clinic_message_id)
    returning d.id
  `.execute(db);
  return rows.length > 0;
}

type FoundRow = Omit<DeliveryTable, 'attempts'> & { attempts: number; call_id: CallId | null };

function foundOf(row: FoundRow): NonNullable<Awaited<ReturnType<DeliveryWrites['findDelivery']>>> {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    because: becauseOf(row),
    personId: row.person_id,
    channel: row.channel,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at,
    callId: row.call_id,
  };
}

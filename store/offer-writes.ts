import { type Kysely, sql } from 'kysely';
import type { CallLife, Offer } from '../domain/calls/call.ts';
import type { CallWrites } from '../domain/ports.ts';
import { lifeColumns, offerOf } from './rows.ts';
import type { Database } from './schema.ts';

/** Ringing a clinician: opened at most once per call and per clinician, whoever asks. */
export function offerWrites(db: Kysely<Database>, now: Date): Pick<CallWrites, 'findOffer' | 'settleOffer'> {
  return {
    async findOffer(offerId) {
      const row = await selectOffers(db).where('offers.id', '=', offerId).executeTakeFirst();
      return row && offerOf(row);
    },

    async settleOffer(offerId, state, reason) {
      await db
        .updateTable('offers')
        .set({ state, reason, settled_at: now, released_at: state === 'accepted' ? null : now })
        .where('id', '=', offerId)
        .where('state', '=', 'ringing')
        .execute();
    },
  };
}

/** One statement for both rows; a unique index that refuses the offer leaves the call as it was. */
export async function openOffer(db: Kysely<Database>, offer: Offer, life: CallLife): Promise<boolean> {
  const columns = lifeColumns(life);
  const { rows } = await sql`
    with opened as (
      insert into offers (id, call_id, clinician_id, state, rang_at, deadline)
      values (${offer.id}, ${offer.callId}, ${offer.clinicianId}, ${offer.state}, ${offer.rangAt}, ${offer.deadline})
      on conflict do nothing
      returning call_id
    )
    update calls set phase = ${columns.phase}, since = ${columns.since}, offer_id = ${columns.offer_id},
      clinician_id = ${columns.clinician_id}, deadline = ${columns.deadline}
    from opened where calls.id = opened.call_id
    returning calls.id
  `.execute(db);
  return rows.length === 1;
}

/** Offers with what a domain offer needs of their call. */
export function selectOffers(db: Kysely<Database>) {
  return db
    .selectFrom('offers')
    .innerJoin('calls', 'calls.id', 'offers.call_id')
    .select([
      'offers.id',
      'offers.call_id',
      'calls.organisation_id',
      'offers.clinician_id',
      'offers.state',
      'offers.rang_at',
      'offers.deadline',
    ]);
}

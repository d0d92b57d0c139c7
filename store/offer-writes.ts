import { type Kysely, sql } from 'kysely';
import type { CallLife, Offer } from '../domain/calls/call.ts';
import { ringingOffers } from '../domain/calls/life.ts';
import type { CallWrites } from '../domain/ports.ts';
import { lifeColumns, offerOf } from './rows.ts';
import type { Database } from './schema.ts';

type OfOffers = 'findOffer' | 'openOffer' | 'openInvitation' | 'listRinging' | 'settleOffer';

/** Ringing clinicians: opened at most once per place of a call and per clinician, whoever asks. */
export function offerWrites(db: Kysely<Database>, now: Date): Pick<CallWrites, OfOffers> {
  return {
    async findOffer(offerId) {
      const row = await selectOffers(db).where('offers.id', '=', offerId).executeTakeFirst();
      return row && offerOf(row);
    },

    openOffer: (offer, lives) => openOffer(db, offer, lives),

    async openInvitation(offer) {
      const row = await db
        .insertInto('offers')
        .values({
          id: offer.id,
          call_id: offer.callId,
          clinician_id: offer.clinicianId,
          kind: offer.kind,
          visit_id: offer.visitId,
          place: offer.place,
          state: offer.state,
          rang_at: offer.rangAt,
          deadline: offer.deadline,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    async listRinging(callId) {
      const rows = await selectOffers(db)
        .where('offers.call_id', '=', callId)
        .where('offers.state', '=', 'ringing')
        .orderBy('offers.place')
        .execute();
      return rows.map(offerOf);
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

/**
 * One statement, which holds the call's row, goes on only where its life is still `from`, and moves the call only when
 * no unique index has refused the offer. An offer never changes once it stands in a call, so its id is enough to
 * compare.
 */
async function openOffer(
  db: Kysely<Database>,
  offer: Offer,
  { from, to }: { from: CallLife; to: CallLife },
): Promise<boolean> {
  const since = from.phase === 'ended' ? from.at : from.since;
  const before = ringingOffers(from).map(({ offerId }) => offerId);
  const after = lifeColumns(to);
  const { rows } = await sql`
    with held as (
      select id from calls
      where id = ${offer.callId}::uuid and phase = ${from.phase}
        and date_trunc('milliseconds', since) = ${since}::timestamptz
        and coalesce(jsonb_path_query_array(ringing, '$[*].offerId'), '[]') = ${JSON.stringify(before)}::jsonb
      for no key update
    ), opened as (
      insert into offers (id, call_id, clinician_id, kind, place, state, rang_at, deadline, heard_at)
      select ${offer.id}::uuid, held.id, ${offer.clinicianId}::uuid, ${offer.kind}, ${offer.place}::smallint,
        ${offer.state}, ${offer.rangAt}::timestamptz, ${offer.deadline}::timestamptz,
        ${offer.heardAt}::timestamptz
      from held
      on conflict do nothing
      returning call_id
    )
    update calls set phase = ${after.phase}, since = ${after.since}, ringing = ${after.ringing},
      clinician_id = ${after.clinician_id}, visit_id = ${after.visit_id}, end_reason = ${after.end_reason}
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
      'offers.kind',
      'offers.visit_id',
      'offers.place',
      'offers.state',
      'offers.rang_at',
      'offers.deadline',
      'offers.heard_at',
    ]);
}

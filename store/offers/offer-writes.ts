import { type Kysely, sql } from 'kysely';
import type { Call, Offer } from '../../domain/calls/call.ts';
import { ringingOffers } from '../../domain/calls/life.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OfferId } from '../../domain/ids.ts';
import type { CallWrites, Clock, Reads } from '../../domain/ports.ts';
import { callOf, lifeColumns, offerOf, originColumns } from '../calls/rows.ts';
import { executePipelined, pipelinedPrefix } from '../postgres/connections.ts';
import type { Database } from '../schema.ts';

type OfOffers =
  'findOffer' | 'lockOffer' | 'answer' | 'openOffer' | 'openInvitation' | 'settleOffer' | 'releaseOffer';

/** Ringing clinicians: at most one open offer per place of a call and per clinician, whoever opens it. */
export function offerWrites(db: Kysely<Database>, now: Date): Pick<CallWrites, OfOffers> {
  return {
    async findOffer(offerId) {
      const row = await selectOffers(db).where('offers.id', '=', offerId).executeTakeFirst();
      return row && offerOf(row);
    },

    lockOffer: (offerId) => lockOffer(db, offerId),

    answer: (answered) => answer(db, now, answered),

    openOffer: (offer, lives) => openOffer(db, offer, lives),

    async openInvitation(offer) {
      const row = await db
        .insertInto('offers')
        .values({
          id: offer.id,
          ...originColumns(offer.origin),
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

    async settleOffer(offerId, state, reason) {
      const settled = db
        .updateTable('offers')
        .set({ state, reason, settled_at: now, released_at: state === 'accepted' ? null : now })
        .where('id', '=', offerId)
        .where('state', '=', 'ringing');
      await executePipelined(db, settled);
    },

    async releaseOffer(offerId) {
      await sql`${sql.raw(pipelinedPrefix)}
        with released as (
          update offers set released_at = ${now}::timestamptz
          where id = ${offerId} and state = 'accepted' and released_at is null
          returning clinician_id
        )
        update duties set idle_since = ${now}::timestamptz
        from released where duties.clinician_id = released.clinician_id
      `.execute(db);
    },
  };
}

/**
 * Waits for the row of the call or the booking first, as everywhere; each row is read again once it is locked, because it may
 * have changed during the wait. Of a call, which somebody's ring waits for, it is one statement.
 */
async function lockOffer(
  db: Kysely<Database>,
  offerId: OfferId,
): Promise<{ call: Call | undefined; offer: Offer } | undefined> {
  const { rows } = await sql<LockedRow>`
    select c.*, o.id as offer_id, o.clinician_id as offer_clinician_id, o.kind as offer_kind,
      o.visit_id as offer_visit_id, o.place as offer_place, o.state as offer_state, o.rang_at as offer_rang_at,
      o.deadline as offer_deadline, o.heard_at as offer_heard_at
    from calls c join offers o on o.call_id = c.id
    where o.id = ${offerId}
    for no key update of c, o
  `.execute(db);
  const [row] = rows;
  return row === undefined
    ? lockBookedOffer(db, offerId)
    : { call: callOf(row), offer: offerOf(offerRowOf(row)) };
}

async function lockBookedOffer(
  db: Kysely<Database>,
  offerId: OfferId,
): Promise<{ call: undefined; offer: Offer } | undefined> {
  const { rows } = await sql<OfferRow>`
    select o.*, b.organisation_id from bookings b join offers o on o.booking_id = b.id
    where o.id = ${offerId}
    for no key update of b, o
  `.execute(db);
  const [row] = rows;
  return row && { call: undefined, offer: offerOf(row) };
}

type OfferRow = Parameters<typeof offerOf>[0];
type LockedRow = Parameters<typeof callOf>[0] & {
  [K in Exclude<keyof OfferRow, 'call_id' | 'booking_id' | 'organisation_id'> as `offer_${K}`]: OfferRow[K];
};

function offerRowOf(row: LockedRow): OfferRow {
  return {
    id: row.offer_id,
    call_id: row.id,
    booking_id: null,
    organisation_id: row.organisation_id,
    clinician_id: row.offer_clinician_id,
    kind: row.offer_kind,
    visit_id: row.offer_visit_id,
    place: row.offer_place,
    state: row.offer_state,
    rang_at: row.offer_rang_at,
    deadline: row.offer_deadline,
    heard_at: row.offer_heard_at,
  };
}

/**
 * One statement for all that an answer changes; it changes nothing without a ringing offer of this call and
 * clinician.
 */
async function answer(
  db: Kysely<Database>,
  now: Date,
  { offerId, life, visit }: Parameters<CallWrites['answer']>[0],
): Promise<void> {
  const columns = lifeColumns(life);
  const { rows } = await sql`
    with accepted as (
      update offers set state = 'accepted', settled_at = ${now}::timestamptz
      where id = ${offerId} and call_id = ${visit.origin.callId} and clinician_id = ${visit.clinicianId}
        and kind = 'call' and state = 'ringing'
      returning id, call_id, clinician_id
    ), others as (
      update offers set state = 'withdrawn', reason = 'taken', settled_at = ${now}::timestamptz,
        released_at = ${now}::timestamptz
      from accepted
      where offers.call_id = accepted.call_id and offers.state = 'ringing' and offers.id <> accepted.id
    ), visit as (
      insert into visits (
        id, offer_id, origin, call_id, organisation_id, site_id, station_id, room_id, clinician_id, started_at,
        lead_in_room_at, station_in_room_at
      )
      select ${visit.id}::uuid, id, ${visit.origin.kind}, call_id, ${visit.organisationId}::uuid,
        ${visit.siteId}::uuid, ${visit.stationId}::uuid, ${visit.roomId}::uuid, clinician_id,
        started.at, started.at, started.at
      from accepted, (values (${visit.startedAt}::timestamptz)) as started (at)
    )
    update calls set phase = ${columns.phase}, since = ${columns.since}, ringing = ${columns.ringing},
      clinician_id = ${columns.clinician_id}, visit_id = ${columns.visit_id}, end_reason = ${columns.end_reason}
    from accepted where calls.id = accepted.call_id
    returning calls.id
  `.execute(db);
  if (rows.length === 0) {
    throw new DomainError('wrong-phase', 'the clinician is not rung by this call');
  }
}

/**
 * One statement. It locks the call's row, continues only while its life is still `from`, and changes the call only if
 * no unique index has refused the offer. An offer in a call's row never changes, so comparing its id is enough.
 */
async function openOffer(
  db: Kysely<Database>,
  ...[offer, { from, to }]: Parameters<CallWrites['openOffer']>
): Promise<boolean> {
  const since = from.phase === 'ended' ? from.at : from.since;
  const before = ringingOffers(from).map(({ offerId }) => offerId);
  const after = lifeColumns(to);
  const { rows } = await sql`
    with held as (
      select id from calls
      where id = ${offer.origin.callId}::uuid and phase = ${from.phase}
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

/** Offers with the organisation, which is that of their clinician. */
export function selectOffers(db: Kysely<Database>) {
  return db
    .selectFrom('offers')
    .innerJoin('people', 'people.id', 'offers.clinician_id')
    .select([
      'offers.id',
      'offers.call_id',
      'offers.booking_id',
      'people.organisation_id',
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

/** When the fact of a ring was sent: from then on its browser can be expected to answer. */
export function notifiedRingMarks(db: Kysely<Database>, clock: Clock): Pick<Reads, 'markNotified'> {
  return {
    // A transaction that settles an offer now has its row locked, and afterwards this time is not needed.
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

/** The same, read in a transaction that has locked the offer. */
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

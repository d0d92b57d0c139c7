import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { CallId, OrganisationId, PersonId } from '../../domain/ids.ts';
import type { EndedCall, RetentionReads, RetentionWrites } from '../../domain/retention/retention-port.ts';
import type { LegalHoldReason } from '../../domain/retention/wire.ts';
import { rotaTimeZone } from '../../domain/rota/wall-clock.ts';
import type { Database } from '../schema.ts';

type EndedRow = {
  id: CallId;
  organisation_id: OrganisationId;
  date_of_birth: string | null;
  last_seen_on: string;
  ended_at: string;
};

/**
 * A call that answers a call-back waits until the call that was cut off has gone, so that no call-back is left without
 * its answer; one that somebody still writes up waits for them.
 */
const erasable = sql`
  c.phase = 'ended' and c.legal_hold is null
    and not exists (select from call_backs b where b.answered_by_call_id = c.id)
    and not exists (select from duties d where d.wrap_up_visit_id = c.visit_id)
`;

const endedColumns = sql`
  c.id, c.organisation_id, c.date_of_birth, c.since::text as ended_at, (coalesce((
    select max(o.since) from calls o where o.organisation_id = c.organisation_id and o.nhs_number = c.nhs_number
  ), c.since) at time zone ${sql.lit(rotaTimeZone)})::date::text as last_seen_on
`;

export function retentionReads(db: Kysely<Database>): RetentionReads {
  return {
    async listEndedCalls({ endedBefore, after, limit }) {
      const from = after === null ? sql`true` : isAfter(after.endedAt, after.callId);
      const { rows } = await sql<EndedRow>`
        select ${endedColumns} from calls c
        where ${erasable} and c.since <= ${endedBefore}::timestamptz and ${from}
        order by c.since, c.id limit ${limit}
      `.execute(db);
      return rows.map(endedCallOf);
    },

    async listLegalHolds(organisationId) {
      const { rows } = await sql<{ id: CallId; reason: LegalHoldReason; name: string; at: Date }>`
        select c.id, c.legal_hold as reason, p.name, c.legal_hold_at as at
        from calls c join people p on p.id = c.legal_hold_by
        where c.organisation_id = ${organisationId} and c.legal_hold is not null
        order by c.legal_hold_at, c.id
      `.execute(db);
      return rows.map(({ id, reason, name, at }) => ({
        callId: id,
        reason,
        setByName: name,
        setAt: at.toISOString(),
      }));
    },
  };
}

/** The time as PostgreSQL wrote it: a JavaScript date would lose its microseconds. */
function isAfter(endedAt: string, callId: CallId): RawBuilder<unknown> {
  return sql`(c.since, c.id) > (${endedAt}::timestamptz, ${callId}::uuid)`;
}

function endedCallOf(row: EndedRow): EndedCall {
  return {
    callId: row.id,
    organisationId: row.organisation_id,
    lastSeenOn: row.last_seen_on,
    dateOfBirth: row.date_of_birth,
    position: { endedAt: row.ended_at, callId: row.id },
  };
}

export function retentionWrites(db: Kysely<Database>, now: Date): RetentionWrites {
  return {
    async lockEndedCalls(callIds) {
      const { rows } = await sql<EndedRow>`
        select ${endedColumns} from calls c where c.id = any(${callIds}::uuid[]) and ${erasable}
        order by c.id for update of c skip locked
      `.execute(db);
      return rows.map(endedCallOf);
    },

    eraseCalls: (callIds) => eraseCalls(db, callIds),

    async setLegalHold(callId, { reason, by }) {
      await setLegalHold(db, callId, { reason, by, at: now });
    },

    async liftLegalHold(callId) {
      const { numAffectedRows } = await sql`
        update calls set legal_hold = null, legal_hold_by = null, legal_hold_at = null
        where id = ${callId} and legal_hold is not null
      `.execute(db);
      return numAffectedRows === 1n;
    },
  };
}

async function setLegalHold(
  db: Kysely<Database>,
  callId: CallId,
  { reason, by, at }: { reason: LegalHoldReason; by: PersonId; at: Date },
): Promise<void> {
  await sql`
    update calls set legal_hold = ${reason}, legal_hold_by = ${by}, legal_hold_at = ${at} where id = ${callId}
  `.execute(db);
}

/** The ids of everything that belongs to some calls. */
type Belongings = {
  calls: readonly string[];
  rooms: string[];
  visits: string[];
  offers: string[];
  guests: string[];
  steps: string[];
  callBacks: string[];
  /** Those that no other call goes on with. */
  sbards: string[];
  deliveries: string[];
};

async function eraseCalls(
  db: Kysely<Database>,
  callIds: readonly CallId[],
): Promise<{ auditEntries: number }> {
  const all = await belongingsOf(db, callIds);
  // The trail first: its guard asks whose entry it is, and for that the call must still be there.
  const { numAffectedRows } = await eraseTrail(db, all);
  await eraseRows(db, all);
  return { auditEntries: Number(numAffectedRows ?? 0) };
}

async function belongingsOf(db: Kysely<Database>, calls: readonly CallId[]): Promise<Belongings> {
  const { rows } = await sql<Omit<Belongings, 'calls' | 'deliveries'>>`
    select
      array(select room_id::text from calls where id = any(${calls}::uuid[])) as rooms,
      array(select id::text from visits where call_id = any(${calls}::uuid[])) as visits,
      array(select id::text from offers where call_id = any(${calls}::uuid[])) as offers,
      array(
        select g.id::text from guests g join visits v on v.id = g.visit_id where v.call_id = any(${calls}::uuid[])
      ) as guests,
      array(select id::text from escalation_steps where call_id = any(${calls}::uuid[])) as steps,
      array(select id::text from call_backs where call_id = any(${calls}::uuid[])) as "callBacks",
      array(
        select distinct c.sbard_id::text from calls c
        where c.id = any(${calls}::uuid[]) and c.sbard_id is not null and not exists (
          select from calls o where o.sbard_id = c.sbard_id and o.id <> all(${calls}::uuid[])
        )
      ) as sbards
  `.execute(db);
  const [found] = rows;
  if (found === undefined) throw new Error('a question of one row was answered with none');
  const { rows: deliveries } = await sql<{ id: string }>`
    select id from deliveries where step_id = any(${found.steps}::uuid[])
    union select id from deliveries where call_back_id = any(${found.callBacks}::uuid[])
    union select id from deliveries where visit_id = any(${found.visits}::uuid[])
  `.execute(db);
  return { ...found, calls, deliveries: deliveries.map(({ id }) => id) };
}

function eraseTrail(db: Kysely<Database>, { calls, visits, callBacks, deliveries, offers }: Belongings) {
  return sql`
    delete from audit where id = any(array(
      select id from audit
      where subject_kind in ('call', 'visit', 'call-back', 'delivery')
        and subject_id = any(${[...calls, ...visits, ...callBacks, ...deliveries]}::text[])
      union select id from audit
      where subject_kind = 'person' and detail ? 'offerId' and detail ->> 'offerId' = any(${offers}::text[])
    ))
  `.execute(db);
}

/** One statement, because offers and visits point at each other: foreign keys are checked at its end. */
async function eraseRows(db: Kysely<Database>, all: Belongings): Promise<void> {
  await sql`
    with
      q as (delete from visit_quality where visit_id = any(${all.visits}::uuid[])),
      p as (delete from room_placements where room_id = any(${all.rooms}::uuid[])),
      s as (delete from source_choices where room_id = any(${all.rooms}::uuid[])),
      a as (delete from audiences where kind = 'guest' and id = any(${all.guests}::uuid[])),
      r as (delete from delivery_receipts where delivery_id = any(${all.deliveries}::uuid[])),
      d as (delete from deliveries where id = any(${all.deliveries}::uuid[])),
      e as (delete from escalation_steps where id = any(${all.steps}::uuid[])),
      b as (delete from call_backs where id = any(${all.callBacks}::uuid[])),
      g as (delete from guests where id = any(${all.guests}::uuid[])),
      t as (delete from outcomes where visit_id = any(${all.visits}::uuid[])),
      l as (delete from gp_letters where visit_id = any(${all.visits}::uuid[])),
      v as (delete from visits where id = any(${all.visits}::uuid[])),
      n as (delete from observation_sets where call_id = any(${all.calls}::uuid[])),
      w as (delete from sbard_answers where sbard_id = any(${all.sbards}::uuid[])),
      f as (delete from sbards where id = any(${all.sbards}::uuid[])),
      o as (delete from offers where id = any(${all.offers}::uuid[]))
    delete from calls where id = any(${all.calls}::uuid[])
  `.execute(db);
}

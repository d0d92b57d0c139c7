import { type Kysely, sql } from 'kysely';
import type { Visit } from '../domain/calls/call.ts';
import { DomainError } from '../domain/errors.ts';
import type { CallWrites } from '../domain/ports.ts';
import { visitOf } from './rows.ts';
import type { Database } from './schema.ts';

type OfVisits = 'openVisit' | 'findVisit' | 'endVisit' | 'recordOutcome';

/** The consultation and its outcome. */
export function visitWrites(db: Kysely<Database>, now: Date): Pick<CallWrites, OfVisits> {
  return {
    openVisit: (visit) => openVisit(db, visit),

    async findVisit(visitId) {
      const row = await db
        .selectFrom('visits')
        .innerJoin('calls', 'calls.id', 'visits.call_id')
        .selectAll('visits')
        .select(['calls.organisation_id', 'calls.room_id'])
        .where('visits.id', '=', visitId)
        .executeTakeFirst();
      return row && visitOf(row);
    },

    async endVisit(visitId, reason) {
      await sql`
        with ended as (
          update visits set ended_at = ${now}::timestamptz, end_reason = ${reason}
          where id = ${visitId} and ended_at is null
          returning offer_id
        )
        update offers set released_at = ${now}::timestamptz
        from ended where offers.id = ended.offer_id and offers.released_at is null
      `.execute(db);
    },

    async recordOutcome(visitId, outcome, by) {
      await sql`
        with recorded as (
          insert into outcomes (visit_id, disposition, advice, note, recorded_by, recorded_at)
          values (${visitId}, ${outcome.disposition}, ${outcome.advice}, ${outcome.note}, ${by},
            ${now}::timestamptz)
          returning visit_id, recorded_at
        )
        update visits set outcome_recorded_at = recorded.recorded_at
        from recorded where visits.id = recorded.visit_id
      `.execute(db);
    },
  };
}

/** A visit comes from the offer that holds its clinician for its call; without one there can be none. */
async function openVisit(db: Kysely<Database>, visit: Visit): Promise<void> {
  const { rows } = await sql`
    insert into visits (id, offer_id, call_id, clinician_id, started_at)
    select ${visit.id}::uuid, id, call_id, clinician_id, ${visit.startedAt}::timestamptz
    from offers
    where clinician_id = ${visit.clinicianId} and released_at is null and call_id = ${visit.callId}
    returning id
  `.execute(db);
  if (rows.length === 0) {
    throw new DomainError('wrong-phase', 'the clinician is not held by an offer of this call');
  }
}

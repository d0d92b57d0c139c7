import { type Kysely, sql } from 'kysely';
import type { OversightReads, TodayRow } from '../../domain/oversight/oversight-port.ts';
import { countedCalls, levelCounts } from './history.ts';
import type { Database } from '../schema.ts';

/** Further than any day reaches, so that what is placed from now on counts too. */
const daysMs = 2 * 86_400_000;

/** What a manager's board counts beside what everybody's board shows. */
export function oversightReads(
  db: Kysely<Database>,
): Pick<OversightReads, 'countSince' | 'countOffersMissed'> {
  return {
    async countSince(organisationId, since) {
      const until = new Date(since.getTime() + daysMs);
      const { rows } = await sql<TodayRow>`
        with counted as (${countedCalls({ organisationId, queueId: null, from: since, until })})
        select q.id as "queueId", q.name as "queueName", kind.acuity, waiting.*, today.*,
          (q.settings -> 'answerWithinSeconds' ->> kind.acuity)::int as "answerWithinSeconds"
        from queues q
          cross join unnest(array['immediate', 'urgent', 'soon']) with ordinality as kind (acuity, rank)
          cross join lateral (
            select count(*)::int as waiting, min(open.placed_at) as "oldestPlacedAt" from calls open
            where open.organisation_id = ${organisationId} and open.phase in ('waiting', 'ringing')
              and open.queue_id = q.id and open.acuity = kind.acuity
          ) waiting
          cross join lateral (
            select ${levelCounts} from counted c where c.queue_id = q.id and c.acuity = kind.acuity
          ) today
        where q.organisation_id = ${organisationId}
        order by q.created_at, q.id, kind.rank
      `.execute(db);
      return rows;
    },

    // By way of the calls of that day and the one before, because no index finds rings by their time alone.
    async countOffersMissed(organisationId, since) {
      const { rows } = await sql<{ missed: number }>`
        select count(*)::int as missed from calls c join offers o on o.call_id = c.id
        where c.organisation_id = ${organisationId} and c.placed_at >= ${since}::timestamptz - interval '1 day'
          and o.state = 'missed' and o.rang_at >= ${since}
      `.execute(db);
      return rows[0]?.missed ?? 0;
    },
  };
}

import { type Kysely, sql } from 'kysely';
import type { Clock, Reads } from '../domain/ports.ts';
import type { Database } from './schema.ts';

/**
 * Who is there. A beat must never wait behind a transaction that holds a station's row, so it skips that one; the
 * next beat writes it. Clinicians are taken in the order of their ids, so that two servers' beats cannot deadlock.
 */
export function heartbeats(
  db: Kysely<Database>,
  clock: Clock,
): Pick<Reads, 'markSeen' | 'markGone' | 'ping'> {
  return {
    async markSeen({ stations, clinicians }) {
      const now = clock.now();
      await sql`
        with seen as (
          select id from stations
          where id = any(${stations}::uuid[])
            and (last_seen_at is null or last_seen_at < ${now}::timestamptz - interval '1 minute')
          for no key update skip locked
        ), stations_seen as (
          update stations set last_seen_at = ${now}::timestamptz from seen where stations.id = seen.id
        )
        insert into duties (clinician_id, on_call, since, idle_since, seen_at)
        select id, false, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
        from people where id = any(${clinicians}::uuid[])
        order by id
        on conflict (clinician_id) do update set seen_at = excluded.seen_at
      `.execute(db);
    },

    async markGone(clinicianId) {
      await db.updateTable('duties').set({ seen_at: null }).where('clinician_id', '=', clinicianId).execute();
    },

    async ping() {
      await sql`select 1`.execute(db);
    },
  };
}

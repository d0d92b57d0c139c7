import { type Kysely, sql } from 'kysely';
import type { AccountWrites } from '../../domain/ports.ts';
import type { Database } from '../schema.ts';

/** Refused sign-ins and enrolments, counted over all servers until their window ends. */
export function refusalWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<AccountWrites, 'countRefusal' | 'endRefusals'> {
  return {
    async countRefusal({ key, sharedKey, mostKinds, organisationId, action, subject, reason }) {
      const { rows } = await sql<{ times: number }>`
        with counted as (
          select exists (select from refusals where key = ${key})
            or (select count(*) from (select from refusals limit ${mostKinds}) kinds) < ${mostKinds} as apart
        )
        insert into refusals (key, organisation_id, action, subject_kind, subject_id, reason, times, since, until)
        select case when apart then ${key} else ${sharedKey} end, ${organisationId}::uuid, ${action}, ${subject.kind},
          case when apart then ${subject.id}::text end, ${reason}, 1, ${now}::timestamptz, ${now}::timestamptz
        from counted
        on conflict (key) do update set times = refusals.times + 1, until = greatest(refusals.until, excluded.until)
        returning times
      `.execute(db);
      return rows[0]?.times ?? 1;
    },

    async endRefusals(before, limit) {
      const { rows } = await sql<Awaited<ReturnType<AccountWrites['endRefusals']>>[number]>`
        delete from refusals
        where key in (
          select key from refusals where since <= ${before} order by since limit ${limit}
          for update skip locked
        )
        returning organisation_id as "organisationId", action,
          json_build_object('kind', subject_kind, 'id', subject_id) as subject, reason, times, since, until
      `.execute(db);
      return rows;
    },
  };
}

import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const columns = sql`
  add column release_hours smallint not null default 48,
  add column shares jsonb not null default '[]'
`;

/** Places of a clinic that are kept for single prisons until some hours before it begins. */
export const keptPlaces: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table clinic_templates ${columns},
        add constraint clinic_templates_shares check (jsonb_typeof(shares) = 'array' and release_hours >= 0)
    `.execute(db);
    await sql`
      alter table clinic_sessions ${columns},
        add constraint clinic_sessions_shares check (jsonb_typeof(shares) = 'array' and release_hours >= 0)
    `.execute(db);
    await sql`
      create index bookings_taking_places on bookings (session_id)
        where state in ('held', 'booked', 'running', 'done')
    `.execute(db);
  },
};

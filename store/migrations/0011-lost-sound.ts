import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const sound = sql`alter table visits add column sound_lost_at timestamptz`;

// The index is what lets a site's telephone ring once a visit, whoever asks for it on however many servers.
const rings = sql`
  alter table deliveries add column visit_id uuid constraint deliveries_visit_fk references visits;
  alter table deliveries drop constraint deliveries_why;
  alter table deliveries add constraint deliveries_why check (
    num_nonnulls(step_id, notice_id, call_back_id, visit_id) = 1
  );
  create unique index deliveries_once_a_visit on deliveries (visit_id, channel) where visit_id is not null;
`;

/** Visits whose sound does not get through, and the telephone of their site. */
export const lostSound: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [sound, rings];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};

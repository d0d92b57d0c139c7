import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// Somebody who is kept no more stays for the bookings that they were at.
const interpreters = sql`
  create table interpreters (
    id uuid primary key,
    organisation_id uuid not null constraint interpreters_organisation_fk references organisations,
    name text not null,
    languages text[] not null constraint interpreters_languages check (cardinality(languages) > 0),
    phone text,
    added_at timestamptz not null,
    retired_at timestamptz
  );
  create index interpreters_of_organisation on interpreters (organisation_id) where retired_at is null;

  alter table reservations drop constraint reservations_kind,
    add constraint reservations_kind check (kind between 1 and 5);
`;

// A booking of which nobody has said what became of it.
const tasks = sql`
  alter table clinic_tasks drop constraint clinic_tasks_kind,
    add constraint clinic_tasks_kind check (kind in (
      'rebook-elsewhere', 'hand-over', 'expected-person', 'not-reached', 'prison-not-set-up', 'cannot-come',
      'outcome-missing'
    ));
`;

/** What the booking clerks of a hospital lacked: interpreters as a resource, and a task for a missing outcome. */
export const clerksWork: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [interpreters, tasks];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// A booking of which nobody has said what became of it.
const tasks: RawBuilder<unknown> = sql`
  alter table clinic_tasks drop constraint clinic_tasks_kind,
    add constraint clinic_tasks_kind check (kind in (
      'rebook-elsewhere', 'hand-over', 'expected-person', 'not-reached', 'prison-not-set-up', 'outcome-missing'
    ));
`;

/** What the booking clerks of a hospital lacked. */
export const clerksWork: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await tasks.execute(db);
  },
};

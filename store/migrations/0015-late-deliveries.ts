import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A message that its provider has not taken is late, and still tried while somebody needs it. */
export const lateDeliveries: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table deliveries drop constraint deliveries_state;
      alter table deliveries add constraint deliveries_state check (
        state in ('pending', 'late', 'delivered', 'failed', 'acknowledged')
      );
      drop index deliveries_pending;
      create index deliveries_open on deliveries (due_at) where state in ('pending', 'late')
    `.execute(db);
  },
};

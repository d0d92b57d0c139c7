import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A clinic that was moved stays on the day of its template as a cancelled one, which knows where the clinic has gone. */
export const movedClinics: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table clinic_sessions
        add moved_to uuid constraint clinic_sessions_moved_to_fk references clinic_sessions on delete set null,
        add constraint clinic_sessions_moved_to check (moved_to is null or state = 'cancelled');
    `.execute(db);
  },
};

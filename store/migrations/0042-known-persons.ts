import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Somebody is received under the NHS number of a patient, and is not as they are known: a person has to settle it (ADR 42). */
export const knownPersons: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table clinic_tasks
        drop constraint clinic_tasks_kind,
        add constraint clinic_tasks_kind check (kind in (
          'rebook-elsewhere', 'hand-over', 'expected-person', 'not-reached', 'prison-not-set-up', 'cannot-come',
          'outcome-missing', 'merge-differs', 'identity-differs'
        )),
        add receiving_site_id uuid,
        add constraint clinic_tasks_receiving_fk foreign key (receiving_site_id, organisation_id)
          references sites (id, organisation_id),
        add constraint clinic_tasks_receiving check (
          (receiving_site_id is not null) = (kind = 'identity-differs')
        );
    `.execute(db);
  },
};

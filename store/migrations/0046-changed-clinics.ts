import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * When a clinic is held can be changed from a day on, and ended: each change is a template of its own in the same series. One
 * that is replaced or ended before its first day is held on none, so that its last day may be the one before.
 */
export const changedClinics: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table clinic_templates
        add version integer not null default 1 constraint clinic_templates_version check (version > 0),
        add series_id uuid;
      update clinic_templates set series_id = id;
      alter table clinic_templates
        alter series_id set not null,
        drop constraint clinic_templates_valid,
        add constraint clinic_templates_valid check (valid_to >= valid_from - 1),
        add constraint clinic_templates_series_fk foreign key (series_id, organisation_id)
          references clinic_templates (id, organisation_id);
      create index clinic_templates_by_series on clinic_templates (series_id);
      alter table clinic_sessions
        add late_words jsonb not null default '[]' constraint clinic_sessions_late_words check (jsonb_typeof(late_words) = 'array');
      alter table clinic_tasks
        drop constraint clinic_tasks_kind,
        add constraint clinic_tasks_kind check (kind in (
          'rebook-elsewhere', 'hand-over', 'expected-person', 'not-reached', 'prison-not-set-up', 'cannot-come',
          'outcome-missing', 'merge-differs', 'identity-differs', 'letter-came', 'letter-unsigned', 'tell-interpreter'
        )),
        add interpreter_id uuid constraint clinic_tasks_interpreter_fk references interpreters,
        add constraint clinic_tasks_interpreter check (
          (interpreter_id is not null) = (kind = 'tell-interpreter')
        );
    `.execute(db);
  },
};

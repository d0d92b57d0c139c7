import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// The code of the public register of prisons.
const establishments = sql`
  alter table sites add establishment text constraint sites_establishment check (
    establishment is null or (establishment ~ '^[A-Z]{3}$' and kind = 'prison')
  );
  create unique index sites_establishment_once on sites (organisation_id, establishment);
`;

// A feed speaks for the prisons that it names. Those that there are keep what they had: the prisons of their organisation.
const feeds = sql`
  create table prison_feed_sites (
    feed_id uuid constraint prison_feed_sites_feed_fk references prison_feeds,
    site_id uuid,
    organisation_id uuid not null,
    primary key (feed_id, site_id),
    constraint prison_feed_sites_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id)
  );
  insert into prison_feed_sites (feed_id, site_id, organisation_id)
  select f.id, s.id, f.organisation_id
  from prison_feeds f join sites s on s.organisation_id = f.organisation_id and s.kind = 'prison';
  alter table prison_feeds add refused_events integer not null default 0, add refused_at timestamptz;
  alter table person_moves add answer text;
  create index person_moves_of_feed on person_moves (feed_id, told_at);
`;

// Two numbers whose patients differ are one person only when somebody of the prison has said so.
const merges = sql`
  alter table person_moves
    add decision text constraint person_moves_decision check (decision in ('asked', 'confirmed', 'refused')),
    add constraint person_moves_decided check (decision is null or kind = 'merged');

  alter table clinic_tasks drop constraint clinic_tasks_kind,
    add constraint clinic_tasks_kind check (kind in (
      'rebook-elsewhere', 'hand-over', 'expected-person', 'not-reached', 'prison-not-set-up', 'cannot-come',
      'outcome-missing', 'merge-differs'
    ));

  alter table clinic_tasks
    add merge_id uuid,
    add other_patient_id uuid,
    add constraint clinic_tasks_merge_fk foreign key (organisation_id, merge_id) references person_moves (organisation_id, id),
    add constraint clinic_tasks_other_fk foreign key (other_patient_id, organisation_id)
      references patients (id, organisation_id),
    add constraint clinic_tasks_merge check (
      num_nonnulls(merge_id, other_patient_id) = case kind when 'merge-differs' then 2 else 0 end
    );
`;

// What officers have to know that came along from another prison, and that nobody of this one has looked at.
const marks = sql`alter table patients add marks_confirmed boolean not null default true`;

/** What is told of people in prison is believed of the prison that tells it, and as far as it fits (ADR 33). */
export const movesConfirmed: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [establishments, feeds, merges, marks];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};

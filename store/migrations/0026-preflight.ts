import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const roles = sql`
  alter table people drop constraint people_roles,
    add constraint people_roles check (
      cardinality(roles) > 0
      and roles <@ array[
        'platform-administrator', 'administrator', 'manager', 'clinician', 'booker', 'prison-healthcare', 'wing-officer'
      ]
    );
`;

// A wing is written in one case, so that a stop of wing B meets everybody who is on it.
const patients = sql`
  alter table patients
    add wing text,
    add cell text,
    add security_marks text[] not null default '{}',
    add constraint patients_wing check (wing ~ '^[A-Z0-9][A-Z0-9 -]{0,11}$'),
    add constraint patients_cell check (length(cell) between 1 and 12),
    add constraint patients_security_marks check (
      security_marks <@ array['acct', 'controlled-unlock', 'escape-list', 'peep', 'tact', 'category-a']
    );
`;

// Of the whole prison there is one stop at a time, as before. One of some wings may lie in it: lifted, the other still stands.
const stops = sql`
  alter table movement_stops
    add wings text[],
    add constraint movement_stops_wings check (cardinality(wings) > 0),
    drop constraint movement_stops_one_at_a_time,
    add constraint movement_stops_one_at_a_time exclude using gist (
      site_id with =, tstzrange(starts_at, ends_at) with &&
    ) where (lifted_at is null and wings is null);
  create index movement_stops_of_site on movement_stops (site_id, ends_at) where lifted_at is null;
`;

const bookings = sql`
  alter table bookings
    add preflight jsonb constraint bookings_preflight check (jsonb_typeof(preflight) = 'object');
`;

// Whom to ring when an interpreter has not been confirmed in time.
const prisonDays = sql`alter table prison_days add interpreter_phone text`;

const prints = sql`
  create table list_prints (
    id uuid primary key,
    organisation_id uuid not null,
    site_id uuid not null,
    list text not null constraint list_prints_list check (list in ('movement', 'unlock')),
    on_date date not null,
    printed_at timestamptz not null,
    printed_by uuid not null constraint list_prints_printer_fk references people,
    rows jsonb not null constraint list_prints_rows check (jsonb_typeof(rows) = 'array'),
    constraint list_prints_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id)
  );
  create index list_prints_of_day on list_prints (site_id, on_date, list, printed_at);
`;

/**
 * What a prison needs on the day: where its patients are and what officers have to know of them, stops of some wings only,
 * what has to be ready before a visit, and what has been printed.
 */
export const preflight: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [roles, patients, stops, bookings, prisonDays, prints];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};

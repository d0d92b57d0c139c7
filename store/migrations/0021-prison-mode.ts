import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// Lifted ones are kept: they say why something was not offered.
const blocks = sql`
  create table station_blocks (
    id uuid primary key,
    organisation_id uuid not null,
    site_id uuid not null,
    station_id uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    reason text not null,
    made_by uuid not null constraint station_blocks_maker_fk references people,
    made_at timestamptz not null,
    lifted_at timestamptz,
    lifted_by uuid constraint station_blocks_lifter_fk references people,
    constraint station_blocks_station_fk foreign key (station_id, site_id, organisation_id)
      references stations (id, site_id, organisation_id),
    constraint station_blocks_times check (starts_at < ends_at),
    constraint station_blocks_lifted check (num_nulls(lifted_at, lifted_by) in (0, 2)),
    constraint station_blocks_one_at_a_time exclude using gist (
      station_id with =, tstzrange(starts_at, ends_at) with &&
    ) where (lifted_at is null)
  );
  create index station_blocks_of_site on station_blocks (site_id, ends_at);
`;

const events = sql`
  create table person_events (
    id uuid primary key,
    organisation_id uuid not null,
    patient_id uuid not null,
    kind text not null constraint person_events_kind check (
      kind in ('court', 'court-video', 'visit', 'legal-visit', 'transfer', 'other')
    ),
    on_date date not null,
    starts_at timestamptz,
    ends_at timestamptz,
    source text not null constraint person_events_source check (source in ('staff', 'prison-system')),
    external boolean not null,
    made_by uuid constraint person_events_maker_fk references people,
    made_at timestamptz not null,
    constraint person_events_patient_fk foreign key (patient_id, organisation_id)
      references patients (id, organisation_id),
    constraint person_events_times check (ends_at is null or (starts_at is not null and starts_at < ends_at)),
    constraint person_events_made check (source <> 'staff' or made_by is not null)
  );
  create index person_events_of_patient on person_events (patient_id, on_date);
`;

const stops = sql`
  create table movement_stops (
    id uuid primary key,
    organisation_id uuid not null,
    site_id uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    reason text not null,
    made_by uuid not null constraint movement_stops_maker_fk references people,
    made_at timestamptz not null,
    lifted_at timestamptz,
    lifted_by uuid constraint movement_stops_lifter_fk references people,
    constraint movement_stops_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id),
    constraint movement_stops_times check (starts_at < ends_at),
    constraint movement_stops_lifted check (num_nulls(lifted_at, lifted_by) in (0, 2)),
    constraint movement_stops_one_at_a_time exclude using gist (
      site_id with =, tstzrange(starts_at, ends_at) with &&
    ) where (lifted_at is null)
  );
`;

// A booking is of a stop while it is cancelled by it; one that has come back is of none.
const bookings = sql`
  alter table bookings
    add stop_id uuid constraint bookings_stop_fk references movement_stops,
    add clash_kinds text[],
    add clash_reason text,
    add clash_by uuid constraint bookings_clash_by_fk references people,
    add constraint bookings_stop check (stop_id is null or (state = 'cancelled' and cancel_code = 'lockdown')),
    add constraint bookings_clash check (
      num_nulls(clash_kinds, clash_reason, clash_by) in (0, 3)
      and (clash_kinds is null or (
        cardinality(clash_kinds) > 0
        and clash_kinds <@ array['court', 'court-video', 'visit', 'legal-visit', 'transfer', 'other']
      ))
    );
  create index bookings_of_stop on bookings (stop_id) where stop_id is not null;
`;

/**
 * What a prison can do beside booking: say that a station is not used for a time, what else a patient has on, and that
 * nobody is moved. Two blocks of a station, and two stops of a prison, never overlap, so that whoever lifts one has lifted
 * what keeps a time from being booked.
 */
export const prisonMode: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [blocks, events, stops, bookings];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};

import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const residents = sql`
  alter table patients
    add room text constraint patients_room check (length(room) between 1 and 40),
    add moved_out_at timestamptz,
    add scale_two_prescriber text,
    add scale_two_reason text,
    add scale_two_by uuid constraint patients_scale_two_by_fk references people,
    add scale_two_at timestamptz,
    add constraint patients_scale_two check (
      num_nulls(scale_two_prescriber, scale_two_reason, scale_two_by, scale_two_at) in (0, 4)
    );
  alter table calls
    add patient_id uuid,
    add constraint calls_patient_fk foreign key (patient_id, organisation_id) references patients (id, organisation_id);
  create index calls_about_resident on calls (patient_id) where patient_id is not null;
`;

// A total stands exactly where all seven values do: what was not taken is not taken for normal (HAZ-39).
const observations = sql`
  create table observation_sets (
    id uuid not null,
    version smallint not null constraint observation_sets_version check (version > 0),
    organisation_id uuid not null,
    site_id uuid not null,
    call_id uuid not null constraint observation_sets_call_fk references calls,
    patient_id uuid,
    request_id uuid not null,
    station_id uuid not null constraint observation_sets_station_fk references stations,
    state text not null constraint observation_sets_state check (state in ('final', 'amended', 'entered-in-error')),
    taken_at timestamptz not null,
    recorded_at timestamptz not null,
    scale smallint not null constraint observation_sets_scale check (scale in (1, 2)),
    respiration smallint,
    spo2 smallint,
    oxygen boolean,
    systolic smallint,
    pulse smallint,
    consciousness text constraint observation_sets_consciousness check (consciousness in ('A', 'C', 'V', 'P', 'U')),
    temperature numeric(3, 1),
    total smallint constraint observation_sets_total check (total between 0 and 20),
    constraint observation_sets_pk primary key (id, version),
    constraint observation_sets_request unique (call_id, request_id),
    constraint observation_sets_patient_fk foreign key (patient_id, organisation_id)
      references patients (id, organisation_id),
    constraint observation_sets_scale_of check (scale = 1 or patient_id is not null),
    constraint observation_sets_some check (
      num_nonnulls(respiration, spo2, oxygen, systolic, pulse, consciousness, temperature) > 0
    ),
    constraint observation_sets_complete check (
      (total is null) = (num_nulls(respiration, spo2, oxygen, systolic, pulse, consciousness, temperature) > 0)
    )
  );
  create index observation_sets_of_patient on observation_sets (patient_id, taken_at desc) where patient_id is not null;
  create trigger observation_sets_stand before update of id, version, call_id, request_id, state, taken_at, recorded_at,
    scale, respiration, spo2, oxygen, systolic, pulse, consciousness, temperature, total on observation_sets
    for each row execute function refuse_changed_version();
`;

/**
 * A resident is a patient of a site. A call says which one it is about, and what was observed of them is kept with it, one
 * version beside another (ADR 41).
 */
export const residentsAndObservations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await residents.execute(db);
    await observations.execute(db);
  },
};

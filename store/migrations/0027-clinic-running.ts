import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// A booking that was done before this has nothing recorded of it, and somebody has to say what became of it.
const bookings = sql`
  alter table bookings add done_at timestamptz;
  update bookings set done_at = coalesce(
    (select max(ended_at) from visits where visits.booking_id = bookings.id), ends_at
  ) where state = 'done';
  alter table bookings add constraint bookings_done check ((state = 'done') = (done_at is not null));
`;

const referrals = sql`
  alter table referrals add follow_up text constraint referrals_follow_up check (follow_up in ('video', 'in-person'));
`;

// A part is the booking's, so that it begins once, however often its visit is started.
const parts = sql`
  create table booking_parts (
    booking_id uuid not null constraint booking_parts_booking_fk references bookings,
    part text not null constraint booking_parts_part check (part in ('main', 'debrief')),
    visit_id uuid not null constraint booking_parts_visit_fk references visits,
    began_at timestamptz not null,
    begun_by uuid not null constraint booking_parts_beginner_fk references people,
    primary key (booking_id, part)
  );
`;

const rooms = sql`
  alter table visits add station_rang_at timestamptz,
    add constraint visits_station_rang check (station_rang_at is null or origin = 'booking');
  create table room_checks (
    visit_id uuid primary key constraint room_checks_visit_fk references visits,
    identity text not null constraint room_checks_identity check (identity in ('confirmed', 'not-confirmed')),
    present text[] not null constraint room_checks_present check (
      cardinality(present) > 0
      and present <@ array['patient', 'nurse', 'officer', 'interpreter', 'family', 'other']
    ),
    checked_at timestamptz not null,
    checked_by_kind text not null constraint room_checks_by_kind check (checked_by_kind in ('station', 'person')),
    checked_by uuid not null
  );
  create table room_presences (
    visit_id uuid not null constraint room_presences_visit_fk references visits,
    kind text not null constraint room_presences_kind check (kind in ('station', 'clinician', 'guest')),
    participant_id uuid not null,
    from_at timestamptz not null,
    until_at timestamptz not null,
    primary key (visit_id, kind, participant_id, from_at),
    constraint room_presences_times check (from_at <= until_at)
  );
`;

// The last one of a booking holds; those before it are its history.
const outcomes = sql`
  create table booking_outcomes (
    booking_id uuid not null constraint booking_outcomes_booking_fk references bookings,
    number integer not null constraint booking_outcomes_number check (number > 0),
    attendance text not null constraint booking_outcomes_attendance check (attendance in ('attended', 'dna')),
    next_step text constraint booking_outcomes_next_step check (next_step in (
      'discharge', 'follow-up-video', 'follow-up-in-person', 'hospital', 'patient-initiated'
    )),
    cause text constraint booking_outcomes_cause check (cause in (
      'patient-declined', 'patient-unwell', 'no-officer', 'lockdown', 'not-brought', 'hospital', 'interpreter',
      'technology'
    )),
    cause_text text,
    reason text,
    recorded_by uuid not null constraint booking_outcomes_recorder_fk references people,
    recorded_at timestamptz not null,
    primary key (booking_id, number),
    constraint booking_outcomes_whole check (
      (attendance = 'attended') = (next_step is not null) and (attendance = 'dna') = (cause is not null)
      and (cause_text is null or attendance = 'dna')
    )
  );
  alter table outcomes drop constraint outcomes_disposition,
    add constraint outcomes_disposition check (disposition in (
      'home-with-advice', 'monitor-and-call-back', 'gp-today', 'gp-routine', 'community-nurse', 'pharmacy',
      'nhs-111', 'emergency-999', 'transfer-to-hospital', 'palliative-care', 'mental-health-team',
      'no-clinical-need', 'technical-failure', 'passed-on', 'clinic-discharge', 'clinic-arranges',
      'clinic-on-request', 'clinic-not-seen'
    ));
`;

// What the clinician has said of the delay themselves, and when.
const sessions = sql`
  alter table clinic_sessions
    add late_minutes integer constraint clinic_sessions_late check (late_minutes between 0 and 600),
    add late_said_at timestamptz,
    add constraint clinic_sessions_late_said check (num_nulls(late_minutes, late_said_at) in (0, 2));
`;

/** The clinician runs the list: parts of a visit, who was in the room, what became of a booking, and how late a clinic runs. */
export const clinicRunning: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [bookings, referrals, parts, rooms, outcomes, sessions];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// The key says what a message is about; with the person it is unique, so that nobody is sent the same twice.
const messages = sql`
  create table clinic_messages (
    id uuid primary key,
    organisation_id uuid not null constraint clinic_messages_organisation_fk references organisations,
    kind text not null constraint clinic_messages_kind check (kind in (
      'booked', 'moved', 'cancelled', 'stopped', 'restored', 'session-cancelled', 'reminder', 'prison-not-set-up'
    )),
    key text not null,
    person_id uuid not null constraint clinic_messages_person_fk references people,
    side text not null constraint clinic_messages_side check (
      side in ('prison', 'hospital', 'clinician', 'administrator')
    ),
    site_id uuid,
    starts_at timestamptz,
    ends_at timestamptz,
    bookings integer not null constraint clinic_messages_bookings check (bookings >= 0),
    others integer not null constraint clinic_messages_others check (others >= 0),
    state text not null constraint clinic_messages_state check (
      state in ('pending', 'sent', 'received', 'failed', 'too-late', 'not-needed')
    ),
    made_at timestamptz not null,
    changed_at timestamptz not null,
    constraint clinic_messages_once unique (person_id, key),
    constraint clinic_messages_site_fk foreign key (site_id, organisation_id) references sites (id, organisation_id)
  );
  create index clinic_messages_of_key on clinic_messages (organisation_id, key, side);
  create table clinic_message_bookings (
    message_id uuid not null constraint clinic_message_bookings_message_fk references clinic_messages,
    booking_id uuid not null constraint clinic_message_bookings_booking_fk references bookings,
    primary key (message_id, booking_id)
  );
  create index clinic_message_bookings_of_booking on clinic_message_bookings (booking_id);
`;

const deliveries = sql`
  alter table deliveries
    add column clinic_message_id uuid constraint deliveries_clinic_message_fk references clinic_messages,
    drop constraint deliveries_why,
    add constraint deliveries_why check (
      num_nonnulls(step_id, notice_id, call_back_id, visit_id, clinic_message_id) = 1
    );
  create index deliveries_of_clinic_message on deliveries (clinic_message_id)
    where clinic_message_id is not null;
  create table delivery_receipts (
    delivery_id uuid not null constraint delivery_receipts_delivery_fk references deliveries,
    attempt integer not null constraint delivery_receipts_attempt check (attempt > 0),
    outcome text not null constraint delivery_receipts_outcome check (
      outcome in ('received', 'permanent-failure', 'temporary-failure')
    ),
    came_at timestamptz not null,
    primary key (delivery_id, attempt)
  );
`;

// Nobody is reminded of what was booked before there were reminders and has begun.
const bookings = sql`
  alter table bookings
    add column timed_at timestamptz,
    add column reminded_for timestamptz;
  update bookings set timed_at = created_at, reminded_for = case when begins_at <= now() then starts_at end;
  alter table bookings alter timed_at set not null, alter timed_at set default now();
  create index bookings_to_remind on bookings (starts_at)
    where state in ('booked', 'running', 'done') and reminded_for is distinct from starts_at;
`;

const descriptions = sql`
  alter table stations add column added_at timestamptz;
  alter table prison_days add column described_at timestamptz;
`;

/** Who is told of what becomes of bookings, and whether it has reached them. */
export const clinicMessages: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [messages, deliveries, bookings, descriptions];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};

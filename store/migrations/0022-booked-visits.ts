import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const bookings = sql`
  alter table bookings drop constraint bookings_state,
    add constraint bookings_state check (
      state in ('held', 'booked', 'running', 'done', 'cancelled', 'lapsed')
    ),
    add constraint bookings_in_organisation unique (id, organisation_id);
  drop index bookings_one_open_per_referral;
  create unique index bookings_one_open_per_referral on bookings (referral_id)
    where state in ('held', 'booked', 'running');
  create index bookings_to_come_at_station on bookings (station_id, starts_at) where state in ('booked', 'running');
`;

// One open offer or visit per clinician is still one index on offers (ADR 3): a booked visit has an offer too, which is
// accepted from the first moment.
const offers = sql`
  alter table offers
    alter call_id drop not null,
    add booking_id uuid constraint offers_booking_fk references bookings,
    drop constraint offers_kind,
    drop constraint offers_invitation,
    add constraint offers_kind check (kind in ('call', 'booking', 'transfer', 'consult')),
    add constraint offers_invitation check ((kind in ('call', 'booking')) = (visit_id is null)),
    add constraint offers_origin check (
      num_nonnulls(call_id, booking_id) = 1
      and (kind <> 'call' or call_id is not null) and (kind <> 'booking' or booking_id is not null)
    ),
    add constraint offers_booking_is_accepted check (kind <> 'booking' or state = 'accepted');
  create unique index offers_one_ringing_per_booking on offers (booking_id, place)
    where state = 'ringing' and booking_id is not null;
  create index offers_of_booking on offers (booking_id) where booking_id is not null;
`;

// When the station of a call was last heard of stands in the row of the call.
const visits = sql`
  alter table visits
    alter call_id drop not null,
    add booking_id uuid,
    add station_seen_at timestamptz,
    drop constraint visits_origin,
    drop constraint visits_end_reason,
    add constraint visits_booking_fk foreign key (booking_id, organisation_id)
      references bookings (id, organisation_id),
    add constraint visits_origin check (case origin
      when 'call' then call_id is not null and num_nonnulls(booking_id, station_seen_at) = 0
      when 'booking' then call_id is null and num_nulls(booking_id, station_seen_at) = 0
      else false
    end),
    add constraint visits_end_reason check (end_reason in (
      'station-hung-up', 'clinician-hung-up', 'station-revoked', 'clinician-removed', 'clinician-lost',
      'passed-on', 'station-lost', 'urgent-call'
    ));
  create unique index visits_one_open_per_booking on visits (booking_id)
    where ended_at is null and booking_id is not null;
  create unique index visits_one_open_booked_per_station on visits (station_id)
    where ended_at is null and origin = 'booking';
  create index visits_of_booking on visits (booking_id, started_at) where booking_id is not null;
  create index visits_booked_at_station on visits (station_id, started_at) where origin = 'booking';
`;

// A room belongs to a call or to a booked visit; whoever writes a choice makes sure that it does.
const rooms = sql`alter table source_choices drop constraint source_choices_room_fk`;

/** A booking leads to a visit, as a call does. */
export const bookedVisits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [bookings, offers, visits, rooms];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};

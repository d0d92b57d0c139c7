import { type RawBuilder, sql } from 'kysely';
import type { Disposition } from '../../domain/visits/outcome.ts';
import { timesOfNow } from '../../domain/clinics/clinic-day.ts';
import { expectedTimes } from '../../domain/clinics/delay.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { StationLastVisit, StationState, StationVisit } from '../../domain/states/wire.ts';
import { isTurnedBack, stopsMeeting } from '../clinics/hindrances.ts';
import { type ListJson, listOf, runningList } from '../clinics/running-lists.ts';
import { progress as progressColumn, type ProgressColumn, progressOf } from './progress.ts';

/** What a station is shown of clinics, as JSON: its times are strings. */
export type BookedColumns = {
  booked_visit:
    | (Omit<StationVisit, 'lostSound' | 'progress'> & {
        soundLostAt: string | null;
        sitePhone: string | null;
        progress: ProgressColumn;
      })
    | null;
  last_visit:
    | (Omit<StationLastVisit, 'outcome'> & {
        disposition: Disposition | null;
        advice: string | null;
        recordedAt: string | null;
      })
    | null;
  next_booking: { bookingId: BookingId; startsAt: string; list: ListJson } | null;
  turn_back: { startsAt: string; until: string }[];
};

/** The columns of it, for the station `st`: what runs, what ran last in the time since, and what is next today. */
export function bookedVisits({ now, endedSince }: { now: Date; endedSince: Date }): RawBuilder<unknown> {
  const { from, until } = timesOfNow(now);
  return sql`${running} as booked_visit, ${lastOf(endedSince)} as last_visit, (
    select json_build_object('bookingId', b.id, 'startsAt', b.starts_at, 'list', ${sql.raw(runningList)})
    from bookings b join clinic_sessions cs on cs.id = b.session_id
    where b.station_id = st.id and b.starts_at >= ${from}::timestamptz
      and b.starts_at < ${until}::timestamptz
      and b.state in ('booked', 'running')
      and not exists (select from visits v where v.booking_id = b.id and v.ended_at is null)
    order by ${turnOf(now)}, b.starts_at, b.id limit 1
  ) as next_booking, ${turnedBack(now)} as turn_back`;
}

/**
 * Whoever was brought waits until there is an outcome, however late it is. One of a clinic that is over by its own time comes
 * after those who are being brought now, and before those who are not fetched yet.
 */
function turnOf(now: Date): RawBuilder<number> {
  return sql<number>`case
    when b.begins_at > ${now}::timestamptz then 2
    when greatest(b.ends_at, cs.ends_at) <= ${now}::timestamptz then 1
    else 0
  end`;
}

/** Those who have been fetched for this station and are to go back, because movements are stopped. */
function turnedBack(now: Date): RawBuilder<unknown> {
  return sql`array(
    select json_build_object('startsAt', b.starts_at, 'until', (
      select max(ms.ends_at) from movement_stops ms
      where ${sql.raw(stopsMeeting('p', 'b'))} and ms.starts_at <= ${now}::timestamptz
    ))
    from bookings b join patients p on p.id = b.patient_id
    where b.station_id = st.id and ${isTurnedBack({ patient: 'p', booking: 'b' }, now)}
    order by b.starts_at, b.id
  )`;
}

const running = sql.raw(`(
  select json_build_object(
    'visitId', v.id, 'roomId', v.room_id, 'clinicianName', p.name, 'since', v.started_at,
    'otherClinicians', array(
      select other.name from offers second join people other on other.id = second.clinician_id
      where second.visit_id = v.id and second.state = 'accepted' and second.released_at is null
        and second.id <> v.offer_id
      order by second.settled_at, second.id
    ),
    'soundLostAt', v.sound_lost_at, 'sitePhone', (select phone from sites where id = v.site_id),
    'clinicianLostAt', v.lead_lost_at, 'progress', ${progressColumn}
  )
  from visits v join people p on p.id = v.clinician_id
  where v.station_id = st.id and v.ended_at is null and v.origin = 'booking'
)`);

function lastOf(endedSince: Date): RawBuilder<unknown> {
  return sql`(
    select json_build_object(
      'visitId', v.id, 'reason', v.end_reason, 'clinicianName', p.name, 'at', v.ended_at,
      'disposition', o.disposition, 'advice', o.advice, 'recordedAt', o.recorded_at
    )
    from visits v join people p on p.id = v.clinician_id left join outcomes o on o.visit_id = v.id
    where v.station_id = st.id and v.origin = 'booking' and v.ended_at > ${endedSince}::timestamptz
    order by v.started_at desc, v.id limit 1
  )`;
}

/** The same as the station is told it. */
export function bookedViews(
  { booked_visit, last_visit, next_booking, turn_back }: BookedColumns,
  { hubPhone, now }: { hubPhone: string | null; now: Date },
): Pick<StationState, 'visit' | 'lastVisit' | 'nextBooking' | 'turnBack'> {
  return {
    visit: booked_visit && visitOf(booked_visit, { organisationPhone: hubPhone, now }),
    lastVisit: last_visit && lastVisitOf(last_visit),
    nextBooking: next_booking && nextOf(next_booking, now),
    turnBack: turn_back.map(({ startsAt, until }) => ({
      startsAt: instantOf(startsAt),
      until: instantOf(until),
    })),
  };
}

/** One that runs late may be said to be late on this screen, because the patient is there or about to be. */
function nextOf(
  { bookingId, startsAt, list }: NonNullable<BookedColumns['next_booking']>,
  now: Date,
): NonNullable<StationState['nextBooking']> {
  const expected = expectedTimes(listOf(list), now).get(bookingId);
  return { startsAt: instantOf(startsAt), expectedAt: expected?.startsAt.toISOString() ?? null };
}

function visitOf(
  {
    soundLostAt,
    sitePhone,
    since,
    clinicianLostAt,
    progress,
    ...visit
  }: NonNullable<BookedColumns['booked_visit']>,
  { organisationPhone, now }: { organisationPhone: string | null; now: Date },
): StationVisit {
  return {
    ...visit,
    since: instantOf(since),
    lostSound:
      soundLostAt === null ? null : { since: instantOf(soundLostAt), sitePhone, hubPhone: organisationPhone },
    clinicianLostAt: clinicianLostAt === null ? null : instantOf(clinicianLostAt),
    progress: progressOf(progress, now),
  };
}

function lastVisitOf({
  at,
  disposition,
  advice,
  recordedAt,
  ...visit
}: NonNullable<BookedColumns['last_visit']>): StationLastVisit {
  const outcome =
    disposition === null || recordedAt === null
      ? null
      : { disposition, advice, recordedAt: instantOf(recordedAt) };
  return { ...visit, at: instantOf(at), outcome };
}

function instantOf(text: string): string {
  return new Date(text).toISOString();
}

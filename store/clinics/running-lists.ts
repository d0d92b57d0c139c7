import { type Kysely, sql } from 'kysely';
import type { BookingState } from '../../domain/clinics/clinic.ts';
import type { RunningList } from '../../domain/clinics/delay.ts';
import type { BookingId, ClinicSessionId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';

/** A list as JSON: its times are strings of the database. */
export type ListJson = {
  preMinutes: number;
  debriefMinutes: number;
  saidMinutes: number | null;
  saidAt: string | null;
  saidBefore: { minutes: number; at: string }[];
  urgentCall: boolean;
  bookings: {
    bookingId: BookingId;
    state: BookingState;
    startsAt: string;
    endsAt: string;
    beginsAt: string;
    startedAt: string | null;
    endedAt: string | null;
    running: boolean;
    linkSeenAt: string | null;
  }[];
};

/** The session `cs` on its day, as far as its delay needs it. Groups come together and have no order: theirs is empty. */
export const runningList = `(
  select json_build_object(
    'preMinutes', cs.pre_minutes, 'debriefMinutes', cs.debrief_minutes,
    'saidMinutes', cs.late_minutes, 'saidAt', cs.late_said_at, 'saidBefore', cs.late_words,
    'urgentCall', exists (
      select from visits urgent
      where urgent.clinician_id = cs.clinician_id and urgent.ended_at is null and urgent.origin = 'call'
    ),
    'bookings', coalesce(json_agg(json_build_object(
      'bookingId', listed.id, 'state', listed.state, 'startsAt', listed.starts_at, 'endsAt', listed.ends_at,
      'beginsAt', listed.begins_at, 'startedAt', begun.first, 'running', coalesce(begun.running, false),
      'endedAt', case when not begun.running then begun.last end, 'linkSeenAt', link.seen_at
    )) filter (where listed.id is not null), '[]')
  )
  from (values (1)) as one (row)
    left join bookings listed on listed.session_id = cs.id and listed.state in ('booked', 'running', 'done')
      and cs.capacity = 1
    left join lateral (
      select min(started_at) as first, max(ended_at) as last, bool_or(ended_at is null) as running from visits
      where visits.booking_id = listed.id
    ) begun on true
    left join booking_links link on link.booking_id = listed.id
)`;

/** The sessions, by their ids. */
export async function readRunningLists(
  db: Kysely<Database>,
  sessionIds: readonly ClinicSessionId[],
): Promise<Map<ClinicSessionId, RunningList>> {
  if (sessionIds.length === 0) return new Map();
  const { rows } = await sql<{ id: ClinicSessionId; list: ListJson }>`
    select cs.id, ${sql.raw(runningList)} as list
    from clinic_sessions cs where cs.id = any (${[...sessionIds]}::uuid[])
  `.execute(db);
  return new Map(rows.map(({ id, list }) => [id, listOf(list)]));
}

/** The same as the rule takes it. */
export function listOf({ saidMinutes, saidAt, saidBefore, bookings, ...list }: ListJson): RunningList {
  return {
    ...list,
    said: saidMinutes === null || saidAt === null ? null : { minutes: saidMinutes, at: new Date(saidAt) },
    saidBefore: saidBefore.map(({ minutes, at }) => ({ minutes, at: new Date(at) })),
    bookings: bookings.map((booking) => ({
      ...booking,
      startsAt: new Date(booking.startsAt),
      endsAt: new Date(booking.endsAt),
      beginsAt: new Date(booking.beginsAt),
      startedAt: booking.startedAt === null ? null : new Date(booking.startedAt),
      endedAt: booking.endedAt === null ? null : new Date(booking.endedAt),
      linkSeenAt: booking.linkSeenAt === null ? null : new Date(booking.linkSeenAt),
    })),
  };
}

import { type Kysely, sql } from 'kysely';
import type { Hindrances } from '../../domain/clinics/hindrances.ts';
import { type EventKind, eventTimeOf } from '../../domain/clinics/person-event.ts';
import type { HindrancesOf } from '../../domain/clinics/prison-mode-port.ts';
import type { StationId } from '../../domain/ids.ts';
import { addDays, wallDateOf } from '../../domain/rota/wall-clock.ts';
import type { Database } from '../schema.ts';
import { rangeOf } from './booking-reads.ts';

type Row =
  | { what: 'stop'; startsAt: Date; endsAt: Date }
  | { what: 'block'; stationId: StationId; startsAt: Date; endsAt: Date }
  | { what: 'event'; kind: EventKind; onDate: string; startsAt: Date | null; endsAt: Date | null };

/** What stands against places in a time, in one statement: a hold asks for it while it keeps others waiting. */
export async function readHindrances(
  db: Kysely<Database>,
  { siteId, stationIds, patientId, between }: HindrancesOf,
): Promise<Hindrances> {
  const during = rangeOf(between);
  // An event near midnight can reach into the day before or after.
  const firstDay = addDays(wallDateOf(between.startsAt), -1);
  const lastDay = addDays(wallDateOf(between.endsAt), 1);
  const { rows } = await sql<Row>`
    select 'stop'::text as what, null::uuid as "stationId", null::text as kind, null::text as "onDate",
      starts_at as "startsAt", ends_at as "endsAt"
    from movement_stops
    where site_id = ${siteId}::uuid and lifted_at is null and tstzrange(starts_at, ends_at) && ${during}
      and (wings is null or coalesce(
        (select p.wing = any (movement_stops.wings) from patients p where p.id = ${patientId}::uuid), true
      ))
    union all
    select 'block', station_id, null, null, starts_at, ends_at from station_blocks
    where station_id = any (${[...stationIds]}::uuid[]) and lifted_at is null
      and tstzrange(starts_at, ends_at) && ${during}
    union all
    select 'event', null, kind, to_char(on_date, 'YYYY-MM-DD'), starts_at, ends_at from person_events
    where patient_id = ${patientId}::uuid and on_date between ${firstDay}::date and ${lastDay}::date
  `.execute(db);
  return {
    stops: rows.flatMap((row) => (row.what === 'stop' ? [timeOf(row)] : [])),
    blocks: rows.flatMap((row) =>
      row.what === 'block' ? [{ ...timeOf(row), stationId: row.stationId }] : [],
    ),
    events: rows.flatMap((row) => (row.what === 'event' ? [eventTimeOf(row)] : [])),
  };
}

function timeOf({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) {
  return { startsAt, endsAt };
}

/** Whether a row `ms` of `movement_stops` stands and meets this patient, for the prison of this booking; it may be over. */
export function stopsMeeting(patient: string, booking: string): string {
  return `ms.site_id = ${booking}.site_id and ms.lifted_at is null
    and (ms.wings is null or ${patient}.wing is null or ${patient}.wing = any (ms.wings))`;
}

/** Longer ago than this they have gone back by themselves, and somebody owes an outcome. */
const waitsAtMostMs = 2 * 3600 * 1000;

/** Whether the patient of this booking has been fetched and is not being seen, while movements of their wing are stopped. */
export function isTurnedBack({ patient, booking }: { patient: string; booking: string }, now: Date) {
  const b = sql.raw(booking);
  return sql<boolean>`(
    ${b}.state = 'booked' and ${b}.begins_at <= ${now}::timestamptz
    and ${b}.ends_at > ${new Date(now.getTime() - waitsAtMostMs)}::timestamptz
    and exists (select from movement_stops ms where ${sql.raw(stopsMeeting(patient, booking))} and ${holds(now)})
  )`;
}

function holds(now: Date) {
  return sql<boolean>`ms.starts_at <= ${now}::timestamptz and ms.ends_at > ${now}::timestamptz`;
}

import { type Kysely, sql } from 'kysely';
import type { ClinicRunningReads } from '../../domain/clinics/running-port.ts';
import type { BookingCourse } from '../../domain/clinics/running-wire.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';
import { listActivity } from './activity.ts';
import { readRunningLists } from './running-lists.ts';
import { attendanceOf } from './running-writes.ts';

/** What has happened to bookings on their day. */
export function clinicRunningReads(db: Kysely<Database>): ClinicRunningReads {
  return {
    async readCourse(bookingId) {
      const [parts, rooms, inRoom, rang, outcomes, agreed] = await Promise.all([
        partsOf(db, bookingId),
        roomsOf(db, bookingId),
        presencesOf(db, bookingId),
        rangAt(db, bookingId),
        outcomesOf(db, bookingId),
        agreedOf(db, bookingId),
      ]);
      return { parts, rooms, inRoom, stationRangAt: rang, outcomes, agreed };
    },

    listActivity: (organisationId, between) => listActivity(db, organisationId, between),
    readRunningLists: (sessionIds) => readRunningLists(db, sessionIds),
  };
}

/** The first part begins with the first visit. */
async function partsOf(db: Kysely<Database>, bookingId: BookingId): Promise<BookingCourse['parts']> {
  const { rows } = await sql<{ part: BookingCourse['parts'][number]['part']; at: Date; byName: string }>`
    (
      select 'pre' as part, v.started_at as at, p.name as "byName"
      from visits v join people p on p.id = v.clinician_id
      where v.booking_id = ${bookingId}::uuid order by v.started_at limit 1
    )
    union all
    select bp.part, bp.began_at, p.name from booking_parts bp join people p on p.id = bp.begun_by
    where bp.booking_id = ${bookingId}::uuid
    order by at
  `.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function roomsOf(db: Kysely<Database>, bookingId: BookingId): Promise<BookingCourse['rooms']> {
  const rows = await db
    .selectFrom('room_checks')
    .innerJoin('visits', 'visits.id', 'room_checks.visit_id')
    .select(['identity', 'present', 'checked_by_kind', 'checked_at'])
    .where('visits.booking_id', '=', bookingId)
    .orderBy('checked_at')
    .execute();
  return rows.map(({ identity, present, checked_by_kind: by, checked_at: at }) => ({
    ...{ identity, present, by },
    at: at.toISOString(),
  }));
}

async function presencesOf(db: Kysely<Database>, bookingId: BookingId): Promise<BookingCourse['inRoom']> {
  const rows = await db
    .selectFrom('room_presences')
    .innerJoin('visits', 'visits.id', 'room_presences.visit_id')
    .select(['visit_id', 'kind', 'participant_id', 'from_at', 'until_at'])
    .where('visits.booking_id', '=', bookingId)
    .orderBy('from_at')
    .orderBy('kind')
    .orderBy('participant_id')
    .execute();
  return rows.map((row) => ({
    visitId: row.visit_id,
    kind: row.kind,
    participantId: row.participant_id,
    from: row.from_at.toISOString(),
    until: row.until_at.toISOString(),
  }));
}

async function rangAt(db: Kysely<Database>, bookingId: BookingId): Promise<string[]> {
  const rows = await db
    .selectFrom('visits')
    .select('station_rang_at')
    .where('booking_id', '=', bookingId)
    .where('station_rang_at', 'is not', null)
    .orderBy('station_rang_at')
    .execute();
  return rows.flatMap(({ station_rang_at: at }) => (at === null ? [] : [at.toISOString()]));
}

async function outcomesOf(db: Kysely<Database>, bookingId: BookingId): Promise<BookingCourse['outcomes']> {
  const rows = await db
    .selectFrom('booking_outcomes')
    .innerJoin('people', 'people.id', 'booking_outcomes.recorded_by')
    .selectAll('booking_outcomes')
    .select('people.name')
    .where('booking_id', '=', bookingId)
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    outcome: {
      ...attendanceOf(row),
      at: row.recorded_at.toISOString(),
      byName: row.name,
      corrected: row.number > 1,
    },
    reason: row.reason,
  }));
}

async function agreedOf(db: Kysely<Database>, bookingId: BookingId): Promise<BookingCourse['agreed']> {
  const rows = await db
    .selectFrom('outcomes')
    .innerJoin('visits', 'visits.id', 'outcomes.visit_id')
    .innerJoin('people', 'people.id', 'outcomes.recorded_by')
    .select(['outcomes.recorded_at', 'outcomes.advice', 'outcomes.note', 'people.name'])
    .where('visits.booking_id', '=', bookingId)
    .where((expression) =>
      expression.or([
        expression('outcomes.advice', 'is not', null),
        expression('outcomes.note', 'is not', null),
      ]),
    )
    .orderBy('outcomes.recorded_at')
    .orderBy('visits.id')
    .execute();
  return rows.map(({ recorded_at: at, advice, note, name: byName }) => ({
    ...{ at: at.toISOString(), byName },
    ...{ advice, note },
  }));
}

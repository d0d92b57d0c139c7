import { type Kysely, type Selectable, sql } from 'kysely';
import type { Attendance } from '../../domain/clinics/attendance.ts';
import type { ClinicRunningWrites } from '../../domain/clinics/running-port.ts';
import type { BookingId, PersonId, VisitId } from '../../domain/ids.ts';
import { present } from '../calls/rows.ts';
import type { BookingOutcomeTable, Database } from '../schema.ts';

/** What happens to a booking on its day. */
export function clinicRunningWrites(db: Kysely<Database>, now: Date): ClinicRunningWrites {
  return { ...partWrites(db, now), ...attendanceWrites(db, now), ...stationWrites(db, now) };
}

type OfParts = 'findPart' | 'beginPart' | 'checkRoom';

function partWrites(db: Kysely<Database>, now: Date): Pick<ClinicRunningWrites, OfParts> {
  return {
    async findPart(bookingId) {
      const rows = await db
        .selectFrom('booking_parts')
        .select('part')
        .where('booking_id', '=', bookingId)
        .execute();
      const begun = rows.map(({ part }) => part);
      return begun.find((part) => part === 'debrief') ?? begun[0] ?? 'pre';
    },

    async beginPart({ bookingId, part, visitId, by }) {
      await db
        .insertInto('booking_parts')
        .values({ booking_id: bookingId, part, visit_id: visitId, began_at: now, begun_by: by })
        .onConflict((conflict) => conflict.columns(['booking_id', 'part']).doNothing())
        .execute();
    },

    async checkRoom(visitId, { identity, present: inRoom }, by) {
      const said = {
        identity,
        present: inRoom,
        checked_at: now,
        checked_by_kind: by.kind,
        checked_by: by.id,
      };
      await db
        .insertInto('room_checks')
        .values({ visit_id: visitId, ...said })
        .onConflict((conflict) => conflict.column('visit_id').doUpdateSet(said))
        .execute();
    },
  };
}

type OfAttendance = 'findAttendance' | 'addAttendance' | 'getDoneAt' | 'closeVisits' | 'setFollowUp';

function attendanceWrites(db: Kysely<Database>, now: Date): Pick<ClinicRunningWrites, OfAttendance> {
  return {
    async findAttendance(bookingId) {
      const row = await db
        .selectFrom('booking_outcomes')
        .selectAll()
        .where('booking_id', '=', bookingId)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && attendanceOf(row);
    },

    addAttendance: (bookingId, said, recorded) => addAttendance(db, now, { bookingId, said, ...recorded }),

    async getDoneAt(bookingId) {
      const row = await db
        .selectFrom('bookings')
        .select('done_at')
        .where('id', '=', bookingId)
        .executeTakeFirstOrThrow();
      return row.done_at;
    },

    closeVisits: (bookingId, by) => closeVisits(db, now, { bookingId, by }),

    async setFollowUp(referralId, followUp) {
      await db.updateTable('referrals').set({ follow_up: followUp }).where('id', '=', referralId).execute();
    },
  };
}

/** What a row says, without who has said it. */
export function attendanceOf(row: Selectable<BookingOutcomeTable>): Attendance {
  return row.attendance === 'attended'
    ? { attendance: 'attended', nextStep: present(row.next_step, 'booking_outcomes.next_step') }
    : { attendance: 'dna', cause: present(row.cause, 'booking_outcomes.cause'), text: row.cause_text };
}

type Adding = { bookingId: BookingId; said: Attendance; by: PersonId; reason: string | null };

async function addAttendance(
  db: Kysely<Database>,
  now: Date,
  { bookingId, said, by, reason }: Adding,
): Promise<void> {
  const attended = said.attendance === 'attended';
  await sql`
    insert into booking_outcomes (
      booking_id, number, attendance, next_step, cause, cause_text, reason, recorded_by, recorded_at
    )
    select ${bookingId}::uuid, 1 + count(*)::integer, ${said.attendance}, ${attended ? said.nextStep : null},
      ${attended ? null : said.cause}, ${attended ? null : said.text}, ${reason}, ${by}::uuid, ${now}::timestamptz
    from booking_outcomes where booking_id = ${bookingId}::uuid
  `.execute(db);
}

async function closeVisits(
  db: Kysely<Database>,
  now: Date,
  { bookingId, by }: { bookingId: BookingId; by: PersonId },
): Promise<VisitId[]> {
  const { rows } = await sql<{ id: VisitId }>`
    with owed as (
      select id from visits
      where booking_id = ${bookingId}::uuid and ended_at is not null and outcome_recorded_at is null
    ), recorded as (
      insert into outcomes (visit_id, disposition, advice, note, recorded_by, recorded_at)
      select id, 'clinic-not-seen', null, null, ${by}::uuid, ${now}::timestamptz from owed
      returning visit_id
    )
    update visits set outcome_recorded_at = ${now}::timestamptz
    from recorded where visits.id = recorded.visit_id
    returning visits.id
  `.execute(db);
  return rows.map(({ id }) => id);
}

function stationWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<ClinicRunningWrites, 'getStationOf' | 'markStationRang' | 'sayLate'> {
  return {
    async sayLate(sessionId, minutes) {
      await db
        .updateTable('clinic_sessions')
        .set({
          late_words: sql`case when late_minutes is null then late_words else
            late_words || jsonb_build_object('minutes', late_minutes, 'at', late_said_at) end`,
          ...{ late_minutes: minutes, late_said_at: now },
        })
        .where('id', '=', sessionId)
        .execute();
    },

    async getStationOf(visitId) {
      const row = await db
        .selectFrom('visits')
        .innerJoin('bookings', 'bookings.id', 'visits.booking_id')
        .select(['bookings.starts_at', 'visits.station_rang_at'])
        .select(sql<boolean>`visits.station_in_room_at > visits.started_at`.as('joined'))
        .where('visits.id', '=', visitId)
        .executeTakeFirstOrThrow();
      return { startsAt: row.starts_at, joined: row.joined, rangAt: row.station_rang_at };
    },

    async markStationRang(visitId) {
      await db.updateTable('visits').set({ station_rang_at: now }).where('id', '=', visitId).execute();
    },
  };
}

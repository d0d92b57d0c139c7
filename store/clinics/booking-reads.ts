import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { waitsNow } from '../../domain/clinics/booking-link.ts';
import { cancelCodes } from '../../domain/clinics/cancel-codes.ts';
import type { BookedAt, ClinicReads } from '../../domain/clinics/clinic-port.ts';
import type { Span } from '../../domain/clinics/appointment.ts';
import type { ResourceKind } from '../../domain/clinics/clinic.ts';
import type { StandingKind } from '../../domain/clinics/person-move.ts';
import type { PreflightFacts } from '../../domain/clinics/preflight.ts';
import type { BookingView } from '../../domain/clinics/wire.ts';
import type { BookingId, ClinicSessionId, SiteId } from '../../domain/ids.ts';
import type { Clock } from '../../domain/ports.ts';
import { present } from '../calls/rows.ts';
import type { BookingTable, Database, SiteTable } from '../schema.ts';
import { kindNumbers, listTaken } from './reservations.ts';
import { dayOf, type PatientColumns, patientColumns, patientOf } from './rows.ts';

/** What `bookingReads` does of the port; `clinicReads` does the rest. */
export type ReadOfBookings =
  'listTaken' | 'listPlacesTakenIn' | 'listBookings' | 'findBookingView' | 'listLapsedHolds';

/** A cancellation that comes later than this before its beginning is late (A27). */
const lateMs = 2 * 3600 * 1000;

const mostLapsed = 200;

/** Who has which time. */
export function bookingReads(db: Kysely<Database>, clock: Clock): Pick<ClinicReads, ReadOfBookings> {
  return {
    listTaken: (of, between) => listTaken(db, clock.now(), of, between),

    listPlacesTakenIn: (sessionIds, leftOut) => listPlacesTaken(db, clock.now(), { sessionIds, leftOut }),

    async listBookings(of, { from, to }) {
      const rows = await selectViews(db)
        .where('bookings.state', 'in', ['booked', 'running', 'done', 'cancelled'])
        .where(isOf(of))
        .where('bookings.begins_at', '>=', from)
        .where('bookings.begins_at', '<', to)
        .orderBy('bookings.begins_at')
        .orderBy('bookings.id')
        .execute();
      return rows.map((row) => ({ ...viewOf(row, clock.now()), bookedAt: bookedAt(row) }));
    },

    async findBookingView(bookingId) {
      const row = await selectViews(db).where('bookings.id', '=', bookingId).executeTakeFirst();
      return (
        row && { ...viewOf(row, clock.now()), organisationId: row.organisation_id, bookedAt: bookedAt(row) }
      );
    },

    async listLapsedHolds() {
      const rows = await db
        .selectFrom('bookings')
        .select(['id', 'held_until'])
        .where('state', '=', 'held')
        .where('held_until', '<=', clock.now())
        .orderBy('held_until')
        .orderBy('id')
        .limit(mostLapsed)
        .execute();
      return rows.map((row) => ({
        bookingId: row.id,
        heldUntil: present(row.held_until, 'bookings.held_until'),
      }));
    },
  };
}

/** Of each place of the sessions that somebody has, the prison. */
export async function listPlacesTaken(
  db: Kysely<Database>,
  now: Date,
  { sessionIds, leftOut }: { sessionIds: readonly ClinicSessionId[]; leftOut: BookingId | null },
): Promise<{ sessionId: ClinicSessionId; siteId: SiteId }[]> {
  const rows = await db
    .selectFrom('bookings')
    .select(['session_id', 'site_id'])
    .where(sql<boolean>`session_id = any (${[...sessionIds]}::uuid[])`)
    .where('state', 'in', ['held', 'booked', 'running', 'done'])
    .where(sql<boolean>`(state <> 'held' or held_until > ${now}::timestamptz)`)
    .where(sql<boolean>`id is distinct from ${leftOut}::uuid`)
    .execute();
  return rows.map((row) => ({ sessionId: row.session_id, siteId: row.site_id }));
}

/** The bookings that take a resource in a time, held ones too; earliest first. */
export async function listBookingsTaking(
  db: Kysely<Database>,
  now: Date,
  { of, between }: { of: { kind: ResourceKind; resourceId: string }; between: Span },
): Promise<BookingView[]> {
  const rows = await selectViews(db)
    .where(hasItsTime(now))
    .where(
      sql<boolean>`exists (
        select from reservations r
        where r.booking_id = bookings.id and r.active and r.kind = ${kindNumbers[of.kind]}
          and r.resource_id = ${of.resourceId}::uuid and r.during && ${rangeOf(between)}
      )`,
    )
    .orderBy('bookings.begins_at')
    .orderBy('bookings.id')
    .execute();
  return rows.map((row) => viewOf(row, now));
}

/** Whether a row of `bookings` is booked, or held and the hold is not over. */
export function hasItsTime(now: Date): RawBuilder<boolean> {
  return sql<boolean>`(
    bookings.state = 'booked' or (bookings.state = 'held' and bookings.held_until > ${now}::timestamptz)
  )`;
}

/** The same, or a visit of it runs. */
export function hasItsTimeOrRuns(now: Date): RawBuilder<boolean> {
  return sql<boolean>`(${hasItsTime(now)} or (bookings.state = 'running' and exists (
    select from visits v where v.booking_id = bookings.id and v.ended_at is null
  )))`;
}

/** From its start until just before its end. */
export function rangeOf({ startsAt, endsAt }: Span): RawBuilder<string> {
  return sql<string>`tstzrange(${startsAt}::timestamptz, ${endsAt}::timestamptz)`;
}

/** Whether a row of `bookings` is one of these prisons, of the clinician, or of the organisation. */
export function isOf(of: Parameters<ClinicReads['listBookings']>[0]): RawBuilder<boolean> {
  if ('siteIds' in of) {
    // Whoever has gone for good leaves the lists of the prison (A30).
    return sql<boolean>`(
      bookings.site_id = any (${[...of.siteIds]}::uuid[])
      and coalesce(bookings.cancel_code, '') not in ('transferred', 'released')
    )`;
  }
  if ('clinicianId' in of) return sql<boolean>`bookings.clinician_id = ${of.clinicianId}`;
  return sql<boolean>`bookings.organisation_id = ${of.organisationId}`;
}

type ViewRow = Selectable<BookingTable> &
  PatientColumns & {
    service: string;
    clinician_name: string;
    station_name: string;
    clash_by_name: string | null;
    booked_site_name: string;
    booked_site_kind: SiteTable['kind'];
    by_link: boolean;
    link_waiting_since: Date | null;
    link_seen_at: Date | null;
    cannot_come_since: Date | null;
    not_reached: BookingView['notReached'];
    standing: StandingKind;
    first_started_at: Date | null;
    outcome: BookingView['outcome'];
    interpreter: PreflightFacts['interpreter'];
  };

function selectViews(db: Kysely<Database>) {
  return db
    .selectFrom('bookings')
    .innerJoin('clinic_sessions', 'clinic_sessions.id', 'bookings.session_id')
    .innerJoin('people', 'people.id', 'bookings.clinician_id')
    .innerJoin('stations', 'stations.id', 'bookings.station_id')
    .innerJoin('patients', 'patients.id', 'bookings.patient_id')
    .innerJoin('sites', 'sites.id', 'patients.site_id')
    .innerJoin('sites as booked_sites', 'booked_sites.id', 'bookings.site_id')
    .leftJoin('booking_links', 'booking_links.booking_id', 'bookings.id')
    .leftJoin('people as overbookers', 'overbookers.id', 'bookings.clash_by')
    .selectAll('bookings')
    .select(patientColumns)
    .select([
      'clinic_sessions.service',
      'people.name as clinician_name',
      'stations.name as station_name',
      'stations.by_link',
      'booking_links.waiting_since as link_waiting_since',
      'booking_links.seen_at as link_seen_at',
      'overbookers.name as clash_by_name',
      'booked_sites.name as booked_site_name',
      'booked_sites.kind as booked_site_kind',
      'patients.standing',
      dayOf('patients.date_of_birth').as('birth_day'),
      cannotComeSince.as('cannot_come_since'),
      notReached.as('not_reached'),
      firstStart.as('first_started_at'),
      outcomeOfBooking.as('outcome'),
      interpreterOf.as('interpreter'),
    ]);
}

/** Since when a clerk has that to do of a row of `bookings`: whoever moves or cancels it ends that. */
export const cannotComeSince = sql<Date | null>`(
  case when bookings.state = 'booked' then (
    select max(t.made_at) from clinic_tasks t
    where t.booking_id = bookings.id and t.kind = 'cannot-come' and t.done_at is null
  ) end
)`;

const firstStart = sql<Date | null>`(select min(started_at) from visits where visits.booking_id = bookings.id)`;

/** Who is booked to interpret in a row of `bookings`. */
export const interpreterOf = sql<PreflightFacts['interpreter']>`(
  select json_build_object('id', i.id, 'name', i.name, 'phone', i.phone)
  from reservations r join interpreters i on i.id = r.resource_id
  where r.booking_id = bookings.id and r.kind = ${sql.lit(kindNumbers.interpreter)} and r.active
)`;

/** The last thing that was recorded of a row of `bookings`, in the shape of the view; its time is a string of the database. */
export const outcomeOfBooking = sql<BookingView['outcome']>`(
  select case o.attendance
    when 'attended' then jsonb_build_object('attendance', o.attendance, 'nextStep', o.next_step)
    else jsonb_build_object('attendance', o.attendance, 'cause', o.cause, 'text', o.cause_text)
  end || jsonb_build_object('at', o.recorded_at, 'byName', p.name, 'corrected', o.number > 1)
  from booking_outcomes o join people p on p.id = o.recorded_by
  where o.booking_id = bookings.id order by o.number desc limit 1
)`;

function bookedAt(row: ViewRow): BookedAt {
  return { siteId: row.site_id, siteName: row.booked_site_name };
}

function viewOf(row: ViewRow, now: Date): BookingView {
  return {
    bookingId: row.id,
    reference: row.id.slice(0, 8).toUpperCase(),
    state: row.state,
    version: row.version,
    referralId: row.referral_id,
    service: row.service,
    patient: patientOf(row),
    sessionId: row.session_id,
    clinicianName: row.clinician_name,
    stationId: row.station_id,
    stationName: row.station_name,
    ...((row.booked_site_kind === 'home' || row.booked_site_kind === 'care-home') && {
      outside: row.booked_site_kind,
    }),
    ...(row.by_link && { link: { waitingSince: waitingSince(row, now) } }),
    ...(row.cannot_come_since !== null && { cannotComeSince: row.cannot_come_since.toISOString() }),
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    beginsAt: row.begins_at.toISOString(),
    heldUntil: row.state === 'held' ? (row.held_until?.toISOString() ?? null) : null,
    details: row.details,
    interpreter: row.interpreter && { name: row.interpreter.name, phone: row.interpreter.phone },
    cancelled: cancellationOf(row),
    startedAt: row.first_started_at?.toISOString() ?? null,
    doneAt: row.done_at?.toISOString() ?? null,
    expected: null,
    outcome: row.outcome && { ...row.outcome, at: new Date(row.outcome.at).toISOString() },
    clash: clashOf(row),
    notReached: row.not_reached,
    away: awayOf(row),
  };
}

/** Also while the visit runs: whoever is not in its lobby, because it is locked or was cut short, waits where they were. */
function waitingSince(row: ViewRow, now: Date): string | null {
  const { state, link_waiting_since: since, link_seen_at: seenAt } = row;
  const isOpen = state === 'booked' || state === 'running';
  return isOpen && waitsNow(seenAt, now) ? (since?.toISOString() ?? null) : null;
}

function awayOf({ state, standing }: ViewRow): BookingView['away'] {
  const toCome = state === 'held' || state === 'booked' || state === 'running';
  return !toCome || standing === 'here' || standing === 'released' ? null : standing;
}

/**
 * The message `restored` is about a stop that its person was not reached about either, and that nobody says they have told them
 * another way: for them the booking has always stood.
 */
export const isLiftOfUnknownStop = (restored: string): string => `(
  ${restored}.kind = 'restored' and exists (
    select from clinic_messages stop
    where stop.person_id = ${restored}.person_id and stop.key = 'stopped:' || split_part(${restored}.key, ':', 2)
      and stop.state in ('failed', 'too-late') and not exists (
        select from clinic_tasks task
        where task.organisation_id = stop.organisation_id and task.key = 'not-reached:' || stop.side || ':' || stop.key
          and task.done_by is not null
      )
  )
)`;

/**
 * The sides of which nobody has been reached by a message since one failed, and nobody is being tried. A stop that is lifted
 * is nothing that anybody has to be rung about any more.
 */
export const notReached = sql<BookingView['notReached']>`array(
  select failed.side from clinic_message_bookings b join clinic_messages failed on failed.id = b.message_id
  where b.booking_id = bookings.id and failed.state in ('failed', 'too-late')
  and not (failed.kind = 'stopped' and bookings.state <> 'cancelled')
  and not ${sql.raw(isLiftOfUnknownStop('failed'))}
  and not exists (
    select from clinic_message_bookings c join clinic_messages other on other.id = c.message_id
    where c.booking_id = bookings.id and other.side = failed.side and (
      (other.state in ('sent', 'received') and other.made_at >= failed.made_at)
      or (other.state = 'pending' and other.key = failed.key)
    )
  )
  group by failed.side order by failed.side
)`;

function clashOf({
  clash_kinds: kinds,
  clash_reason: reason,
  clash_by_name: byName,
}: ViewRow): BookingView['clash'] {
  return kinds === null || reason === null || byName === null ? null : { kinds, reason, byName };
}

function cancellationOf(row: Selectable<BookingTable>): BookingView['cancelled'] {
  if (row.state !== 'cancelled') return null;
  const code = present(row.cancel_code, 'bookings.cancel_code');
  const at = present(row.cancelled_at, 'bookings.cancelled_at');
  return {
    code,
    cause: cancelCodes[code].cause,
    text: row.cancel_text,
    at: at.toISOString(),
    late: isLate(row),
  };
}

/** Whether it was cancelled when the list of the day may have been printed already (A27). */
export function isLate(row: Pick<Selectable<BookingTable>, 'begins_at' | 'cancelled_at'>): boolean {
  return row.cancelled_at !== null && row.begins_at.getTime() - row.cancelled_at.getTime() < lateMs;
}

import { type Kysely, type Selectable, sql } from 'kysely';
import { type BookedPreflight, type ListReads } from '../../domain/clinics/list-port.ts';
import { type LinkStanding, noPreflight, type PreflightFacts } from '../../domain/clinics/preflight.ts';
import type { ListedBooking } from '../../domain/clinics/prison-list.ts';
import type { StationCheck } from '../../domain/checks/station-light.ts';
import type { SiteId } from '../../domain/ids.ts';
import type { Clock } from '../../domain/ports.ts';
import type { BookingTable, Database, SiteTable, StationCheckTable } from '../schema.ts';
import { cannotComeSince, interpreterOf, isLate, isOf, notReached } from './booking-reads.ts';
import { isTurnedBack } from './hindrances.ts';
import { kindNumbers } from './reservations.ts';

/** What a prison needs on the day: its lists, and whether all is ready. */
export function listReads(db: Kysely<Database>, clock: Clock): ListReads {
  return { ...prisonListReads(db, clock), ...preflightReads(db) };
}

function prisonListReads(
  db: Kysely<Database>,
  clock: Clock,
): Pick<ListReads, 'listForPrison' | 'findListPrint' | 'listWings'> {
  return {
    async listForPrison({ siteId, from, to, others }) {
      const onDay = sql<boolean>`(
        bookings.site_id = ${siteId}::uuid and bookings.begins_at >= ${from}::timestamptz
        and bookings.begins_at < ${to}::timestamptz
      )`;
      const rows = await selectListed(db)
        .select([
          onDay.as('on_day'),
          isTurnedBack({ patient: 'patients', booking: 'bookings' }, clock.now()).as('turn_back'),
        ])
        .where(
          sql<boolean>`(
            (${onDay} and bookings.state <> all (array['held', 'lapsed'])) or bookings.id = any (${[...others]}::uuid[])
          )`,
        )
        .execute();
      return rows.map(listedOf);
    },

    async findListPrint({ siteId, list, date }) {
      const row = await db
        .selectFrom('list_prints')
        .select(['printed_at', 'rows'])
        .where('site_id', '=', siteId)
        .where('list', '=', list)
        .where(sql<boolean>`on_date = ${date}::date`)
        .orderBy('printed_at', 'desc')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row && { printedAt: row.printed_at, rows: row.rows };
    },

    async listWings(siteIds) {
      const { rows } = await sql<Awaited<ReturnType<ListReads['listWings']>>[number]>`
        select distinct site_id as "siteId", wing from patients
        where site_id = any (${[...siteIds]}::uuid[]) and wing is not null
      `.execute(db);
      return rows;
    },
  };
}

type ListedRow = Selectable<BookingTable> & {
  patient_name: string;
  prison_number: string | null;
  wing: string | null;
  cell: string | null;
  patient_site_id: SiteId;
  security_marks: ListedBooking['marks'];
  marks_confirmed: boolean;
  station_name: string;
  back_by: Date | null;
  on_day: boolean;
  turn_back: boolean;
};

function selectListed(db: Kysely<Database>) {
  return db
    .selectFrom('bookings')
    .innerJoin('stations', 'stations.id', 'bookings.station_id')
    .innerJoin('patients', 'patients.id', 'bookings.patient_id')
    .selectAll('bookings')
    .select([
      'patients.name as patient_name',
      'patients.prison_number',
      'patients.site_id as patient_site_id',
      'patients.wing',
      'patients.cell',
      'patients.security_marks',
      'patients.marks_confirmed',
      'stations.name as station_name',
      sql<Date | null>`(
        select max(upper(r.during)) from reservations r
        where r.booking_id = bookings.id and r.kind = ${sql.lit(kindNumbers.patient)}
      )`.as('back_by'),
    ]);
}

function listedOf(row: ListedRow): ListedBooking {
  const { state } = row;
  // The wing, the cell and the marks of whoever has moved are those of another prison.
  const here = row.patient_site_id === row.site_id;
  return {
    bookingId: row.id,
    sessionId: row.session_id,
    fetchAt: row.begins_at.toISOString(),
    startsAt: row.starts_at.toISOString(),
    backBy: (row.back_by ?? row.ends_at).toISOString(),
    place: row.station_name,
    wing: here ? row.wing : null,
    cell: here ? row.cell : null,
    name: row.patient_name,
    prisonNumber: row.prison_number,
    marks: here ? row.security_marks : [],
    marksConfirmed: row.marks_confirmed,
    state: state === 'held' || state === 'lapsed' ? 'other' : state,
    late: isLate(row),
    onDay: row.on_day,
    turnBack: row.turn_back,
  };
}

function preflightReads(
  db: Kysely<Database>,
): Pick<ListReads, 'listBookedPreflights' | 'findBookedPreflight'> {
  return {
    async listBookedPreflights(of, { from, to }) {
      const rows = await selectPreflights(db)
        .where('bookings.state', '=', 'booked')
        .where(isOf(of))
        .where('bookings.begins_at', '>=', from)
        .where('bookings.begins_at', '<', to)
        .orderBy('bookings.begins_at')
        .orderBy('bookings.id')
        .execute();
      return rows.map(preflightOf);
    },

    async findBookedPreflight(bookingId) {
      const row = await selectPreflights(db).where('bookings.id', '=', bookingId).executeTakeFirst();
      return row && preflightOf(row);
    },
  };
}

type PreflightRow = Pick<
  Selectable<BookingTable>,
  'id' | 'site_id' | 'starts_at' | 'details' | 'preflight'
> & {
  site_kind: SiteTable['kind'];
  link_standing: LinkStanding;
  blocked: boolean;
  enrolled: boolean;
  last_seen_at: Date | null;
  interpreter_phone: string | null;
  interpreter: PreflightFacts['interpreter'];
  files: number;
} & {
  [K in keyof Omit<Selectable<StationCheckTable>, 'station_id'>]: Selectable<StationCheckTable>[K] | null;
};

/**
 * Whether the patient of a row of `bookings` has its link. Whoever has waited with it for this time has it; after another
 * address was given, or it was sent again, only what was sent since then counts.
 */
const linkStanding = sql<LinkStanding>`(
  select case
    when ${cannotComeSince} is not null then 'cannot-come'
    when exists (
      select from booking_links l where l.booking_id = bookings.id and l.seen_at >= bookings.timed_at
    ) then 'reached'
    when p.email is null and p.phone is null then 'no-contact'
    when 'patient' = any (${notReached}) then 'not-reached'
    when told.newest is null then 'not-reached'
    when told.sent >= coalesce(told.renewed, told.sent) then 'reached'
    when told.newest = 'pending' then 'on-its-way'
    else 'not-reached'
  end
  from patients p
  cross join lateral (
    select
      (array_agg(m.state order by m.made_at desc, m.id desc))[1] as newest,
      max(m.made_at) filter (where m.state in ('sent', 'received')) as sent,
      -- The key of one with a new link begins so (newLinkKey).
      max(m.made_at) filter (where m.key like 'link:%') as renewed
    from clinic_message_bookings b join clinic_messages m on m.id = b.message_id
    where b.booking_id = bookings.id and m.side = 'patient'
  ) told
  where p.id = bookings.patient_id
)`;

/** Whether the station of a row of `bookings` is blocked in the time for which the booking has taken it. */
const isBlocked = sql<boolean>`exists (
  select from station_blocks sb join reservations r on r.booking_id = bookings.id
  where r.kind = ${sql.lit(kindNumbers.station)} and sb.station_id = bookings.station_id
    and sb.lifted_at is null and tstzrange(sb.starts_at, sb.ends_at) && r.during
)`;

function selectPreflights(db: Kysely<Database>) {
  return db
    .selectFrom('bookings')
    .innerJoin('stations', 'stations.id', 'bookings.station_id')
    .innerJoin('sites', 'sites.id', 'bookings.site_id')
    .leftJoin('prison_days', 'prison_days.site_id', 'bookings.site_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('station_checks')
          .selectAll()
          .whereRef('station_checks.station_id', '=', 'stations.id')
          .orderBy('checked_at', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select(['bookings.id', 'bookings.site_id', 'bookings.starts_at', 'bookings.details'])
    .select([
      'sites.kind as site_kind',
      'bookings.preflight',
      'stations.last_seen_at',
      'prison_days.interpreter_phone',
    ])
    .select(sql<boolean>`stations.enrolled_at is not null and stations.revoked_at is null`.as('enrolled'))
    .select([interpreterOf.as('interpreter'), linkStanding.as('link_standing'), isBlocked.as('blocked')])
    .select(
      sql<number>`(
        select count(*)::integer from referral_documents d
        where d.referral_id = bookings.referral_id and d.taken_back_at is null
      )`.as('files'),
    )
    .select(['last.checked_at', 'last.udp', 'last.tcp', 'last.relay'])
    .select(['last.round_trip_ms', 'last.loss_up', 'last.loss_down']);
}

function preflightOf(row: PreflightRow): BookedPreflight {
  return {
    bookingId: row.id,
    siteId: row.site_id,
    startsAt: row.starts_at,
    details: row.details,
    preflight: row.preflight ?? noPreflight,
    interpreter: row.interpreter,
    interpreterPhone: row.interpreter_phone,
    files: row.files,
    ...(row.site_kind !== 'prison' && { outside: row.site_kind === 'home' ? 'home' : 'care-home' }),
    ...(row.site_kind === 'home' && { link: row.link_standing }),
    station: {
      blocked: row.blocked,
      enrolled: row.enrolled,
      lastSeenAt: row.last_seen_at,
      check: checkOf(row),
    },
  };
}

function checkOf({ checked_at: checkedAt, udp, tcp, relay, ...found }: PreflightRow): StationCheck | null {
  if (checkedAt === null || udp === null || tcp === null || relay === null) return null;
  return {
    checkedAt,
    ways: { udp, tcp, relay },
    roundTripMs: found.round_trip_ms,
    lossUp: found.loss_up,
    lossDown: found.loss_down,
  };
}

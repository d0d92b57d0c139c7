import { type Kysely, type Selectable, sql } from 'kysely';
import { DomainError } from '../../domain/errors.ts';
import type { ClinicianId, OfferId, StationId, VisitId } from '../../domain/ids.ts';
import { bookedLostAfterMs, type InRoom } from '../../domain/lost-clinician/in-room.ts';
import type { LostClinicianWrites } from '../../domain/lost-clinician/lost-clinician-port.ts';
import type { LostSoundWrites } from '../../domain/lost-sound/lost-sound-port.ts';
import type { Visit, VisitEndReason } from '../../domain/visits/visit.ts';
import type { StationForVisit, VisitWrites } from '../../domain/visits/visit-port.ts';
import { originColumns, originOf, present } from '../calls/rows.ts';
import { pipelinedPrefix } from '../postgres/connections.ts';
import type { Database, VisitTable } from '../schema.ts';

/** The consultation and its outcome. */
export function visitWrites(db: Kysely<Database>, now: Date): VisitWrites {
  return {
    async find(visitId) {
      const row = await db.selectFrom('visits').selectAll().where('id', '=', visitId).executeTakeFirst();
      return row && visitOf(row);
    },

    async lock(visitId) {
      const row = await db
        .selectFrom('visits')
        .selectAll()
        .where('id', '=', visitId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && visitOf(row);
    },

    listSeconds: (visitId) => listSeconds(db, visitId),

    ...bookedVisitWrites(db, now),

    async listInvited(visitId) {
      const rows = await db
        .selectFrom('offers')
        .select('clinician_id')
        .where('visit_id', '=', visitId)
        .where('state', '=', 'ringing')
        .orderBy('place')
        .execute();
      return rows.map((row) => row.clinician_id);
    },

    handOver: (visitId, to) => handOver(db, now, { visitId, ...to }),

    end: (visitId, reason) => endVisit(db, now, { visitId, reason }),

    async recordOutcome(visitId, outcome, by) {
      await sql`
        with recorded as (
          insert into outcomes (visit_id, disposition, advice, note, recorded_by, recorded_at)
          values (${visitId}, ${outcome.disposition}, ${outcome.advice}, ${outcome.note}, ${by},
            ${now}::timestamptz)
          returning visit_id, recorded_at
        )
        update visits set outcome_recorded_at = recorded.recorded_at
        from recorded where visits.id = recorded.visit_id
      `.execute(db);
    },
  };
}

function visitOf(row: Selectable<VisitTable>): Visit {
  return {
    id: row.id,
    origin: originOf(row),
    organisationId: row.organisation_id,
    siteId: row.site_id,
    stationId: row.station_id,
    roomId: row.room_id,
    clinicianId: row.clinician_id,
    startedAt: row.started_at,
    ended:
      row.ended_at === null
        ? null
        : { at: row.ended_at, reason: present(row.end_reason, 'visits.end_reason') },
    outcomeRecorded: row.outcome_recorded_at !== null,
  };
}

type OfBooked =
  'lockOfOffer' | 'findOpenOfBooking' | 'findBookedAt' | 'lockStation' | 'begin' | 'getStationSeenAt';

/** What only a booked visit needs. */
function bookedVisitWrites(db: Kysely<Database>, now: Date): Pick<VisitWrites, OfBooked> {
  const running = () => db.selectFrom('visits').selectAll().where('ended_at', 'is', null);
  return {
    async lockOfOffer(offerId) {
      const row = await running().where('offer_id', '=', offerId).forNoKeyUpdate().executeTakeFirst();
      return row && visitOf(row);
    },

    async findOpenOfBooking(bookingId) {
      const row = await running().where('booking_id', '=', bookingId).executeTakeFirst();
      return row && visitOf(row);
    },

    async findBookedAt(stationId) {
      const row = await running()
        .where('station_id', '=', stationId)
        .where('origin', '=', 'booking')
        .executeTakeFirst();
      return row && visitOf(row);
    },

    lockStation: (stationId) => lockStation(db, stationId),
    begin: (visit, offerId) => beginBooked(db, now, { visit, offerId }),

    async getStationSeenAt(visitId) {
      const row = await db
        .selectFrom('visits')
        .select('station_seen_at')
        .where('id', '=', visitId)
        .executeTakeFirst();
      return present(row?.station_seen_at, 'visits.station_seen_at');
    },
  };
}

/** Two statements: the second sees what whoever had the row before has committed. */
async function lockStation(db: Kysely<Database>, stationId: StationId): Promise<StationForVisit> {
  const station = await db
    .selectFrom('stations')
    .select('id')
    .where('id', '=', stationId)
    .where(sql<boolean>`(device_digest is not null or by_link)`)
    .where('revoked_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const { rows } = await sql<Omit<StationForVisit, 'enrolled'>>`
    select
      exists (select from calls where station_id = ${stationId} and phase <> 'ended') as "hasCall",
      exists (
        select from visits where station_id = ${stationId} and ended_at is null and origin = 'booking'
      ) as "hasVisit"
  `.execute(db);
  return { enrolled: station !== undefined, ...present(rows[0], 'stations.id') };
}

type Beginning = { visit: Parameters<VisitWrites['begin']>[0]; offerId: OfferId };

/** One statement: without the offer there is no visit. */
async function beginBooked(db: Kysely<Database>, now: Date, { visit, offerId }: Beginning): Promise<boolean> {
  const { booking_id: bookingId } = originColumns(visit.origin);
  const { rows } = await sql`
    with opened as (
      insert into offers (
        id, booking_id, clinician_id, kind, place, state, rang_at, deadline, told_at, heard_at, settled_at
      )
      values (${offerId}::uuid, ${bookingId}::uuid, ${visit.clinicianId}::uuid, 'booking', 1, 'accepted',
        ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)
      on conflict (clinician_id) where released_at is null do nothing
      returning id
    )
    insert into visits (
      id, offer_id, origin, booking_id, organisation_id, site_id, station_id, room_id, clinician_id, started_at,
      lead_in_room_at, station_in_room_at, station_seen_at
    )
    select ${visit.id}::uuid, opened.id, ${visit.origin.kind}, ${bookingId}::uuid, ${visit.organisationId}::uuid,
      ${visit.siteId}::uuid, ${visit.stationId}::uuid, ${visit.roomId}::uuid, ${visit.clinicianId}::uuid,
      started.at, started.at, started.at, started.at
    from opened, (values (${visit.startedAt}::timestamptz)) as started (at)
    returning id
  `.execute(db);
  return rows.length === 1;
}

/** Everyone who has joined beside the visit's own clinician, in order of joining. */
async function listSeconds(
  db: Kysely<Database>,
  visitId: VisitId,
): Promise<{ offerId: OfferId; clinicianId: ClinicianId }[]> {
  return db
    .selectFrom('offers')
    .innerJoin('visits', 'visits.id', 'offers.visit_id')
    .select(['offers.id as offerId', 'offers.clinician_id as clinicianId'])
    .where('offers.visit_id', '=', visitId)
    .where('offers.state', '=', 'accepted')
    .where('offers.released_at', 'is', null)
    .whereRef('visits.offer_id', '!=', 'offers.id')
    .orderBy('offers.settled_at')
    .orderBy('offers.id')
    .execute();
}

/** A clinician who takes over must be in the visit: the offer that occupies them becomes the visit's. */
async function handOver(
  db: Kysely<Database>,
  now: Date,
  to: { visitId: VisitId; offerId: OfferId; clinicianId: ClinicianId },
): Promise<void> {
  const { rows } = await sql`
    with first as (
      select v.id, v.offer_id, v.clinician_id
      from visits v join offers o
        on o.id = ${to.offerId} and o.visit_id = v.id and o.clinician_id = ${to.clinicianId}
          and o.state = 'accepted' and o.released_at is null
      where v.id = ${to.visitId} and v.ended_at is null
    ), handed_over as (
      update visits set clinician_id = ${to.clinicianId}, offer_id = ${to.offerId},
        lead_in_room_at = ${now}::timestamptz, lead_lost_at = null
      from first where visits.id = first.id
    ), released as (
      update offers set released_at = ${now}::timestamptz
      from first where offers.id = first.offer_id and offers.released_at is null
    ), idle as (
      update duties set idle_since = ${now}::timestamptz
      from first where duties.clinician_id = first.clinician_id
    )
    select id from first
  `.execute(db);
  if (rows.length === 0) {
    throw new DomainError('wrong-phase', 'the clinician who would take over is not in this visit');
  }
}

/** Clinicians who were in the visit beside its own are idle from now; those still being rung keep their idle time. */
async function endVisit(
  db: Kysely<Database>,
  now: Date,
  { visitId, reason }: { visitId: VisitId; reason: VisitEndReason },
): Promise<void> {
  await sql`${sql.raw(pipelinedPrefix)}
    with ended as (
      update visits set ended_at = ${now}::timestamptz, end_reason = ${reason}
      where id = ${visitId} and ended_at is null
      returning id, offer_id
    ), withdrawn as (
      update offers set state = 'withdrawn', reason = 'visit-ended', settled_at = ${now}::timestamptz,
        released_at = ${now}::timestamptz
      from ended where offers.visit_id = ended.id and offers.state = 'ringing'
    ), released as (
      update offers set released_at = ${now}::timestamptz
      from ended
      where (offers.id = ended.offer_id or offers.visit_id = ended.id)
        and offers.state = 'accepted' and offers.released_at is null
      returning offers.clinician_id, offers.id <> ended.offer_id as second
    )
    update duties set idle_since = ${now}::timestamptz
    from released where duties.clinician_id = released.clinician_id and released.second
  `.execute(db);
}

/** What a visit records of its sound. The caller has locked the row of the visit. */
export function lostSoundWrites(db: Kysely<Database>): LostSoundWrites {
  return {
    async get(visitId) {
      const row = await db
        .selectFrom('visits')
        .select('sound_lost_at as lostAt')
        .select(sql<boolean>`exists (select from deliveries d where d.visit_id = visits.id)`.as('siteRung'))
        .where('id', '=', visitId)
        .executeTakeFirst();
      return present(row, 'visits.id');
    },

    async setLostAt(visitId, lostAt) {
      await db.updateTable('visits').set({ sound_lost_at: lostAt }).where('id', '=', visitId).execute();
    },
  };
}

/** Who of a visit is in its room. The caller has locked the row of the visit. */
export function lostClinicianWrites(db: Kysely<Database>): LostClinicianWrites {
  return {
    async get(visitId) {
      const { rows } = await sql<InRoom & { lostAfterMs: number }>`
        select v.lead_in_room_at as "leadAt", v.station_in_room_at as "stationAt", v.lead_lost_at as "leadLostAt",
          coalesce(
            (q.settings -> 'lostClinicianSeconds' ->> c.acuity)::float8 * 1000, ${bookedLostAfterMs}::float8
          ) as "lostAfterMs"
        from visits v left join calls c on c.id = v.call_id left join queues q on q.id = c.queue_id
        where v.id = ${visitId}
      `.execute(db);
      return present(rows[0], 'visits.id');
    },

    async setLeadLostAt(visitId, lostAt) {
      await db.updateTable('visits').set({ lead_lost_at: lostAt }).where('id', '=', visitId).execute();
    },
  };
}

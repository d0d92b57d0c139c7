import { type Kysely, type Selectable, sql } from 'kysely';
import { DomainError } from '../../domain/errors.ts';
import type { ClinicianId, OfferId, VisitId } from '../../domain/ids.ts';
import type { InRoom } from '../../domain/lost-clinician/in-room.ts';
import type { LostClinicianWrites } from '../../domain/lost-clinician/lost-clinician-port.ts';
import type { LostSoundWrites } from '../../domain/lost-sound/lost-sound-port.ts';
import type { Visit, VisitEndReason } from '../../domain/visits/visit.ts';
import type { VisitWrites } from '../../domain/visits/visit-port.ts';
import { present } from '../calls/rows.ts';
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
    origin: { kind: row.origin, callId: row.call_id },
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
          (q.settings -> 'lostClinicianSeconds' ->> c.acuity)::float8 * 1000 as "lostAfterMs"
        from visits v join calls c on c.id = v.call_id join queues q on q.id = c.queue_id
        where v.id = ${visitId}
      `.execute(db);
      return present(rows[0], 'visits.id');
    },

    async setLeadLostAt(visitId, lostAt) {
      await db.updateTable('visits').set({ lead_lost_at: lostAt }).where('id', '=', visitId).execute();
    },
  };
}

import { type Kysely, type Selectable, sql } from 'kysely';
import type { Acuity, Call, NewCall } from '../../domain/calls/call.ts';
import { orderAt } from '../../domain/dispatching/routing.ts';
import { DomainError } from '../../domain/errors.ts';
import type { StationId } from '../../domain/ids.ts';
import type { CallWrites } from '../../domain/ports.ts';
import { callOf, detailColumns, lifeColumns } from './rows.ts';
import type { CallTable, Database } from '../schema.ts';
import { executePipelined } from '../postgres/connections.ts';

type OfCalls =
  | 'placeOrFind'
  | 'lock'
  | 'lockOpenOfStation'
  | 'lockOpenAbout'
  | 'setLife'
  | 'describe'
  | 'passOn'
  | 'setRingAll'
  | 'setMessage'
  | 'findSeenBy';

// The second is needed when the open call has ended between two statements; nobody else can place one meanwhile.
const placingRounds = 2;

/** The call itself: placing, locking, changing phase. */
export function callWrites(db: Kysely<Database>): Pick<CallWrites, OfCalls> {
  return {
    placeOrFind: (call) => placeOrFind(db, call),

    async lock(callId) {
      const row = await db
        .selectFrom('calls')
        .selectAll()
        .where('id', '=', callId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && callOf(row);
    },

    async lockOpenOfStation(stationId) {
      const row = await openOfStation(db, stationId).forNoKeyUpdate().executeTakeFirst();
      return row && callOf(row);
    },

    async lockOpenAbout(patientId) {
      const { rows } = await sql<Selectable<CallTable>>`
        select c.* from calls c
        where c.patient_id = ${patientId}::uuid and (
          c.phase <> 'ended' or exists (
            select from call_backs b
            where b.call_id = c.id and b.answered_by_call_id is null and b.closed_at is null
          )
        )
        order by c.id for no key update of c
      `.execute(db);
      return rows.map(callOf);
    },

    async setLife(callId, life) {
      await executePipelined(db, db.updateTable('calls').set(lifeColumns(life)).where('id', '=', callId));
    },

    ...changeWrites(db),

    async findSeenBy(organisationId, nhsNumber, since) {
      const row = await db
        .selectFrom('visits')
        .innerJoin('calls', 'calls.id', 'visits.call_id')
        .select('visits.clinician_id')
        .where('calls.organisation_id', '=', organisationId)
        .where('calls.nhs_number', '=', nhsNumber)
        .where('visits.started_at', '>=', since)
        .orderBy('visits.started_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.clinician_id;
    },
  };
}

function changeWrites(
  db: Kysely<Database>,
): Pick<CallWrites, 'describe' | 'passOn' | 'setRingAll' | 'setMessage'> {
  return {
    async describe(callId, { details, acuity, acuitySince, wantedSkills, preferredClinicianId }) {
      await db
        .updateTable('calls')
        .set({
          ...detailColumns(details),
          acuity,
          acuity_since: acuitySince,
          order_at: orderAtOf(acuity),
          wanted_skills: [...wantedSkills],
          preferred_clinician_id: preferredClinicianId,
        })
        .where('id', '=', callId)
        .execute();
    },

    async passOn(callId, { queueId, requiredSkills, queuedAt }) {
      await db
        .updateTable('calls')
        .set((expression) => ({
          queue_id: queueId,
          required_skills: [...requiredSkills],
          queued_at: queuedAt,
          ring_all: false,
          ladder_round: expression('ladder_round', '+', 1),
          ladder_step: 0,
          advice_told_at: null,
          advice_acknowledged_at: null,
        }))
        .where('id', '=', callId)
        .execute();
    },

    async setRingAll(callId) {
      await db.updateTable('calls').set({ ring_all: true }).where('id', '=', callId).execute();
    },

    async setMessage(callId, { text, by, at }) {
      await db
        .updateTable('calls')
        .set({ hub_message: text, hub_message_by: by, hub_message_at: at })
        .where('id', '=', callId)
        .execute();
    },
  };
}

/** The value computed by the rule, independent of the row's `placed_at`: an acuity shifts a call by a fixed time. */
function orderAtOf(acuity: Acuity) {
  const shiftMs = orderAt({ acuity, placedAt: new Date(0) }).getTime();
  return sql<Date>`placed_at + ${shiftMs}::double precision * interval '1 millisecond'`;
}

function openOfStation(db: Kysely<Database>, stationId: StationId) {
  return db.selectFrom('calls').selectAll().where('station_id', '=', stationId).where('phase', '!=', 'ended');
}

/**
 * The insert locks the station until the commit: presses of one station go one after the other, and a concurrent
 * revocation either sees this call or refuses it.
 */
async function placeOrFind(db: Kysely<Database>, call: NewCall): Promise<{ call: Call; placed: boolean }> {
  for (let round = 0; round < placingRounds; round += 1) {
    const queue = await insertCall(db, call);
    if (queue !== undefined) {
      return { call: { ...call, ...queue }, placed: true };
    }
    const open = await openOfStation(db, call.stationId).executeTakeFirst();
    if (open !== undefined) {
      return { call: callOf(open), placed: false };
    }
    await requireUnrevoked(db, call.stationId);
  }
  throw new DomainError('unavailable', 'the calls of this station change too fast');
}

type InQueue = Pick<Call, 'queueId' | 'requiredSkills'>;

/** Undefined when the station has an open call or is revoked. */
async function insertCall(db: Kysely<Database>, call: NewCall): Promise<InQueue | undefined> {
  const details = detailColumns(call.details);
  const life = lifeColumns(call.life);
  const { rows } = await sql<InQueue>`
    insert into calls (
      id, organisation_id, site_id, station_id, room_id, queue_id, acuity, acuity_since,
      required_skills, wanted_skills, preferred_clinician_id,
      placed_at, order_at, queued_at, ring_all, ladder_round, ladder_step,
      advice_told_at, advice_acknowledged_at, station_seen_at,
      staff_name, patient_name, date_of_birth, nhs_number, concern, patient_id,
      phase, since, ringing, clinician_id, visit_id, end_reason
    )
    select ${call.id}::uuid, ${call.organisationId}::uuid, ${call.siteId}::uuid, st.id, ${call.roomId}::uuid,
      q.id, ${call.acuity}, ${call.acuitySince}::timestamptz,
      array(select jsonb_array_elements_text(q.settings -> 'requiredSkills')), ${call.wantedSkills}::text[], ${call.preferredClinicianId}::uuid,
      ${call.placedAt}::timestamptz, ${orderAt(call)}::timestamptz, ${call.queuedAt}::timestamptz,
      ${call.ringAll}::boolean, ${call.escalation.round}::smallint, ${call.escalation.step}::smallint,
      ${call.advice.toldAt}::timestamptz, ${call.advice.acknowledgedAt}::timestamptz,
      ${call.stationSeenAt}::timestamptz,
      ${details.staff_name}, ${details.patient_name}, ${details.date_of_birth}, ${details.nhs_number},
      ${details.concern}, ${details.patient_id ?? null}::uuid, ${life.phase}, ${life.since}::timestamptz, ${life.ringing}::jsonb,
      ${life.clinician_id}::uuid, ${life.visit_id}::uuid, ${life.end_reason}
    from stations st join sites si on si.id = st.site_id
      join queues q on q.id = coalesce(${call.queueId}::uuid, si.queue_id)
    where st.id = ${call.stationId} and st.revoked_at is null
    for no key update of st
    on conflict (station_id) where phase <> 'ended' do nothing
    returning queue_id as "queueId", required_skills as "requiredSkills"
  `.execute(db);
  return rows[0];
}

async function requireUnrevoked(db: Kysely<Database>, stationId: StationId): Promise<void> {
  const station = await db
    .selectFrom('stations')
    .select('id')
    .where('id', '=', stationId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (station === undefined) {
    throw new DomainError('unauthenticated', 'this station is not enrolled');
  }
}

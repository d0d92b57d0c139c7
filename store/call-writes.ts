import { type Kysely, type Selectable, sql } from 'kysely';
import type { Call } from '../domain/calls/call.ts';
import { restAfterRefusalMs, type WaitingCall } from '../domain/calls/routing.ts';
import { DomainError } from '../domain/errors.ts';
import type { CallId, ClinicianId, OrganisationId, StationId } from '../domain/ids.ts';
import type { CallWrites } from '../domain/ports.ts';
import { withNext } from './connections.ts';
import { openOffer } from './offer-writes.ts';
import { callOf, detailColumns, lifeColumns } from './rows.ts';
import type { CallTable, Database } from './schema.ts';

type OfCalls =
  'placeOrFind' | 'lock' | 'lockOpenOfStation' | 'setLife' | 'describe' | 'lockWaiting' | 'openOffer';

// The first key of every advisory lock that dispatching takes; the second is the organisation's hash.
const dispatchLock = 1;

// Each round means that a call was placed and ended between two statements.
const placingRounds = 20;

/** The call itself: placing, locking, moving on. */
export function callWrites(db: Kysely<Database>, now: Date): Pick<CallWrites, OfCalls> {
  // What `lockWaiting` has read and holds; nobody else can change it before this transaction does.
  const held = new Map<CallId, Call>();
  return {
    placeOrFind: (call) => placeOrFind(db, call),

    async lock(callId) {
      const known = held.get(callId);
      if (known !== undefined) {
        return known;
      }
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

    async setLife(callId, life) {
      held.delete(callId);
      await db.updateTable('calls').set(lifeColumns(life)).where('id', '=', callId).execute();
    },

    async describe(callId, { details, acuity }) {
      held.delete(callId);
      await db
        .updateTable('calls')
        .set({ ...detailColumns(details), acuity })
        .where('id', '=', callId)
        .execute();
    },

    openOffer(offer, life) {
      held.delete(offer.callId);
      return openOffer(db, offer, life);
    },

    async lockWaiting(organisationId) {
      const rows = await lockWaiting(db, now, organisationId);
      for (const row of rows) {
        held.set(row.id, callOf(row));
      }
      return rows.map(waitingCallOf);
    },
  };
}

function openOfStation(db: Kysely<Database>, stationId: StationId) {
  return db.selectFrom('calls').selectAll().where('station_id', '=', stationId).where('phase', '!=', 'ended');
}

/**
 * The insert waits for another transaction's press of the same station, and reads the station under a share lock, so
 * that a revocation at the same moment either sees this call or refuses it.
 */
async function placeOrFind(db: Kysely<Database>, call: Call): Promise<{ call: Call; placed: boolean }> {
  for (let round = 0; round < placingRounds; round += 1) {
    if (await insertCall(db, call)) {
      return { call, placed: true };
    }
    const open = await openOfStation(db, call.stationId).executeTakeFirst();
    if (open !== undefined) {
      return { call: callOf(open), placed: false };
    }
    await requireUnrevoked(db, call.stationId);
  }
  throw new DomainError('unavailable', 'the calls of this station change too fast');
}

async function insertCall(db: Kysely<Database>, call: Call): Promise<boolean> {
  const details = detailColumns(call.details);
  const life = lifeColumns(call.life);
  const { rows } = await sql`
    insert into calls (
      id, organisation_id, site_id, station_id, room_id, acuity, placed_at,
      staff_name, patient_name, date_of_birth, nhs_number, concern,
      phase, since, offer_id, clinician_id, deadline, visit_id, end_reason
    )
    select ${call.id}::uuid, ${call.organisationId}::uuid, ${call.siteId}::uuid, id, ${call.roomId}::uuid,
      ${call.acuity}, ${call.placedAt}::timestamptz,
      ${details.staff_name}, ${details.patient_name}, ${details.date_of_birth}, ${details.nhs_number},
      ${details.concern}, ${life.phase}, ${life.since}::timestamptz, ${life.offer_id}::uuid,
      ${life.clinician_id}::uuid, ${life.deadline}::timestamptz, ${life.visit_id}::uuid, ${life.end_reason}
    from stations where id = ${call.stationId} and revoked_at is null
    for share
    on conflict (station_id) where phase <> 'ended' do nothing
    returning id
  `.execute(db);
  return rows.length === 1;
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

type WaitingRow = Selectable<CallTable> & { refusals: { clinician_id: ClinicianId; at: string }[] };

function waitingCallOf(row: WaitingRow): WaitingCall {
  return {
    callId: row.id,
    acuity: row.acuity,
    placedAt: row.placed_at,
    refusals: row.refusals.map(({ clinician_id, at }) => ({ clinicianId: clinician_id, at: new Date(at) })),
  };
}

/**
 * Two statements, because a statement sees the database as it was when it began, and the first one may wait; one
 * round trip, because they travel together.
 */
async function lockWaiting(
  db: Kysely<Database>,
  now: Date,
  organisationId: OrganisationId,
): Promise<WaitingRow[]> {
  const restingSince = new Date(now.getTime() - restAfterRefusalMs);
  await sql`${sql.raw(withNext)} select pg_advisory_xact_lock(${dispatchLock}, hashtext(${organisationId}))`.execute(
    db,
  );
  const { rows } = await sql<WaitingRow>`
    select c.*,
      array(
        select json_build_object('clinician_id', o.clinician_id, 'at', max(o.settled_at))
        from offers o
        where o.call_id = c.id and o.state in ('declined', 'missed')
          and o.settled_at > ${restingSince}
        group by o.clinician_id
      ) as refusals
    from calls c
    where c.organisation_id = ${organisationId} and c.phase = 'waiting'
    order by c.acuity_rank, c.placed_at, c.id
    for no key update skip locked
  `.execute(db);
  return rows;
}

import { type Kysely, sql } from 'kysely';
import type { CallPhase } from '../domain/calls/call.ts';
import { DomainError } from '../domain/errors.ts';
import type { CallId, ClinicianId, OrganisationId } from '../domain/ids.ts';
import type { Clock, Reads } from '../domain/ports.ts';
import { readBoard } from './board.ts';
import { type CardRow, cardColumns, cardOf } from './cards.ts';
import type { Database } from './schema.ts';

/** What clinicians and managers see of one organisation's calls. */
export function boardReads(
  db: Kysely<Database>,
  clock: Clock,
): Pick<Reads, 'getBoard' | 'getCallCard' | 'findRoom' | 'findFirstWaiting'> {
  return {
    getBoard: (organisationId, reachableSince) =>
      readBoard(db, { organisationId, reachableSince, now: clock.now() }),
    getCallCard: (callId) => getCallCard(db, callId),

    findRoom: (roomId) =>
      db
        .selectFrom('calls')
        .innerJoin('stations', 'stations.id', 'calls.station_id')
        .leftJoin('people', 'people.id', 'calls.clinician_id')
        .select(['calls.organisation_id as organisationId', 'calls.id as callId'])
        .select(['calls.station_id as stationId', 'calls.clinician_id as clinicianId'])
        .select(['stations.name as stationName', 'people.name as clinicianName'])
        .select((eb) => eb.ref('calls.phase').$castTo<Exclude<CallPhase, 'ended'>>().as('phase'))
        .where('calls.room_id', '=', roomId)
        .where('calls.phase', '!=', 'ended')
        .executeTakeFirst(),

    findFirstWaiting: (organisationId) =>
      db
        .selectFrom('calls')
        .select(['id as callId', 'organisation_id as organisationId', 'acuity'])
        .where('organisation_id', '=', organisationId)
        .where('phase', '=', 'waiting')
        .orderBy('acuity_rank')
        .orderBy('placed_at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst(),
  };
}

async function getCallCard(
  db: Kysely<Database>,
  callId: CallId,
): Promise<Awaited<ReturnType<Reads['getCallCard']>>> {
  const { rows } = await sql<
    CardRow & { organisation_id: OrganisationId; phase: CallPhase; rung: ClinicianId[] }
  >`
    select ${cardColumns}, c.organisation_id, c.phase,
      array(select distinct o.clinician_id from offers o where o.call_id = c.id) as rung
    from calls c join stations st on st.id = c.station_id join sites si on si.id = c.site_id
    where c.id = ${callId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new DomainError('not-found', 'no such call');
  }
  return { card: cardOf(row), organisationId: row.organisation_id, phase: row.phase, rung: row.rung };
}

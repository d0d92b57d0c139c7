import { type Kysely, sql } from 'kysely';
import type { CallPhase } from '../domain/calls/call.ts';
import { DomainError } from '../domain/errors.ts';
import type { CallId, ClinicianId, OrganisationId, RoomId } from '../domain/ids.ts';
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

    findRoom: (roomId) => findRoom(db, roomId),

    findFirstWaiting: (organisationId) =>
      db
        .selectFrom('calls')
        .select(['id as callId', 'organisation_id as organisationId', 'acuity'])
        .where('organisation_id', '=', organisationId)
        .where('phase', '=', 'waiting')
        .orderBy('order_at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst(),
  };
}

type Room = NonNullable<Awaited<ReturnType<Reads['findRoom']>>>;

async function findRoom(db: Kysely<Database>, roomId: RoomId): Promise<Room | undefined> {
  const { rows } = await sql<Room>`
    select c.organisation_id as "organisationId", c.id as "callId", c.station_id as "stationId", c.phase,
      st.name as "stationName", si.ice_transport_policy as "iceTransportPolicy",
      array(
        select json_build_object('clinicianId', p.id, 'name', p.name, 'admitted', o.state = 'accepted')
        from offers o join people p on p.id = o.clinician_id
        where o.call_id = c.id and o.released_at is null
        order by o.rang_at, o.id
      ) as clinicians
    from calls c join stations st on st.id = c.station_id join sites si on si.id = c.site_id
    where c.room_id = ${roomId} and c.phase <> 'ended'
  `.execute(db);
  return rows[0];
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
      join queues qu on qu.id = c.queue_id
    where c.id = ${callId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new DomainError('not-found', 'no such call');
  }
  return { card: cardOf(row), organisationId: row.organisation_id, phase: row.phase, offeredTo: row.rung };
}

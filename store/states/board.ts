import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { CallPhase } from '../../domain/calls/call.ts';
import { type Presence, presenceOf } from '../../domain/clinicians/presence.ts';
import { stageByTime } from '../../domain/dispatching/routing.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CallId, ClinicianId, OrganisationId, RoomId } from '../../domain/ids.ts';
import type { Clock, Reads } from '../../domain/ports.ts';
import { defaultQueueSettings, type QueueSettings } from '../../domain/queues/queue.ts';
import type { Skill } from '../../domain/clinicians/skill.ts';
import type { Board, WaitingEntry } from '../../domain/states/wire.ts';
import { cardColumns, cardOf, type CardRow, dutyOf } from '../calls/rows.ts';
import { telephoned } from '../escalation/delivery-claims.ts';
import type { CallTable, Database, DutyTable } from '../schema.ts';

/** A row that came as JSON: its times are strings. */
type AsJson<Row> = { [K in keyof Row]: Row[K] extends Date | null ? string | Extract<Row[K], null> : Row[K] };

type WaitingRow = Omit<WaitingEntry, 'stage'> &
  Pick<Selectable<CallTable>, 'queue_id' | 'preferred_clinician_id' | 'ring_all'> & { queued_at: string };

type ClinicianRow = {
  clinicianId: ClinicianId;
  name: string;
  reachable: boolean;
  lostAt: string | null;
  skills: Skill[];
  duty: AsJson<Selectable<DutyTable>> | null;
  held: NonNullable<Parameters<typeof presenceOf>[1]> | null;
  /** When it began to ring or was accepted, or when the visit that is being wrapped up ended. */
  engagedSince: string | null;
};

type QueueRow = Board['queues'][number] & { relaxation: QueueSettings['relaxation'] };

type BoardRow = {
  waiting: WaitingRow[];
  clinicians: ClinicianRow[];
  queues: QueueRow[];
  callBacks: Board['callBacks'];
};

type Asked = { organisationId: OrganisationId; reachableSince: Date; now: Date };

/**
 * Who is on call and what is waiting, in one statement and so from one snapshot: a call must not ring at somebody
 * whom the same board shows as free.
 */
export async function readBoard(db: Kysely<Database>, asked: Asked): Promise<Omit<Board, 'writable'>> {
  const { rows } = await sql<BoardRow>`
    select ${waiting(asked)} as waiting, ${clinicians(asked)} as clinicians, ${queues(asked)} as queues,
      ${callBacks(asked)} as "callBacks"
  `.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new Error('a select of values has one row');
  }
  const relaxations = new Map(row.queues.map(({ queueId, relaxation }) => [queueId, relaxation]));
  return {
    now: asked.now.toISOString(),
    waiting: row.waiting.map((entry) => waitingEntryOf(entry, relaxations, asked.now)),
    clinicians: row.clinicians.flatMap((clinician) => boardClinicians(clinician, asked.organisationId)),
    queues: row.queues.map(({ queueId, name }) => ({ queueId, name })),
    callBacks: row.callBacks.map((callBack) => ({ ...callBack, openedAt: instantOf(callBack.openedAt) })),
  };
}

function instantOf(text: string): string {
  return new Date(text).toISOString();
}

function waitingEntryOf(
  { queue_id, queued_at, preferred_clinician_id, ring_all, ...entry }: WaitingRow,
  relaxations: ReadonlyMap<QueueRow['queueId'], QueueRow['relaxation']>,
  now: Date,
): WaitingEntry {
  const relaxation = relaxations.get(queue_id) ?? defaultQueueSettings.relaxation;
  const call = {
    acuity: entry.acuity,
    queuedAt: new Date(queued_at),
    preferredClinicianId: preferred_clinician_id,
  };
  return {
    ...entry,
    placedAt: instantOf(entry.placedAt),
    orderAt: instantOf(entry.orderAt),
    stage: ring_all ? 'anyone' : stageByTime(call, { ...defaultQueueSettings, relaxation }, now),
  };
}

/** One entry, or none for somebody who is away. */
function boardClinicians(row: ClinicianRow, organisationId: OrganisationId): Board['clinicians'] {
  const { clinicianId, name, reachable, skills, duty, held, engagedSince } = row;
  const lostAt = row.lostAt === null ? null : instantOf(row.lostAt);
  const known = duty === null ? undefined : dutyOf({ ...revived(duty), organisation_id: organisationId });
  const presence = presenceOf(known, held ?? undefined);
  if (presence.state === 'away') return [];
  const since = sinceOf(presence) ?? new Date(engagedSince ?? duty?.since ?? 0);
  return [
    { clinicianId, name, state: presence.state, since: since.toISOString(), reachable, lostAt, skills },
  ];
}

function sinceOf(presence: Presence): Date | undefined {
  return 'since' in presence ? presence.since : undefined;
}

function revived({ wrap_up_until, unreachable_since, ...duty }: AsJson<Selectable<DutyTable>>) {
  return {
    ...duty,
    since: new Date(duty.since),
    idle_since: new Date(duty.idle_since),
    wrap_up_until: wrap_up_until === null ? null : new Date(wrap_up_until),
    unreachable_since: unreachable_since === null ? null : new Date(unreachable_since),
  };
}

// A station is heard of every 5 s.
const stationAwayAfterMs = 15_000;

function waiting({ organisationId, now }: Asked): RawBuilder<unknown> {
  return sql`array(
    select json_build_object(
      'callId', c.id, 'siteName', si.name, 'queueName', qu.name, 'acuity', c.acuity,
      'placedAt', c.placed_at, 'orderAt', c.order_at,
      'requiredSkills', c.required_skills, 'wantedSkills', c.wanted_skills,
      'ringing', array(
        select p.name from jsonb_array_elements(c.ringing) as ring
          join people p on p.id = (ring ->> 'clinicianId')::uuid
        order by (ring ->> 'place')::integer
      ),
      'ladderStep', c.ladder_step, 'adviceTold', c.advice_told_at is not null,
      'stationAway', c.station_seen_at < ${new Date(now.getTime() - stationAwayAfterMs)}::timestamptz, 'message', c.hub_message,
      'queue_id', c.queue_id, 'queued_at', c.queued_at, 'preferred_clinician_id', c.preferred_clinician_id,
      'ring_all', c.ring_all
    )
    from calls c join sites si on si.id = c.site_id join queues qu on qu.id = c.queue_id
    where c.organisation_id = ${organisationId} and c.phase in ('waiting', 'ringing')
    order by c.order_at, c.id
  )`;
}

function clinicians({ organisationId, reachableSince }: Asked): RawBuilder<unknown> {
  return sql`array(
    select json_build_object(
      'clinicianId', p.id, 'name', p.name, 'skills', p.skills,
      'reachable', coalesce(d.seen_at > ${reachableSince} and d.unreachable_since is null, false),
      'duty', case when d.clinician_id is not null then to_json(d) end,
      'held', case when f.id is not null then
        json_build_object('offerId', f.id, 'state', f.state, 'visitId', coalesce(f.visit_id, v.id))
      end,
      'lostAt', v.lead_lost_at,
      'engagedSince', coalesce(f.settled_at, f.rang_at, wrapped.ended_at)
    )
    from people p
      left join duties d on d.clinician_id = p.id
      left join offers f on f.clinician_id = p.id and f.released_at is null
      left join visits v on v.offer_id = f.id
      left join visits wrapped on wrapped.id = d.wrap_up_visit_id
    where p.organisation_id = ${organisationId}
      and (f.id is not null or (p.disabled_at is null and (d.on_call or d.wrap_up_visit_id is not null)))
    order by p.name, p.id
  )`;
}

function queues({ organisationId }: Asked): RawBuilder<unknown> {
  return sql`array(
    select json_build_object('queueId', id, 'name', name, 'relaxation', settings -> 'relaxation')
    from queues where organisation_id = ${organisationId}
    order by created_at, id
  )`;
}

function callBacks({ organisationId }: Asked): RawBuilder<unknown> {
  return sql`array(
    select json_build_object(
      'callBackId', b.id, 'siteName', si.name, 'sitePhone', si.phone, 'stationName', st.name,
      'acuity', c.acuity, 'dropped', b.dropped, 'openedAt', b.opened_at,
      'answered', b.answered_by_call_id is not null,
      'telephoned', (
        select ${sql.raw(telephoned)} from deliveries d where d.call_back_id = b.id
      )
    )
    from call_backs b
      join calls c on c.id = b.call_id
      join stations st on st.id = b.station_id
      join sites si on si.id = st.site_id
    where b.organisation_id = ${organisationId} and b.closed_at is null
    order by b.opened_at, b.id
  )`;
}

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
    select room.organisation_id as "organisationId", room.station_id as "stationId", room.phase,
      st.name as "stationName", si.ice_transport_policy as "iceTransportPolicy",
      array(
        select json_build_object('clinicianId', p.id, 'name', p.name, 'admitted', o.state = 'accepted')
        from offers o join people p on p.id = o.clinician_id
        where (o.call_id = room.call_id or o.booking_id = room.booking_id) and o.released_at is null
        order by o.rang_at, o.id
      ) as clinicians
    from (
      select organisation_id, site_id, station_id, phase, id as call_id, null::uuid as booking_id
      from calls where room_id = ${roomId} and phase <> 'ended'
      union all
      select organisation_id, site_id, station_id, 'active', null, booking_id
      from visits where room_id = ${roomId} and ended_at is null and origin = 'booking'
    ) room
      join stations st on st.id = room.station_id join sites si on si.id = room.site_id
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

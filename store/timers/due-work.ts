import { type Kysely, type RawBuilder, sql } from 'kysely';
import { acknowledgeWithinMs, silentForMs } from '../../domain/calls/call.ts';
import { joinsWithinMs, ringsAfterMs } from '../../domain/clinics/attendance.ts';
import { reachableForMs } from '../../domain/clinicians/presence.ts';
import { bookedLostAfterMs } from '../../domain/lost-clinician/in-room.ts';
import type { DueWork, Reads } from '../../domain/ports.ts';
import { present } from '../calls/rows.ts';
import type { Database } from '../schema.ts';

// Of each kind, so that a look after a long outage does not take on everything at once; the next one goes on.
const most = sql.raw('200');

type Asked = { now: Date } & Parameters<Reads['listDue']>[1];

// Longer than a mark of a room is late by itself.
const inRoomForMs = 20_000;

/** What the poller sees to, in one statement: it is asked twice a second by every process, whatever waits. */
export function dueReads(db: Kysely<Database>): Pick<Reads, 'listDue'> {
  return {
    async listDue(now, heard) {
      const asked = { now, ...heard };
      const { rows } = await sql<DueWork>`
        with ${settings}, ${answerable(now)}, ${openCalls(asked)}, ${runningVisits(asked)}
        select found.*, ${columns(besideCalls(now))}
        from (select ${columns(dueOfCalls)} from open_calls) found
      `.execute(db);
      const [due] = rows;
      if (due === undefined) {
        throw new Error('an aggregate without groups has one row');
      }
      return due;
    },
  };
}

/** Named by their types, so that a rule whose list is not read does not compile. */
type OfCalls = 'organisations' | 'raises' | 'escalations' | 'dropped';

const dueOfCalls: Readonly<Record<OfCalls, RawBuilder<unknown>>> = {
  organisations: sql`coalesce(array_agg(distinct organisation_id) filter (where may_ring), '{}')`,
  raises: oldest('raise_at', 'raise_due'),
  escalations: oldest('queued_at', 'ladder_due'),
  dropped: oldest('station_seen_at', 'gone'),
};

function besideCalls(now: Date): Readonly<Record<Exclude<keyof DueWork, OfCalls>, RawBuilder<unknown>>> {
  return {
    lostStations: oldestVisits('station_gone'),
    leadChanges: oldestVisits('lead_changed'),
    abandoned: oldestVisits('abandoned'),
    missingPrisons: oldestVisits('prison_missing'),
    overdueRings: overdueRings(now),
    unheardRings: unheardRings(now),
    wrapUps: wrapUps(now),
    deliveries: deliveries(now),
  };
}

function columns(named: Readonly<Record<string, RawBuilder<unknown>>>): RawBuilder<unknown> {
  return sql.join(Object.entries(named).map(([name, list]) => sql`${list} as ${sql.ref(name)}`));
}

function oldest(column: string, due: string): RawBuilder<unknown> {
  const ids = sql`array_agg(id order by ${sql.ref(column)}, id) filter (where ${sql.ref(due)})`;
  return sql`coalesce((${ids})[1:${most}], '{}')`;
}

function oldestVisits(due: string): RawBuilder<unknown> {
  return sql`array(
    select id from running_visits where ${sql.ref(due)} order by started_at, id limit ${most}
  )`;
}

/** One row for each queue and acuity, so that the settings are opened a few times and not once a call. */
const settings = sql`settings as materialized (
  select q.id as queue_id, a.acuity,
    (q.settings -> 'ringTogether' ->> a.acuity)::integer as ring_together,
    (q.settings -> 'raiseAfterSeconds' ->> a.acuity)::float8 * interval '1 second' as raise_after,
    array(
      select (step.value ->> 'afterSeconds')::float8 * interval '1 second'
      from jsonb_array_elements(q.settings -> 'ladder' -> a.acuity) with ordinality as step (value, place)
      order by step.place
    ) as steps,
    (q.settings -> 'lostClinicianSeconds' ->> a.acuity)::float8 * interval '1 second' as lost_after
  from queues q cross join (values ('immediate'), ('urgent'), ('soon')) as a (acuity)
)`;

/** Organisations with somebody to ring: one without is not dispatched in vain twice a second. */
function answerable(now: Date): RawBuilder<unknown> {
  const reachableSince = new Date(now.getTime() - reachableForMs);
  return sql`answerable as materialized (
    select distinct p.organisation_id
    from duties d join people p on p.id = d.clinician_id
    where d.on_call and d.seen_at > ${reachableSince}::timestamptz and d.unreachable_since is null
      and d.wrap_up_visit_id is null and (d.paused is null or d.paused = 'missed-a-call')
      and p.disabled_at is null
      and not exists (select from offers o where o.clinician_id = d.clinician_id and o.released_at is null)
  )`;
}

/**
 * Every open call once, with what is due about it. The next step of an escalation plan is `nextStep` and `isDue` of
 * `domain/escalation/plan.ts`; they decide again under the call's lock.
 */
function openCalls({ now, waitingMs, visitMs }: Asked): RawBuilder<unknown> {
  const waitingSince = new Date(now.getTime() - waitingMs);
  const visitSince = new Date(now.getTime() - visitMs);
  return sql`open_calls as (
    select c.id, c.organisation_id, c.queued_at, c.station_seen_at, c.acuity_since + s.raise_after as raise_at,
      c.phase <> 'active' and answerable.organisation_id is not null and (
        c.phase = 'waiting' or c.ring_all or jsonb_array_length(c.ringing) < s.ring_together
      ) as may_ring,
      c.phase <> 'active' and c.acuity_since + s.raise_after <= ${now}::timestamptz as raise_due,
      c.phase <> 'active' and (c.ladder_step < cardinality(s.steps) or c.advice_told_at is null) and (
        c.queued_at + s.steps[least(c.ladder_step + 1, cardinality(s.steps))] <= ${now}::timestamptz
        or e.id is not null
      ) as ladder_due,
      c.station_seen_at < case c.phase
        when 'active' then ${visitSince}::timestamptz else ${waitingSince}::timestamptz
      end as gone
    from calls c
      join settings s on s.queue_id = c.queue_id and s.acuity = c.acuity
      left join answerable on answerable.organisation_id = c.organisation_id
      left join escalation_steps e on e.result = 'failed'
        and e.call_id = c.id and e.round = c.ladder_round and e.step = c.ladder_step
    where c.phase <> 'ended'
  )`;
}

/**
 * Every running visit once, whatever has led to it. `lead_changed` is `leadChange` of `domain/lost-clinician/in-room.ts`,
 * which decides again under the visit's lock. That the station of a call has gone is a matter of its call.
 */
function runningVisits({ now, listeningSince, visitMs }: Asked): RawBuilder<unknown> {
  const visitSince = new Date(now.getTime() - visitMs);
  const inRoomSince = new Date(now.getTime() - inRoomForMs);
  const missingSince = new Date(now.getTime() - ringsAfterMs);
  const joiningSince = new Date(now.getTime() - joinsWithinMs);
  return sql`running_visits as (
    select v.id, v.started_at,
      coalesce(v.station_seen_at < ${visitSince}::timestamptz, false) as station_gone,
      case
        when v.lead_lost_at is null then
          greatest(v.lead_in_room_at, ${listeningSince}::timestamptz) <= ${now}::timestamptz - lost.after
          and v.station_in_room_at > ${now}::timestamptz - lost.after
        else v.lead_in_room_at > v.lead_lost_at
      end as lead_changed,
      coalesce(coalesce(d.seen_at, d.gone_at) < ${visitSince}::timestamptz, false)
        or v.lead_in_room_at < ${visitSince}::timestamptz
          and v.station_in_room_at > greatest(v.lead_in_room_at, ${inRoomSince}::timestamptz) as abandoned,
      coalesce(b.starts_at <= ${missingSince}::timestamptz, false) and v.station_rang_at is null
        and v.station_in_room_at <= v.started_at
        and v.started_at <= ${joiningSince}::timestamptz
        -- A patient at home has no screen that could ring.
        and not exists (select from stations st where st.id = v.station_id and st.by_link) as prison_missing
    from visits v
      left join bookings b on b.id = v.booking_id
      left join calls c on c.id = v.call_id
      left join settings s on s.queue_id = c.queue_id and s.acuity = c.acuity
      left join duties d on d.clinician_id = v.clinician_id
      cross join lateral (
        select coalesce(s.lost_after, ${bookedLostAfterMs}::float8 * interval '1 millisecond') as after
      ) lost
    where v.ended_at is null
  )`;
}

function overdueRings(now: Date): RawBuilder<unknown> {
  return sql`array(
    select id from offers where state = 'ringing' and deadline <= ${now}::timestamptz
    order by deadline, id limit ${most}
  )`;
}

function unheardRings(now: Date): RawBuilder<unknown> {
  const acknowledgedSince = new Date(now.getTime() - acknowledgeWithinMs);
  const beatenSince = new Date(now.getTime() - silentForMs);
  return sql`array(
    select id from offers
    where state = 'ringing' and (
      (heard_at is null and coalesce(told_at, rang_at) <= ${acknowledgedSince}::timestamptz)
      or heard_at <= ${beatenSince}::timestamptz
    )
    order by rang_at, id limit ${most}
  )`;
}

function wrapUps(now: Date): RawBuilder<unknown> {
  return sql`array(
    select wrap_up_visit_id from duties
    where wrap_up_visit_id is not null and wrap_up_until <= ${now}::timestamptz
    order by wrap_up_until, wrap_up_visit_id limit ${most}
  )`;
}

/** A message is left to its job for a second; the claim keeps two from sending it. */
function deliveries(now: Date): RawBuilder<unknown> {
  return sql`array(
    select id from deliveries
    where state in ('pending', 'late') and due_at <= ${now}::timestamptz - interval '1 second'
    order by state = 'late', due_at, id limit ${most}
  )`;
}

/** What jobs stand behind. */
export function workReads(
  db: Kysely<Database>,
): Pick<Reads, 'listOpenWork' | 'findWrapUp' | 'countOpenCalls'> {
  return {
    async countOpenCalls() {
      const rows = await db
        .selectFrom('calls')
        .select(['phase', (expression) => expression.fn.countAll<string>().as('count')])
        .where('phase', '!=', 'ended')
        .groupBy('phase')
        .execute();
      const count = (phase: string) => Number(rows.find((row) => row.phase === phase)?.count ?? 0);
      return { waiting: count('waiting'), ringing: count('ringing'), active: count('active') };
    },

    async listOpenWork() {
      const [waiting, ringing, wrapUps] = await Promise.all([
        listWaiting(db),
        listRinging(db),
        listWrapUps(db),
      ]);
      return { waiting, ringing, wrapUps };
    },

    async findWrapUp(visitId) {
      const row = await db
        .selectFrom('duties')
        .innerJoin('people', 'people.id', 'duties.clinician_id')
        .select(['duties.clinician_id', 'people.organisation_id', 'duties.wrap_up_until'])
        .where('duties.wrap_up_visit_id', '=', visitId)
        .executeTakeFirst();
      return (
        row && {
          clinicianId: row.clinician_id,
          organisationId: row.organisation_id,
          until: present(row.wrap_up_until, 'duties.wrap_up_until'),
        }
      );
    },
  };
}

function listWaiting(db: Kysely<Database>) {
  return db
    .selectFrom('calls')
    .select(['id as callId', 'organisation_id as organisationId', 'acuity'])
    .where('phase', '=', 'waiting')
    .orderBy('order_at')
    .orderBy('id')
    .execute();
}

function listRinging(db: Kysely<Database>) {
  return db
    .selectFrom('offers')
    .select(['id as offerId', 'deadline'])
    .where('state', '=', 'ringing')
    .orderBy('deadline')
    .execute();
}

async function listWrapUps(db: Kysely<Database>) {
  const rows = await db
    .selectFrom('duties')
    .select(['wrap_up_visit_id', 'wrap_up_until'])
    .where('wrap_up_visit_id', 'is not', null)
    .orderBy('wrap_up_until')
    .execute();
  return rows.map((row) => ({
    visitId: present(row.wrap_up_visit_id, 'duties.wrap_up_visit_id'),
    until: present(row.wrap_up_until, 'duties.wrap_up_until'),
  }));
}

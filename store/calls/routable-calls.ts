import { type Kysely, type Selectable, sql } from 'kysely';
import type { RefusalKind, RoutableCall } from '../../domain/dispatching/routing.ts';
import type { CallId, ClinicianId, OrganisationId } from '../../domain/ids.ts';
import type { CallWrites } from '../../domain/ports.ts';
import { pipelinedPrefix } from '../postgres/connections.ts';
import { type LifeColumns, lifeOf } from './rows.ts';
import type { CallTable, Database } from '../schema.ts';

// The first key of every advisory lock that dispatching takes; the second is the organisation's hash.
const dispatchLock = 1;

/** Lower than every id. */
const nobody = '00000000-0000-0000-0000-000000000000';

type RoutableRow = LifeColumns &
  Pick<
    Selectable<CallTable>,
    | 'station_id'
    | 'queue_id'
    | 'acuity'
    | 'order_at'
    | 'queued_at'
    | 'required_skills'
    | 'wanted_skills'
    | 'preferred_clinician_id'
    | 'ring_all'
  > & {
    id: CallId;
    refusals: { clinicianId: ClinicianId; at: string; how: RefusalKind }[] | null;
  };

/** What the dispatcher reads. */
export function routableCalls(db: Kysely<Database>): Pick<CallWrites, 'lockDispatching' | 'listRoutable'> {
  return {
    // A statement sees the database as it was when it began: so the lock is a statement of its own, pipelined with
    // the next.
    async lockDispatching(organisationId) {
      await sql`${sql.raw(pipelinedPrefix)}
        select pg_advisory_xact_lock(${dispatchLock}, hashtext(${organisationId}))`.execute(db);
    },

    async listRoutable(organisationId, page) {
      const rows = await selectRoutable(db, organisationId, page);
      return rows.map((row) => routableCallOf(row, organisationId));
    },
  };
}

type Page = Parameters<CallWrites['listRoutable']>[1];

/** Refusals are read once for all calls of the page. */
async function selectRoutable(
  db: Kysely<Database>,
  organisationId: OrganisationId,
  { limit, after, ringAllOnly = false }: Page,
): Promise<RoutableRow[]> {
  const { rows } = await sql<RoutableRow>`
    with routable as materialized (
      select id, station_id, queue_id, acuity, order_at, queued_at, required_skills, wanted_skills,
        preferred_clinician_id, ring_all, phase, since, ringing, clinician_id, visit_id, end_reason
      from calls
      where organisation_id = ${organisationId} and phase in ('waiting', 'ringing')
        and (order_at, id) > (${after?.orderAt ?? '-infinity'}::timestamptz, ${after?.callId ?? nobody}::uuid)
        and (ring_all or not ${ringAllOnly}::boolean)
      order by order_at, id
      limit ${limit}
    ), latest as (
      select distinct on (o.call_id, o.clinician_id)
        o.call_id, o.clinician_id, coalesce(o.released_at, o.settled_at) as at,
        case o.state when 'withdrawn' then o.reason when 'accepted' then 'passed-on' else o.state end as how
      from routable join offers o on o.call_id = routable.id
      where (
          o.kind = 'call'
          and (o.state in ('declined', 'missed') or (o.state = 'withdrawn' and o.reason = 'not-reached'))
        ) or (
          o.state = 'accepted' and o.released_at is not null
          -- Whoever took a visit over has had the call too; whoever only advised has not.
          and (o.kind = 'call' or exists (select from visits v where v.call_id = o.call_id and v.offer_id = o.id))
        )
      order by o.call_id, o.clinician_id, at desc
    ), refusals as (
      select call_id, json_agg(
        json_build_object('clinicianId', clinician_id, 'at', at, 'how', how)
      ) as refusals
      from latest group by call_id
    )
    select routable.*, refusals.refusals
    from routable left join refusals on refusals.call_id = routable.id
    order by routable.order_at, routable.id
  `.execute(db);
  return rows;
}

function routableCallOf(row: RoutableRow, organisationId: OrganisationId): RoutableCall {
  const life = lifeOf(row);
  if (life.phase !== 'waiting' && life.phase !== 'ringing') {
    throw new Error(`a call that is ${life.phase} was listed as routable`);
  }
  return {
    callId: row.id,
    organisationId,
    stationId: row.station_id,
    queueId: row.queue_id,
    acuity: row.acuity,
    orderAt: row.order_at,
    queuedAt: row.queued_at,
    requiredSkills: row.required_skills,
    wantedSkills: row.wanted_skills,
    preferredClinicianId: row.preferred_clinician_id,
    ringAll: row.ring_all,
    life,
    refusals: (row.refusals ?? []).map((one) => ({ ...one, at: new Date(one.at) })),
  };
}

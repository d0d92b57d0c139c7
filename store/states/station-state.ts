import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Disposition } from '../../domain/visits/outcome.ts';
import { reachableForMs } from '../../domain/clinicians/presence.ts';
import type { AudienceState, Requeued, StationCall, StationState } from '../../domain/states/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CallBackId, StationId } from '../../domain/ids.ts';
import { detailsOf, present } from '../calls/rows.ts';
import { ringable, onCallSince } from '../clinicians/on-call.ts';
import { observationsOfCall, observationViewsOf } from '../record/observation-writes.ts';
import { answerViewsOf, sbardOfCall } from '../record/sbard-writes.ts';
import { scaleOf } from '../residents/residents.ts';
import type { CallTable, Database, EscalationStepTable, VisitTable } from '../schema.ts';
import { type BookedColumns, bookedViews, bookedVisits } from './booked-visits.ts';

// A shift: yesterday's call must not greet today's staff.
const lastCallForMs = 12 * 60 * 60 * 1000;

// The usual wait is computed from the last hour, and from three calls at least.
const waitsCountForMs = 60 * 60 * 1000;
const fewestWaits = 3;

type StationColumns = BookedColumns & {
  seq: number;
  station_name: string;
  site_name: string;
  organisation_name: string;
  hub_phone: string | null;
  clinicians_on_call: number;
  call_back_id: CallBackId | null;
  call_back_opened_at: Date | null;
};

type AsText<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] };

type CallColumns = Selectable<CallTable> & {
  position: number | null;
  /** Seconds, the median and the 90th percentile; null where they cannot be known. */
  usual_waits: [number, number] | null;
  ringing_names: string[];
  other_names: string[];
  steps: AsText<Pick<Selectable<EscalationStepTable>, 'action' | 'taken_at' | 'result'>>[];
  message_by: string | null;
  clinician_name: string | null;
  visit_end: Selectable<VisitTable>['end_reason'];
  sound_lost_at: Date | null;
  lead_lost_at: Date | null;
  requeued: Requeued | null;
  site_phone: string | null;
  disposition: Disposition | null;
  advice: string | null;
  recorded_at: Date | null;
  oxygen_scale: StationCall['oxygenScale'] | null;
  observations: StationCall['observations'];
  sbard: StationCall['sbard'];
};

/** One row for each call the screen shows, or one row without a call. */
type Row = (StationColumns & CallColumns) | (StationColumns & { [K in keyof CallColumns]: null });

/** Everything on a station's screen. Throws `not-found`. */
export async function readStationState(
  db: Kysely<Database>,
  now: Date,
  stationId: StationId,
): Promise<Pick<AudienceState, 'seq'> & { state: StationState }> {
  const rows = await selectStation(db, now, stationId);
  const [station] = rows;
  if (station === undefined) {
    throw new DomainError('not-found', 'no such station');
  }
  const calls = rows.filter((row) => row.id !== null);
  const open = calls.find(({ phase }) => phase !== 'ended');
  const last = calls.find(({ phase }) => phase === 'ended');
  return {
    seq: station.seq,
    state: {
      kind: 'station',
      station: {
        stationId,
        name: station.station_name,
        siteName: station.site_name,
        organisationName: station.organisation_name,
        hubPhone: station.hub_phone,
      },
      cliniciansOnCall: station.clinicians_on_call,
      call: open === undefined ? null : stationCallOf(open, now),
      lastCall: last === undefined ? null : stationCallOf(last, now),
      ...bookedViews(station, { hubPhone: station.hub_phone, now }),
      callBack:
        station.call_back_id === null
          ? null
          : {
              callBackId: station.call_back_id,
              openedAt: present(station.call_back_opened_at, 'call_backs.opened_at').toISOString(),
            },
    },
  };
}

async function selectStation(db: Kysely<Database>, now: Date, stationId: StationId): Promise<Row[]> {
  const endedSince = new Date(now.getTime() - lastCallForMs);
  const { rows } = await sql<Row>`
    select coalesce(a.seq, 0) as seq, st.name as station_name, si.name as site_name,
      org.name as organisation_name, ${hospitalPhone} as hub_phone, ${cliniciansOnCall(now)} as clinicians_on_call,
      back.id as call_back_id, back.opened_at as call_back_opened_at, ${bookedVisits({ now, endedSince })},
      c.*, ${ofUnanswered(now)}, ${names},
      messenger.name as message_by, clinician.name as clinician_name,
      v.end_reason as visit_end, v.sound_lost_at, v.lead_lost_at, si.phone as site_phone, o.disposition, o.advice, o.recorded_at,
      ${ofPatient}
    from stations st
      join sites si on si.id = st.site_id
      join organisations org on org.id = st.organisation_id
      left join audiences a on a.kind = 'station' and a.id = st.id
      left join lateral (
        select id, opened_at from call_backs
        where station_id = st.id and closed_at is null and answered_by_call_id is null
        order by opened_at, id limit 1
      ) back on true
      left join lateral (
        (select * from calls where station_id = st.id and phase <> 'ended')
        union all
        (
          select * from calls where station_id = st.id and phase = 'ended' and since > ${endedSince}
          order by since desc limit 1
        )
      ) c on true
      left join visits v on v.id = c.visit_id
      left join people clinician on clinician.id = coalesce(c.clinician_id, v.clinician_id)
      left join people messenger on messenger.id = c.hub_message_by
      left join outcomes o on o.visit_id = v.id
    where st.id = ${stationId}
  `.execute(db);
  return rows;
}

/** The one hub that can be rung: of several nobody knows which would answer. */
const hospitalPhone = sql.raw(`(
  select min(hub.phone) from sites hub
  where hub.organisation_id = st.organisation_id and hub.kind = 'hospital-hub' and hub.phone is not null
  having count(*) = 1
)`);

/** Those who can be rung, now or in the end: not those on a break. */
function cliniciansOnCall(now: Date): RawBuilder<unknown> {
  const reachableSince = new Date(now.getTime() - reachableForMs);
  return sql`(
    select count(*)::integer from people p join duties d on d.clinician_id = p.id
    where p.organisation_id = st.organisation_id and ${onCallSince(reachableSince)} and ${ringable}
  )`;
}

/** Waits count from when a call came into its queue, and only those of calls as urgent as this one. */
function ofUnanswered(now: Date): RawBuilder<unknown> {
  const answeredSince = new Date(now.getTime() - waitsCountForMs);
  return sql`
    case when c.phase in ('waiting', 'ringing') then (
      select 1 + count(*)::integer from calls q
      where q.organisation_id = c.organisation_id and q.phase in ('waiting', 'ringing')
        and (q.order_at, q.id) < (c.order_at, c.id)
    ) end as position,
    case when c.phase in ('waiting', 'ringing') then (
      select percentile_cont(array[0.5, 0.9]) within group (
        order by extract(epoch from answered.started_at - q.queued_at)::float8
      )
      from visits answered join calls q on q.id = answered.call_id and q.visit_id = answered.id
      where answered.started_at > ${answeredSince} and q.queue_id = c.queue_id and q.acuity = c.acuity
      having count(*) >= ${fewestWaits}::integer
    ) end as usual_waits,
    case when c.phase in ('waiting', 'ringing') then (
      select json_build_object('why', before.end_reason, 'clinicianName', p.name, 'at', before.ended_at)
      from visits before join people p on p.id = before.clinician_id
      where before.call_id = c.id order by before.started_at desc limit 1
    ) end as requeued`;
}

const ofPatient = sql.raw(`
  ${observationsOfCall({ earlier: false })} as observations, ${sbardOfCall} as sbard,
  (select ${scaleOf} from patients p where p.id = c.patient_id) as oxygen_scale`);

const names = sql.raw(`
  array(
    select p.name from jsonb_array_elements(c.ringing) as ring join people p on p.id = (ring ->> 'clinicianId')::uuid
    order by (ring ->> 'place')::integer
  ) as ringing_names,
  array(
    select p.name from offers second join people p on p.id = second.clinician_id
    where second.visit_id = v.id and second.state = 'accepted' and second.released_at is null
      and second.id <> v.offer_id
    order by second.settled_at, second.id
  ) as other_names,
  array(
    select json_build_object('action', e.action, 'taken_at', e.taken_at, 'result', e.result)
    from escalation_steps e where e.call_id = c.id and e.round = c.ladder_round
      and not (e.result = 'failed' and not exists (select from deliveries d where d.step_id = e.id))
    order by e.step
  ) as steps`);

function stationCallOf(row: Row & CallColumns, now: Date): StationCall {
  return {
    callId: row.id,
    roomId: row.room_id,
    acuity: row.acuity,
    wantedSkills: row.wanted_skills,
    details: detailsOf(row),
    oxygenScale: row.oxygen_scale ?? 1,
    observations: observationViewsOf(row.observations),
    sbard: answerViewsOf(row.sbard),
    placedAt: row.placed_at.toISOString(),
    ladder: row.steps.map(({ action, taken_at, result }) => ({
      action,
      at: new Date(taken_at).toISOString(),
      result,
    })),
    advice: adviceOf(row),
    message: messageOf(row),
    life: lifeViewOf(row, now),
  };
}

function adviceOf({ advice_told_at, advice_acknowledged_at }: CallColumns): StationCall['advice'] {
  return (
    advice_told_at && {
      toldAt: advice_told_at.toISOString(),
      acknowledgedAt: advice_acknowledged_at?.toISOString() ?? null,
    }
  );
}

function messageOf({ hub_message, hub_message_at, message_by }: CallColumns): StationCall['message'] {
  return hub_message === null
    ? null
    : {
        text: hub_message,
        fromName: present(message_by, 'people.name'),
        at: present(hub_message_at, 'calls.hub_message_at').toISOString(),
      };
}

function lifeViewOf(row: Row & CallColumns, now: Date): StationCall['life'] {
  const since = row.since.toISOString();
  switch (row.phase) {
    case 'waiting':
      return { phase: 'waiting', ...unanswered(row, now) };
    case 'ringing':
      return { phase: 'ringing', ...unanswered(row, now), clinicianNames: row.ringing_names, since };
    case 'active':
      return {
        phase: 'active',
        visitId: present(row.visit_id, 'calls.visit_id'),
        clinicianName: present(row.clinician_name, 'people.name'),
        otherClinicians: row.other_names,
        since,
        lostSound: row.sound_lost_at && {
          since: row.sound_lost_at.toISOString(),
          sitePhone: row.site_phone,
          hubPhone: row.hub_phone,
        },
        clinicianLostAt: row.lead_lost_at?.toISOString() ?? null,
      };
    case 'ended':
      return {
        phase: 'ended',
        reason: present(row.end_reason, 'calls.end_reason'),
        visitEnd: row.visit_end,
        clinicianName: row.clinician_name,
        at: since,
        outcome: outcomeOf(row),
      };
  }
}

function unanswered(row: Row & CallColumns, now: Date) {
  const { requeued } = row;
  return {
    position: present(row.position, 'position'),
    estimateSeconds: estimateOf(row, now),
    requeued: requeued && { ...requeued, at: new Date(requeued.at).toISOString() },
  };
}

/**
 * What remains of the usual wait. Null where nobody is on call, where too few calls were answered in the last hour,
 * or where this call has waited longer than nine in ten of them: then it is no usual wait any more.
 */
function estimateOf(row: Row & CallColumns, now: Date): number | null {
  if (row.usual_waits === null || row.clinicians_on_call === 0) {
    return null;
  }
  const [median, ninetieth] = row.usual_waits;
  const waited = (now.getTime() - row.queued_at.getTime()) / 1000;
  return waited > ninetieth ? null : Math.max(0, Math.round(median - waited));
}

function outcomeOf({ disposition, advice, recorded_at }: CallColumns) {
  return disposition === null
    ? null
    : { disposition, advice, recordedAt: present(recorded_at, 'outcomes.recorded_at').toISOString() };
}

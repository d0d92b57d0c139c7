import { type Kysely, type Selectable, sql } from 'kysely';
import type { Disposition } from '../domain/calls/outcome.ts';
import { reachableForMs } from '../domain/clinicians/presence.ts';
import type { AudienceState, StationCall, StationState } from '../domain/contract/views.ts';
import { DomainError } from '../domain/errors.ts';
import type { StationId } from '../domain/ids.ts';
import { detailsOf, present } from './rows.ts';
import type { CallTable, Database, VisitTable } from './schema.ts';

// A shift: yesterday's call must not greet today's staff.
const lastCallForMs = 12 * 60 * 60 * 1000;

type StationColumns = {
  seq: number;
  station_name: string;
  site_name: string;
  organisation_name: string;
  clinicians_on_call: number;
};

type CallColumns = Omit<Selectable<CallTable>, 'acuity_rank'> & {
  position: number | null;
  clinician_name: string | null;
  visit_end: Selectable<VisitTable>['end_reason'];
  disposition: Disposition | null;
  advice: string | null;
  recorded_at: Date | null;
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
      },
      cliniciansOnCall: station.clinicians_on_call,
      call: open === undefined ? null : stationCallOf(open),
      lastCall: last === undefined ? null : stationCallOf(last),
    },
  };
}

async function selectStation(db: Kysely<Database>, now: Date, stationId: StationId): Promise<Row[]> {
  const reachableSince = new Date(now.getTime() - reachableForMs);
  const endedSince = new Date(now.getTime() - lastCallForMs);
  const { rows } = await sql<Row>`
    select coalesce(a.seq, 0) as seq, st.name as station_name, si.name as site_name,
      org.name as organisation_name,
      (
        select count(*)::integer from people p join duties d on d.clinician_id = p.id
        where p.organisation_id = st.organisation_id and p.disabled_at is null
          and d.on_call and d.seen_at > ${reachableSince}
      ) as clinicians_on_call,
      c.*,
      case when c.phase in ('waiting', 'ringing') then (
        select 1 + count(*)::integer from calls q
        where q.organisation_id = c.organisation_id and q.phase in ('waiting', 'ringing')
          and (q.acuity_rank, q.placed_at, q.id) < (c.acuity_rank, c.placed_at, c.id)
      ) end as position,
      clinician.name as clinician_name, v.end_reason as visit_end, o.disposition, o.advice, o.recorded_at
    from stations st
      join sites si on si.id = st.site_id
      join organisations org on org.id = st.organisation_id
      left join audiences a on a.kind = 'station' and a.id = st.id
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
      left join outcomes o on o.visit_id = v.id
    where st.id = ${stationId}
  `.execute(db);
  return rows;
}

function stationCallOf(row: CallColumns): StationCall {
  return {
    callId: row.id,
    roomId: row.room_id,
    acuity: row.acuity,
    details: detailsOf(row),
    placedAt: row.placed_at.toISOString(),
    life: lifeViewOf(row),
  };
}

function lifeViewOf(row: CallColumns): StationCall['life'] {
  const since = row.since.toISOString();
  switch (row.phase) {
    case 'waiting':
      return { phase: 'waiting', position: present(row.position, 'position') };
    case 'ringing':
      return {
        phase: 'ringing',
        position: present(row.position, 'position'),
        clinicianName: present(row.clinician_name, 'people.name'),
        since,
      };
    case 'active':
      return {
        phase: 'active',
        visitId: present(row.visit_id, 'calls.visit_id'),
        clinicianName: present(row.clinician_name, 'people.name'),
        since,
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

function outcomeOf({ disposition, advice, recorded_at }: CallColumns) {
  return disposition === null
    ? null
    : { disposition, advice, recordedAt: present(recorded_at, 'outcomes.recorded_at').toISOString() };
}

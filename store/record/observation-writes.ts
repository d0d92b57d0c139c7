import { type Kysely, type Selectable, sql } from 'kysely';
import type { RecordWrites } from '../../domain/record/record-port.ts';
import {
  type ObservationSet,
  type ObservationSetView,
  type ObservationWrites,
  totalOf,
} from '../../domain/record/observation-set.ts';
import type { Database, ObservationSetTable } from '../schema.ts';
import { withEpisode } from '../episode.ts';
import { indexRowsOf } from '../../domain/record/index-rows.ts';
import { inErrorOf, observationIds, resourcesOf } from './observation-resources.ts';

type Row = Selectable<ObservationSetTable>;

/** Observations of calls; those of a known patient are in the record too, in the same transaction. */
export function observationWrites(
  db: Kysely<Database>,
  { now, record }: { now: Date; record: RecordWrites },
): ObservationWrites {
  return {
    async listOfCall(callId) {
      const { rows } = await sql<Row>`
        select o.* from calls c cross join lateral (${sql.raw(setsWhere(ofThisCall))}) o
        where c.id = ${callId}::uuid ${sql.raw(newestFirst)}
      `.execute(db);
      return rows.map(setOf);
    },

    async findByRequest(callId, requestId) {
      const { rows } = await sql<Row>`
        select o.* from calls c cross join lateral (
          ${sql.raw(withEpisode)}
          select o.* from observation_sets o
          where o.call_id = any (array(select call_id from episode)) and o.request_id = ${requestId}::uuid
        ) o
        where c.id = ${callId}::uuid order by o.recorded_at limit 1
      `.execute(db);
      return rows[0] && setOf(rows[0]);
    },

    async keep(set) {
      await db.insertInto('observation_sets').values(rowOf(set)).execute();
      if (set.patientId !== null) await keepInRecord(db, { now, record, set });
    },
  };
}

/**
 * Whether a set `o` is of the call `c` or of one that it continues; of those only what is of the same person: a station may have
 * called anew, about somebody else, before it answered the call-back.
 */
const ofThisCall = `(
  o.call_id = c.id
  or (o.call_id = any (array(select call_id from episode)) and o.patient_id is not distinct from c.patient_id)
)`;

const newestFirst = 'order by o.taken_at desc, o.recorded_at desc, o.id';

/** The newest versions of sets `o` that count, with whether they are of the call `c`. */
function setsWhere(whose: string): string {
  return `
    ${withEpisode}
    select o.*, ${ofThisCall} as of_this_call from observation_sets o
    where ${whose} and o.state <> 'entered-in-error'
      and not exists (select from observation_sets later where later.id = o.id and later.version > o.version)
  `;
}

type Keeping = { now: Date; record: RecordWrites; set: ObservationSet };

async function keepInRecord(db: Kysely<Database>, { now, record, set }: Keeping): Promise<void> {
  // Locked: a partner's system may be changing one of them.
  const { rows } = await sql<{ id: string; version: number; body: string | null }>`
    select id, version, body from record_resources
    where type = 'Observation' and id = any (${observationIds(set.id)}::text[]) order by pk for update
  `.execute(db);
  const stored = new Map(rows.map((row) => [row.id, row]));
  const wanted = resourcesOf(set);
  for (const id of observationIds(set.id)) {
    const before = stored.get(id);
    // What a partner has deleted says nothing any more, and so nothing wrong.
    const standing = before?.body ?? null;
    const resource = wanted.get(id) ?? (standing === null ? undefined : inErrorOf(standing));
    if (resource === undefined) continue;
    const basis = before?.version ?? 0;
    const meta = { versionId: String(basis + 1), lastUpdated: now.toISOString() };
    const body = { ...resource, meta: { ...meta, profile: resource.meta.profile } };
    const written = await record.writeResource({
      organisationId: set.organisationId,
      type: 'Observation',
      id,
      basis,
      patientId: set.patientId,
      at: set.takenAt,
      body: JSON.stringify(body),
      index: indexRowsOf('Observation', body),
      method: basis === 0 ? 'POST' : 'PUT',
      by: null,
    });
    if (written === undefined) throw new Error('an observation has changed while its call was locked');
  }
}

function setOf(row: Row): ObservationSet {
  return {
    id: row.id,
    version: row.version,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    callId: row.call_id,
    patientId: row.patient_id,
    requestId: row.request_id,
    stationId: row.station_id,
    state: row.state,
    takenAt: row.taken_at,
    recordedAt: row.recorded_at,
    scale: row.scale,
    values: {
      respiration: row.respiration,
      spo2: row.spo2,
      oxygen: row.oxygen,
      systolic: row.systolic,
      pulse: row.pulse,
      consciousness: row.consciousness,
      temperature: row.temperature === null ? null : Number(row.temperature),
    },
  };
}

function rowOf(set: ObservationSet) {
  const { respiration, spo2, oxygen, systolic, pulse, consciousness, temperature } = set.values;
  return {
    id: set.id,
    version: set.version,
    organisation_id: set.organisationId,
    site_id: set.siteId,
    call_id: set.callId,
    patient_id: set.patientId,
    request_id: set.requestId,
    station_id: set.stationId,
    state: set.state,
    taken_at: set.takenAt,
    recorded_at: set.recordedAt,
    scale: set.scale,
    ...{ respiration, spo2, oxygen, systolic, pulse, consciousness },
    temperature: temperature === null ? null : temperature.toFixed(1),
    total: totalOf(set),
  };
}

/** How many are told: what is older is in the record. */
const shown = 8;

/**
 * The newest sets of the call `c`, and of those that it continues, as JSON; with `earlier` also those of other calls about the same
 * resident. Its times are strings.
 */
export function observationsOfCall({ earlier }: { earlier: boolean }): string {
  const whose = earlier ? `(${ofThisCall} or o.patient_id = c.patient_id)` : ofThisCall;
  return `(
    select coalesce(json_agg(json_build_object(
      'setId', o.id, 'version', o.version, 'ofThisCall', o.of_this_call, 'state', o.state, 'takenAt', o.taken_at,
      'scale', o.scale, 'values', json_build_object(
        'respiration', o.respiration, 'spo2', o.spo2, 'oxygen', o.oxygen, 'systolic', o.systolic, 'pulse', o.pulse,
        'consciousness', o.consciousness, 'temperature', o.temperature
      )
    ) ${newestFirst}), '[]')
    from (${setsWhere(whose)} ${newestFirst} limit ${shown}) o
  )`;
}

/** The same, as they cross the wire. */
export function observationViewsOf(found: readonly ObservationSetView[]): ObservationSetView[] {
  return found.map((set) => ({ ...set, takenAt: new Date(set.takenAt).toISOString() }));
}

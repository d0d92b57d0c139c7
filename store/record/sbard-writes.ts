import { type Kysely, type Selectable, sql } from 'kysely';
import type { ClinicianId, SbardId } from '../../domain/ids.ts';
import type { RecordWrites } from '../../domain/record/record-port.ts';
import type { Sbard, SbardAnswer, SbardAnswerView, SbardWrites } from '../../domain/record/sbard.ts';
import type { Database, SbardTable } from '../schema.ts';
import { sbardRecord } from './sbard-record.ts';

/** How many versions of one answer are read: nobody reads on. */
const versionsRead = 50;

/** SBARDs of calls; those of a known patient are in the record too, in the same transaction. */
export function sbardWrites(
  db: Kysely<Database>,
  { now, record }: { now: Date; record: RecordWrites },
): SbardWrites {
  return {
    async lockOfCall(callId) {
      const { rows } = await sql<Selectable<SbardTable>>`
        select s.* from sbards s where s.id = (select sbard_id from calls where id = ${callId}::uuid)
        for no key update
      `.execute(db);
      return rows[0] && sbardOf(rows[0]);
    },

    async open(sbard) {
      await db.insertInto('sbards').values(rowOf(sbard)).execute();
    },

    async attach(callId, sbardId) {
      await db.updateTable('calls').set({ sbard_id: sbardId }).where('id', '=', callId).execute();
    },

    async giveTo({ id, patientId, responseId }) {
      await db
        .updateTable('sbards')
        .set({ patient_id: patientId, response_id: responseId })
        .where('id', '=', id)
        .execute();
    },

    async keep(sbardId, answer) {
      await db.insertInto('sbard_answers').values(answerRowOf(sbardId, answer)).execute();
    },

    ...answerReads(db),
    ...readersOf(db),
    ...sbardRecord(db, { now, record }),
  };
}

function answerReads(
  db: Kysely<Database>,
): Pick<SbardWrites, 'findByRequest' | 'findNewest' | 'listVersions'> {
  const listVersions = async (sbardId: SbardId, linkId: string, limit: number) => {
    const { rows } = await sql<{ view: SbardAnswerView }>`
      select ${sql.raw(answerView)} as view from sbard_answers a join sbards s on s.id = a.sbard_id ${sql.raw(names)}
      where a.sbard_id = ${sbardId}::uuid and a.link_id = ${linkId} order by a.version desc limit ${limit}
    `.execute(db);
    return answerViewsOf(rows.map(({ view }) => view));
  };
  return {
    findByRequest: (sbardId, requestId) =>
      db
        .selectFrom('sbard_answers')
        .select('version')
        .where('sbard_id', '=', sbardId)
        .where('request_id', '=', requestId)
        .executeTakeFirst(),

    findNewest: async (sbardId, linkId) => (await listVersions(sbardId, linkId, 1))[0],

    listVersions: (sbardId, linkId) => listVersions(sbardId, linkId, versionsRead),
  };
}

function readersOf(db: Kysely<Database>): Pick<SbardWrites, 'findOwnVisit' | 'listClinicians'> {
  return {
    async findOwnVisit(callId, clinicianId) {
      const { rows } = await sql<{ ended_at: Date | null; has_outcome: boolean }>`
        select v.ended_at, exists (select from outcomes o where o.visit_id = v.id) as has_outcome
        from visits v where v.call_id = ${callId}::uuid and v.clinician_id = ${clinicianId}::uuid
        order by v.started_at desc limit 1
      `.execute(db);
      const [row] = rows;
      return row && { endedAt: row.ended_at, outcomeRecorded: row.has_outcome };
    },

    async listClinicians(sbardId) {
      const { rows } = await sql<{ id: ClinicianId }>`
        with theirs as (
          select v.* from calls c join visits v on v.call_id = c.id where c.sbard_id = ${sbardId}::uuid
        )
        select clinician_id as id from theirs v
        where v.ended_at is null or not exists (select from outcomes o where o.visit_id = v.id)
        union
        select f.clinician_id from theirs v join offers f on f.visit_id = v.id
        where v.ended_at is null and f.state in ('ringing', 'accepted') and f.released_at is null
      `.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}

/** Who has written a version `a`: the names are those of now. */
const names = `
  left join people writer on writer.id = a.person_id left join stations origin on origin.id = a.station_id
`;

/** One version `a` of an SBARD `s` as JSON; its time is a string. */
const answerView = `json_build_object(
  'linkId', a.link_id, 'version', a.version, 'value', a.value,
  'side', case when a.person_id is null then 'station' else 'clinician' end,
  'byName', coalesce(writer.name, origin.name), 'at', a.written_at,
  'ofAnother', a.patient_id is not null and a.patient_id is distinct from s.patient_id
)`;

/** The newest version of each answer of the call `c`, as JSON. */
export const sbardOfCall = `(
  select coalesce(json_agg(${answerView} order by a.link_id), '[]')
  from sbards s join sbard_answers a on a.sbard_id = s.id ${names}
  where s.id = c.sbard_id and not exists (
    select from sbard_answers later
    where later.sbard_id = a.sbard_id and later.link_id = a.link_id and later.version > a.version
  )
)`;

/** The same, as they cross the wire. */
export function answerViewsOf(found: readonly SbardAnswerView[]): SbardAnswerView[] {
  return found.map((answer) => ({ ...answer, at: new Date(answer.at).toISOString() }));
}

function sbardOf(row: Selectable<SbardTable>): Sbard {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    patientId: row.patient_id,
    responseId: row.response_id,
    questionnaire: row.questionnaire,
  };
}

function rowOf(sbard: Sbard) {
  return {
    id: sbard.id,
    organisation_id: sbard.organisationId,
    patient_id: sbard.patientId,
    response_id: sbard.responseId,
    questionnaire: sbard.questionnaire,
  };
}

function answerRowOf(sbardId: SbardId, answer: SbardAnswer) {
  const { linkId, version, requestId, value, patientId, by, at } = answer;
  return {
    sbard_id: sbardId,
    link_id: linkId,
    version,
    request_id: requestId,
    value,
    patient_id: patientId,
    station_id: by.kind === 'station' ? by.id : null,
    person_id: by.kind === 'person' ? by.id : null,
    written_at: at,
  };
}

import { type Kysely, type Selectable, sql } from 'kysely';
import type { GpLetterFacts, SaidInSbard, SignedGpLetter } from '../../domain/gp-letters/gp-letter.ts';
import type { GpLetterRow, GpLetterWrites } from '../../domain/gp-letters/gp-letter-port.ts';
import type { VisitId } from '../../domain/ids.ts';
import type { Database, GpLetterTable } from '../schema.ts';

/** GP practices, and letters to them about visits of calls. */
export function gpLetterWrites(db: Kysely<Database>, now: Date): GpLetterWrites {
  return { ...practiceWrites(db, now), ...letterWrites(db) };
}

type Practices = Pick<GpLetterWrites, 'listPractices' | 'addPractice' | 'setPractice'>;

function practiceWrites(db: Kysely<Database>, now: Date): Practices {
  return {
    listPractices: (organisationId) =>
      db
        .selectFrom('gp_practices')
        .select(['id as practiceId', 'ods_code as odsCode', 'name'])
        .where('organisation_id', '=', organisationId)
        .orderBy('name')
        .orderBy('id')
        .execute(),

    async addPractice({ practiceId, organisationId, odsCode, name, by }) {
      await db
        .insertInto('gp_practices')
        .values({
          id: practiceId,
          organisation_id: organisationId,
          ods_code: odsCode,
          name,
          added_at: now,
          added_by: by,
        })
        .execute();
    },

    async setPractice(patientId, { organisationId, practiceId }) {
      const row = await db
        .updateTable('patients')
        .set({ gp_practice_id: practiceId })
        .where('id', '=', patientId)
        .where('organisation_id', '=', organisationId)
        .where('merged_into', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function letterWrites(db: Kysely<Database>): Omit<GpLetterWrites, keyof Practices> {
  return {
    findFacts: (visitId) => findFacts(db, visitId),

    async findLetterOf(visitId) {
      const row = await db
        .selectFrom('gp_letters')
        .selectAll()
        .where('visit_id', '=', visitId)
        .executeTakeFirst();
      return row && letterOf(row);
    },

    async addLetter({ letterId, organisationId, visitId, patientId, head, sections, signedAt, by }) {
      await db
        .insertInto('gp_letters')
        .values({
          id: letterId,
          organisation_id: organisationId,
          visit_id: visitId,
          patient_id: patientId,
          head: JSON.stringify(head),
          sections: JSON.stringify(sections),
          signed_at: signedAt,
          signed_by: by,
        })
        .execute();
    },

    async listOwn(clinicianId, since) {
      const { rows } = await sql<GpLetterRow>`
        select v.id as "visitId", p.name as "patientName", v.started_at as "startedAt", l.signed_at as "signedAt"
        from visits v join calls c on c.id = v.call_id join patients p on p.id = c.patient_id
          join outcomes o on o.visit_id = v.id left join gp_letters l on l.visit_id = v.id
        where v.clinician_id = ${clinicianId}::uuid and v.started_at >= ${since}::timestamptz
          and o.disposition <> 'passed-on'
        order by v.started_at desc, v.id limit 200
      `.execute(db);
      return rows;
    },
  };
}

type FactRow = Omit<GpLetterFacts, 'sbard'>;

async function findFacts(db: Kysely<Database>, visitId: VisitId): Promise<GpLetterFacts | undefined> {
  const { rows } = await sql<FactRow>`
    select v.id as "visitId", v.organisation_id as "organisationId", org.name as "organisationName",
      s.name as "siteName", v.clinician_id as "clinicianId", who.name as "clinicianName",
      v.started_at as "startedAt", v.call_id as "callId", c.concern,
      case when p.id is not null then json_build_object('patientId', p.id, 'name', p.name,
        'dateOfBirth', to_char(p.date_of_birth, 'YYYY-MM-DD'), 'nhsNumber', p.nhs_number) end as patient,
      case when g.id is not null then json_build_object('odsCode', g.ods_code, 'name', g.name) end as practice,
      case when o.visit_id is not null then json_build_object('disposition', o.disposition, 'advice', o.advice,
        'note', o.note) end as outcome
    from visits v join organisations org on org.id = v.organisation_id join sites s on s.id = v.site_id
      join people who on who.id = v.clinician_id left join outcomes o on o.visit_id = v.id
      left join calls c on c.id = v.call_id left join patients p on p.id = c.patient_id
      left join gp_practices g on g.id = p.gp_practice_id
    where v.id = ${visitId}::uuid
  `.execute(db);
  const [row] = rows;
  return row && { ...row, sbard: await listSaid(db, visitId) };
}

/** The newest version of each answer that is about the patient of the call. */
async function listSaid(db: Kysely<Database>, visitId: VisitId): Promise<SaidInSbard[]> {
  const { rows } = await sql<Omit<SaidInSbard, 'value'> & { value: string | null }>`
    select distinct on (a.link_id) a.link_id as "linkId",
      case when a.patient_id is null or a.patient_id = c.patient_id then a.value end as value,
      case when a.person_id is null then 'station' else 'clinician' end as side
    from visits v join calls c on c.id = v.call_id
      join sbards s on s.id = c.sbard_id and s.patient_id = c.patient_id
      join sbard_answers a on a.sbard_id = s.id
    where v.id = ${visitId}::uuid order by a.link_id, a.version desc
  `.execute(db);
  return rows.flatMap(({ value, ...answer }) => (value === null ? [] : [{ ...answer, value }]));
}

function letterOf(row: Selectable<GpLetterTable>): SignedGpLetter {
  return {
    letterId: row.id,
    organisationId: row.organisation_id,
    visitId: row.visit_id,
    patientId: row.patient_id,
    head: row.head,
    sections: row.sections,
    signedAt: row.signed_at,
  };
}

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { PatientId } from '../../domain/ids.ts';
import type { ResidentReads, ResidentWrites, StoredResident } from '../../domain/residents/resident-port.ts';
import { keepPatients } from '../record/patient-writes.ts';
import type { Database } from '../schema.ts';

/** Where a patient `p` lives at their site, as text. */
export const placeOf = `coalesce(p.room, nullif(concat_ws(', ', p.wing, p.cell), ''))`;

/** By which scale the oxygen saturation of a patient `p` is scored; there may be none. */
export const scaleOf = `case when p.scale_two_at is null then 1 else 2 end`;

const columns = sql`
  p.id as "patientId", p.organisation_id as "organisationId", p.site_id as "siteId", p.name,
  to_char(p.date_of_birth, 'YYYY-MM-DD') as "dateOfBirth", p.nhs_number as "nhsNumber", ${sql.raw(placeOf)} as place,
  case when p.scale_two_at is not null then
    json_build_object('prescriber', p.scale_two_prescriber, 'reason', p.scale_two_reason)
  end as "scaleTwo",
  ${sql.raw(scaleOf)} as scale, p.moved_out_at as "movedOutAt"
`;

/** The people who live at sites. */
export function residentReads(db: Kysely<Database>): ResidentReads {
  return {
    async listResidents(siteIds) {
      const { rows } = await sql<StoredResident>`
        select ${columns} from patients p
        where p.site_id = any (${[...siteIds]}::uuid[]) and p.merged_into is null and p.moved_out_at is null
          and p.standing in ('here', 'out')
        order by p.name, p.id
      `.execute(db);
      return rows;
    },
    findResident: (patientId) => residentOf(db, patientId, sql``),
  };
}

/** Who they are, and that they have moved. */
export function residentWrites(db: Kysely<Database>, now: Date): ResidentWrites {
  const set = (patientId: PatientId) => db.updateTable('patients').where('id', '=', patientId);
  return {
    shareResident: (patientId) => residentOf(db, patientId, sql`for share`),
    lockResident: (patientId) => residentOf(db, patientId, sql`for no key update`),

    async amendResident(patientId, { name, dateOfBirth, nhsNumber, room }) {
      const { rows } = await sql<{ numberIsNew: boolean }>`
        update patients set name = ${name}, date_of_birth = ${dateOfBirth}::date, nhs_number = ${nhsNumber}::text,
          room = ${room}::text
        where id = ${patientId}::uuid returning new.nhs_number is distinct from old.nhs_number as "numberIsNew"
      `.execute(db);
      await keepPatients(db, [patientId], { now, numberIsNew: rows[0]?.numberIsNew === true });
    },

    async setMovedOut(patientId, at) {
      await set(patientId).set({ moved_out_at: at }).execute();
    },

    async setScaleTwo(patientId, to) {
      await set(patientId)
        .set({
          scale_two_prescriber: to?.prescriber ?? null,
          scale_two_reason: to?.reason ?? null,
          scale_two_by: to?.by ?? null,
          scale_two_at: to?.at ?? null,
        })
        .execute();
    },
  };
}

async function residentOf(
  db: Kysely<Database>,
  patientId: PatientId,
  locking: RawBuilder<unknown>,
): Promise<StoredResident | undefined> {
  const { rows } = await sql<StoredResident>`
    select ${columns} from patients p
    where p.id = ${patientId}::uuid and p.merged_into is null and p.standing in ('here', 'out') ${locking}
  `.execute(db);
  return rows[0];
}

import { type Kysely, sql } from 'kysely';
import type { PatientId } from '../../domain/ids.ts';
import type { RecordWrites } from '../../domain/record/record-port.ts';
import { executePipelined } from '../postgres/connections.ts';
import type { Database } from '../schema.ts';

/** Which Patients of the record are on a list of ours, and which of them could be the one of somebody who is put on it. */
export function listedPatients(
  db: Kysely<Database>,
): Pick<RecordWrites, 'findListed' | 'lockPatientOfNumber'> {
  return {
    async findListed(organisationId, ids) {
      const { rows } = await sql<{ id: string }>`
        select id from patients
        where organisation_id = ${organisationId} and id = any (${ids.filter(isUuid)}::uuid[])
      `.execute(db);
      return new Set(rows.map(({ id }) => id));
    },

    async lockPatientOfNumber(organisationId, nhsNumber) {
      const numbered = sql`r.organisation_id = ${organisationId} and r.nhs_number = ${nhsNumber}`;
      const locked = sql`select from record_resources r where ${numbered} for update`;
      await executePipelined(db, { compile: () => locked.compile(db) });
      // Only now: whoever had it locked may have put them on a list.
      const { rows } = await sql<{ id: PatientId; body: string }>`
        select r.id, r.body from record_resources r
        where ${numbered} and not exists (select from patients p where p.id = r.patient_id)
      `.execute(db);
      const [found] = rows;
      if (found === undefined) return undefined;
      if (!isUuid(found.id))
        throw new Error('a patient of the record has an id that the service has not made');
      const { birthDate } = JSON.parse(found.body) as { birthDate?: string };
      return { id: found.id, dateOfBirth: birthDate };
    },
  };
}

/** No other id is one of a row of ours. */
function isUuid(id: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id);
}

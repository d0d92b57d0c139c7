import { type Kysely, sql } from 'kysely';
import type { FindingReads, FoundPerson } from '../../domain/record/access-port.ts';
import type { Database } from '../schema.ts';

/** More than are born on one day in any organisation of ours. */
const most = 1000;

/** Finding patients by what identifies them. */
export function findingReads(db: Kysely<Database>): FindingReads {
  return {
    async findPeople(organisationId, by) {
      const which =
        'nhsNumber' in by
          ? sql`p.nhs_number = ${by.nhsNumber}`
          : sql`p.date_of_birth = ${by.dateOfBirth}::date`;
      const { rows } = await sql<FoundPerson>`
        select p.id as "patientId", p.name, to_char(p.date_of_birth, 'YYYY-MM-DD') as "dateOfBirth",
          p.nhs_number as "nhsNumber"
        from patients p
        where p.organisation_id = ${organisationId}::uuid and p.merged_into is null and ${which}
        order by p.name, p.id limit ${most}
      `.execute(db);
      return rows;
    },
  };
}

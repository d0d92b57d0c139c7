import { type Kysely, type RawBuilder, sql } from 'kysely';
import { DomainError } from '../../domain/errors.ts';
import type { OrganisationId, PatientId } from '../../domain/ids.ts';
import { indexRowsOf } from '../../domain/record/index-rows.ts';
import { executePipelined } from '../postgres/connections.ts';
import type { Database } from '../schema.ts';
import { type ListedPatient, patientResourceOf, versionOf } from './patient-resources.ts';
import { recordWrites } from './record-writes.ts';

type ListedRow = ListedPatient & {
  readonly organisationId: OrganisationId;
  readonly numberTaken: boolean;
  readonly recordOf: PatientId | null;
  readonly version: number | null;
  readonly body: string | null;
};

type Keeping = {
  now: Date;
  /** Throws `conflict` where a Patient of another system has the NHS number; else it is left out of ours. */
  numberIsNew: boolean;
};

/**
 * Brings the Patients of these rows to what the rows say (ADR 46). Whoever adds a row, or changes name, date of birth, NHS number or
 * what it is merged into, calls this in the same transaction.
 */
export async function keepPatients(
  db: Kysely<Database>,
  ids: readonly PatientId[],
  { now, numberIsNew }: Keeping,
): Promise<void> {
  await executePipelined(db, compilable(db, locked(ids)));
  const { rows } = await listed(ids).execute(db);
  const record = recordWrites(db, now);
  for (const row of rows) {
    if (row.numberTaken && numberIsNew) {
      throw new DomainError('conflict', 'nhsNumber: another system keeps a record under this number');
    }
    const nhsNumber = row.numberTaken ? null : row.nhsNumber;
    const resource = patientResourceOf({ ...row, nhsNumber }, row.body);
    if (resource === undefined) continue;
    const basis = row.version ?? 0;
    const body = versionOf(resource, { version: basis + 1, now });
    const written = await record.writeResource({
      ...{ organisationId: row.organisationId, type: 'Patient', id: row.id, basis },
      ...{ patientId: row.recordOf ?? (row.id as PatientId), at: null },
      ...{ body: JSON.stringify(body), index: indexRowsOf('Patient', body) },
      ...{ method: basis === 0 ? 'POST' : 'PUT', by: null },
    });
    if (written === undefined)
      throw new Error('a patient has changed while their row of the record was locked');
  }
}

/** A partner's system may be changing one of them. */
function locked(ids: readonly PatientId[]): RawBuilder<unknown> {
  return sql`
    select from record_resources where type = 'Patient' and id = any (${[...ids]}::text[]) order by pk for update
  `;
}

/** Those that are merged into another first: the NHS number is free then. */
function listed(ids: readonly PatientId[]): RawBuilder<ListedRow> {
  return sql<ListedRow>`
    select p.id, p.organisation_id as "organisationId", p.name,
      to_char(p.date_of_birth, 'YYYY-MM-DD') as "dateOfBirth", p.nhs_number as "nhsNumber",
      p.merged_into as "mergedInto",
      array(select m.id::text from patients m where m.merged_into = p.id order by m.created_at, m.id) as replaces,
      exists (
        select from record_resources o
        where o.organisation_id = p.organisation_id and o.nhs_number = p.nhs_number and o.id <> all (${[...ids]}::text[])
      ) as "numberTaken",
      r.patient_id as "recordOf", r.version, r.body
    from patients p left join record_resources r on r.type = 'Patient' and r.id = p.id::text
    where p.id = any (${[...ids]}::uuid[])
    order by p.merged_into is null, p.created_at, p.id
  `;
}

function compilable(db: Kysely<Database>, statement: RawBuilder<unknown>) {
  return { compile: () => statement.compile(db) };
}

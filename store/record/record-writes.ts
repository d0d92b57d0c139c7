import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { OrganisationId, PatientId } from '../../domain/ids.ts';
import type { RecordWrites, ResourceId, ResourceWrite } from '../../domain/record/record-port.ts';
import { nhsNumberIn } from '../../domain/record/resource-columns.ts';
import { isResourceType } from '../../domain/record/resource-types.ts';
import type { Database } from '../schema.ts';
import { exchanged, indexTables } from './index-tables.ts';
import { listedPatients } from './listed-patients.ts';
import { insertResources } from './record-inserts.ts';
import { resourceOf, type ResourceRow } from './resource-row.ts';

/** Writing into the record. */
export function recordWrites(db: Kysely<Database>, now: Date): RecordWrites {
  return {
    async writeResource(write) {
      // One statement: a resource never stands without its version, or is found by what it says no more.
      const { rows } = await sql<{ version: number }>`
        with row as (${write.basis === 0 ? inserted(write, now) : updated(write, now)}),
        kept as (
          insert into record_versions (pk, version, updated_at, method, made_by, body)
          select pk, version, ${now}, ${write.method}, ${write.by}, ${write.body} from row
        ),
        ${sql.join(indexTables.map((table) => exchanged(table, write.index)))}
        select version from row
      `.execute(db);
      const [row] = rows;
      if (row === undefined) return undefined;
      const { type, id, patientId, body } = write;
      return { type, id, version: row.version, updatedAt: now, patientId, body };
    },

    insertResources: (resources) => insertResources(db, now, resources),

    ...recordLocks(db),
    ...listedPatients(db),
  };
}

type Locks = Omit<RecordWrites, 'writeResource' | 'insertResources' | 'findListed' | 'lockPatientOfNumber'>;
type OfPatient = { patient_id: PatientId | null };

/** All of them take their locks in one order, so that two who lock the same do not wait for one another. */
function recordLocks(db: Kysely<Database>): Locks {
  return {
    async lockCriteria(keys) {
      await sql`
        select pg_advisory_xact_lock(hashtextextended(key, 37))
        from (select key from unnest(${keys.toSorted()}::text[]) key order by key) keys
      `.execute(db);
    },

    async lockResources(organisationId, of) {
      const { rows } = await sql<ResourceRow>`
        select r.type, r.id, r.version, r.updated_at, r.patient_id, r.body from record_resources r
        where ${isOneOf(organisationId, of)} order by r.pk for update
      `.execute(db);
      return rows.map(resourceOf);
    },

    async findTargets(organisationId, of) {
      const { rows } = await sql<{ type: string; id: string } & OfPatient>`
        select r.type, r.id, r.patient_id from record_resources r
        where ${isOneOf(organisationId, of)} and r.body is not null order by r.pk for key share
      `.execute(db);
      return rows.flatMap(({ type, id, patient_id: patientId }) =>
        isResourceType(type) ? [{ type, id, patientId }] : [],
      );
    },

    async hasRecord(organisationId, patientId) {
      const { rows } = await sql`
        select 1 from record_resources r
        where r.organisation_id = ${organisationId} and r.patient_id = ${patientId}::uuid
          and r.type <> 'Patient' and r.body is not null
        limit 1
      `.execute(db);
      return rows.length > 0;
    },
  };
}

function isOneOf(organisationId: OrganisationId, of: readonly ResourceId[]): RawBuilder<boolean> {
  return sql<boolean>`r.organisation_id = ${organisationId} and (r.type, r.id) in (
    select wanted.type, wanted.id
    from unnest(${of.map(({ type }) => type)}::text[], ${of.map(({ id }) => id)}::text[]) as wanted (type, id)
  )`;
}

/** It stands on the row, so that the schema knows it. Deleted patients have none. */
function nhsNumberOf({ type, body, index }: ResourceWrite): string | null {
  return type === 'Patient' && body !== null ? nhsNumberIn(index) : null;
}

function inserted(write: ResourceWrite, now: Date): RawBuilder<unknown> {
  return sql`
    insert into record_resources (organisation_id, type, id, version, updated_at, patient_id, at, body, nhs_number)
    values (
      ${write.organisationId}, ${write.type}, ${write.id}, 1, ${now}, ${write.patientId}, ${write.at}, ${write.body},
      ${nhsNumberOf(write)}
    )
    on conflict on constraint record_resources_unique do nothing
    returning pk, version
  `;
}

function updated(write: ResourceWrite, now: Date): RawBuilder<unknown> {
  return sql`
    update record_resources
    set version = version + 1, updated_at = ${now}, patient_id = ${write.patientId}, at = ${write.at},
      body = ${write.body}, nhs_number = ${nhsNumberOf(write)}
    where type = ${write.type} and id = ${write.id} and version = ${write.basis}
      and organisation_id = ${write.organisationId}
    returning pk, version
  `;
}

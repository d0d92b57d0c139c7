import { type Kysely, sql } from 'kysely';
import type { OrganisationId, PatientId } from '../../../domain/ids.ts';
import type { RecordFault } from '../../../domain/record/record-check.ts';
import { targetNamedBy } from '../../../domain/record/index-rows.ts';
import { columnsOf, nhsNumberIn, type ResourceColumns } from '../../../domain/record/resource-columns.ts';
import { isResourceType } from '../../../domain/record/resource-types.ts';
import type { Database } from '../../schema.ts';
import { parseKept } from '../kept-digits.ts';

/** A row of the record with what is known of its versions. */
export type CheckedRow = {
  pk: string;
  organisation_id: OrganisationId;
  type: string;
  id: string;
  patient_id: PatientId | null;
  at: Date | null;
  nhs_number: string | null;
  body: string | null;
  unbroken: boolean;
  as_newest: boolean;
};

const rowsAtOnce = 200;
/** Bodies beyond this many bytes are the next batch’s. */
const bytesAtOnce = 8e6;

/** The rows of the record behind `after`, in their order; none at its end. */
export async function readRows(db: Kysely<Database>, after: string): Promise<CheckedRow[]> {
  const { rows } = await sql<CheckedRow>`
    select r.pk, r.organisation_id, r.type, r.id, r.patient_id, r.at, r.nhs_number, r.body,
      coalesce(v.first = 1 and v.last = v.count, false) as unbroken,
      coalesce(
        v.last = r.version and newest.body is not distinct from r.body and newest.updated_at = r.updated_at
          and (newest.method = 'DELETE') = (r.body is null),
        false
      ) as as_newest
    from (
      select few.*, sum(size) over (order by pk) - size as before from (
        select *, coalesce(octet_length(body), 0) as size from record_resources
        where pk > ${after}::bigint order by pk limit ${rowsAtOnce}
      ) few
    ) r
    cross join lateral (
      select count(*) as count, min(version) as first, max(version) as last from record_versions where pk = r.pk
    ) v
    left join record_versions newest on newest.pk = r.pk and newest.version = r.version
    where r.before < ${bytesAtOnce}::numeric
    order by r.pk
  `.execute(db);
  return rows;
}

/** What the body of a row says; undefined where it cannot be read as what the row is. A deleted one says nothing. */
export function saidBy({
  type,
  id,
  body,
}: Pick<CheckedRow, 'type' | 'id' | 'body'>): ResourceColumns | undefined {
  if (!isResourceType(type)) return undefined;
  if (body === null) return { patient: undefined, at: null, index: [], references: [] };
  const resource = readBody(body);
  return resource?.['resourceType'] === type && resource['id'] === id ? columnsOf(type, resource) : undefined;
}

function readBody(body: string): Record<string, unknown> | undefined {
  try {
    const found = parseKept(body);
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? { ...found } : undefined;
  } catch (error) {
    // What cannot be read is what is looked for; the error would quote it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What a row says of itself that is not so, by its own body alone. */
export function faultsOfRow(row: CheckedRow, said: ResourceColumns): RecordFault[] {
  const number = row.type === 'Patient' ? nhsNumberIn(said.index) : null;
  return [
    ...(row.at?.getTime() === said.at?.getTime() ? [] : (['at'] as const)),
    ...(row.nhs_number === number ? [] : (['nhs-number'] as const)),
  ];
}

/** Which version of the record a row is, whatever its body says. */
export function faultsOfVersions({ unbroken, as_newest }: CheckedRow): RecordFault[] {
  return [...(as_newest ? [] : (['version'] as const)), ...(unbroken ? [] : (['gap'] as const))];
}

/** The resources of the record that are referred to; what is shown from tables of its own is not checked. */
export function targetsOf({ references }: ResourceColumns): { type: string; id: string }[] {
  return references.flatMap((reference) => {
    // Addresses of a transaction are replaced when it is written.
    if (reference.startsWith('urn:uuid:')) return [{ type: '', id: reference }];
    const { targetType, targetId } = targetNamedBy(reference);
    return targetType !== null && isResourceType(targetType) ? [{ type: targetType, id: targetId }] : [];
  });
}

/** The patient whom a row must be about by its body: undefined where that cannot be known. */
export function patientNamedBy(row: Pick<CheckedRow, 'type' | 'id'>, said: ResourceColumns): string | null {
  if (row.type === 'Patient') return row.id;
  if (said.patient === undefined) return null;
  const { targetType, targetId } = targetNamedBy(said.patient);
  return targetType === 'Patient' ? targetId : null;
}

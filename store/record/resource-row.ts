import type { Selectable } from 'kysely';
import type { StoredResource } from '../../domain/record/record-port.ts';
import { isResourceType } from '../../domain/record/resource-types.ts';
import type { RecordResourceTable } from '../schema.ts';

/** The columns that make a version of a resource. */
export type ResourceRow = Pick<
  Selectable<RecordResourceTable>,
  'type' | 'id' | 'version' | 'updated_at' | 'patient_id' | 'body'
>;

/** @throws Error for a type that the record does not know: an older release reads what a newer one has written */
export function resourceOf({ type, id, version, updated_at, patient_id, body }: ResourceRow): StoredResource {
  if (!isResourceType(type)) throw new Error(`the record holds a ${type}, which it does not know`);
  return { type, id, version, updatedAt: updated_at, patientId: patient_id, body };
}

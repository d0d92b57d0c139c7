import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type RecordAccessHandlers = Pick<
  Handlers,
  | 'findPatients'
  | 'readPatientAccess'
  | 'openRecord'
  | 'endRecordGrant'
  | 'listOpenedRecords'
  | 'reviewRecordGrant'
  | 'listReaders'
>;

/** Who may see the record of a patient, and who has. */
export function recordAccessHandlers(useCases: UseCases): RecordAccessHandlers {
  return {
    findPatients: ({ actor, body }) => useCases.findPatients(actor, body),
    readPatientAccess: ({ actor, params }) => useCases.readPatientAccess(actor, params),
    openRecord: ({ actor, params, body }) => useCases.openRecord(actor, { ...body, ...params }),
    endRecordGrant: ({ actor, params }) => useCases.endRecordGrant(actor, params),
    listOpenedRecords: ({ actor }) => useCases.listOpenedRecords(actor),
    reviewRecordGrant: ({ actor, params, body }) => useCases.reviewRecordGrant(actor, { ...body, ...params }),
    listReaders: ({ actor, params, query }) => useCases.listReaders(actor, { ...params, ...query }),
  };
}

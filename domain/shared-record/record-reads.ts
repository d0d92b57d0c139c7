import type { OrganisationId, PatientId } from '../ids.ts';
import type { RecordContact } from './record-view.ts';

/** A resource as it stands, and who has written it so; null where it was the service itself. */
export type SourcedResource = {
  readonly type: string;
  readonly body: string;
  readonly source: string | null;
};

/** Whose, and by whom it is kept. */
export type RecordOf = { readonly organisationId: OrganisationId; readonly patientId: PatientId };

export type SharedRecordReads = {
  /** The newest of each of these types, at most so many of each and one more; deleted ones are left out. */
  listNewestOf(of: RecordOf, most: Readonly<Record<string, number>>): Promise<SourcedResource[]>;
  /** What the service has done for the patient, the newest first. */
  listContacts(of: RecordOf, limit: number): Promise<RecordContact[]>;
};

import type { OrganisationId, PatientId, RecordClientId } from '../ids.ts';
import type { StoredResource } from './record-port.ts';
import type { ResourceType } from './resource-types.ts';

/** What a partner's system has asked for of a group: nothing is copied, its files are read from the versions of the record. */
export type RecordExport = {
  readonly id: string;
  readonly organisationId: OrganisationId;
  readonly clientId: RecordClientId;
  readonly groupId: string;
  /** The ids of the Patients who were in the group. */
  readonly patientIds: readonly string[];
  readonly types: readonly ResourceType[];
  /** Types that were asked for, and that the token does not allow. */
  readonly leftOut: readonly ResourceType[];
  /** Only what has been written after it; null for all. */
  readonly since: Date | null;
  /** The record as it stood then. */
  readonly asOf: Date;
  /** The address that was asked. */
  readonly request: string;
  readonly expiresAt: Date;
};

/** How much there is of a type. */
export type ExportedCount = {
  readonly type: ResourceType;
  readonly resources: number;
  readonly deleted: number;
};

/** A part of a file. */
export type ExportedPart = {
  readonly type: ResourceType;
  readonly patientIds: readonly PatientId[];
  /** What was deleted after `since`, in the place of what was there. */
  readonly deleted: boolean;
  readonly limit: number;
  /** The key of the last one of the part before. */
  readonly after: string | undefined;
};

export type RecordExportWrites = {
  addExport(one: RecordExport): Promise<void>;
  /** It is not found any more. */
  cancelExport(id: string): Promise<void>;
};

export type RecordExportReads = {
  /** One of the system's own that has neither run out nor been cancelled. */
  findExport(by: { id: string; clientId: RecordClientId; at: Date }): Promise<RecordExport | undefined>;
  /** Whether every change that had begun before it has ended, so that nothing can be added to what it has. */
  isExportSettled(id: string): Promise<boolean>;
  /** The people whose Patients were in the group; two records of one person that have become one are one of them. */
  listExportedPatients(of: RecordExport): Promise<PatientId[]>;
  countExported(of: RecordExport): Promise<ExportedCount[]>;
  /** Resources as they stood, in an order of their own. */
  listExported(
    of: RecordExport,
    part: ExportedPart,
  ): Promise<{ resources: readonly StoredResource[]; next: string | undefined }>;
  /** Deletes what ran out before then; answers how many. */
  forgetExports(before: Date): Promise<number>;
};

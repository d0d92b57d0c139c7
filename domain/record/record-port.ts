import type { OrganisationId, PatientId, PersonId } from '../ids.ts';
import type { ResourceType } from './resource-types.ts';

/** A resource as it stands, or as it stood. */
export type StoredResource = {
  readonly type: ResourceType;
  readonly id: string;
  /** From 1 on; each change raises it by one, and so does the deletion. */
  readonly version: number;
  readonly updatedAt: Date;
  /** JSON with numbers as they were written, `id` and `meta` included; null from the deletion on. */
  readonly body: string | null;
};

/** How a version came to be, in the words of HTTP. */
export type WriteMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A value by which a resource is found; `parameter` is a number of `resource-types.ts`. */
export type IndexRow = { readonly parameter: number } & (
  | { readonly kind: 'token'; readonly system: string | null; readonly code: string }
  | { readonly kind: 'reference'; readonly targetType: string | null; readonly targetId: string }
  /** Half-open; open at an end that is null. */
  | { readonly kind: 'date'; readonly from: Date | null; readonly until: Date | null }
  /** As it was written, and folded: without case, accents and spaces around. */
  | { readonly kind: 'string'; readonly text: string; readonly folded: string }
  | {
      readonly kind: 'quantity';
      readonly value: string;
      readonly system: string | null;
      readonly code: string | null;
    }
);

export type ResourceWrite = {
  /** Who keeps this record. */
  readonly organisationId: OrganisationId;
  readonly type: ResourceType;
  readonly id: string;
  /** The version that the writer has seen; 0 for a resource that is new. */
  readonly basis: number;
  /** The one patient that it is about, if there is one. */
  readonly patientId: PatientId | null;
  /** When it was true, clinically. */
  readonly at: Date | null;
  /** Null deletes it. */
  readonly body: string | null;
  readonly index: readonly IndexRow[];
  readonly method: WriteMethod;
  readonly by: PersonId | null;
};

export type RecordWrites = {
  /**
   * Writes one version with all by which it is found, in one statement.
   * @returns the version; undefined when another one than `basis` stands
   */
  writeResource(write: ResourceWrite): Promise<StoredResource | undefined>;
};

export type RecordReads = {
  /** As it stands, deleted ones too. */
  findResource(type: ResourceType, id: string): Promise<StoredResource | undefined>;
  findVersion(type: ResourceType, id: string, version: number): Promise<StoredResource | undefined>;
  /** Newest first. */
  listVersions(type: ResourceType, id: string): Promise<StoredResource[]>;
};

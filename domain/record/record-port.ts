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

export type ResourceId = { readonly type: ResourceType; readonly id: string };

export type RecordReads = {
  /** As it stands, deleted ones too; undefined where it may not be seen. */
  findResource(scope: RecordScope, of: ResourceId): Promise<StoredResource | undefined>;
  findVersion(scope: RecordScope, of: ResourceId & { version: number }): Promise<StoredResource | undefined>;
  /** Newest first. */
  listVersions(scope: RecordScope, of: ResourceId): Promise<StoredResource[]>;
  /** One page of what is found and may be seen; deleted ones never are. */
  searchResources(search: ResourceSearch): Promise<SearchPage>;
  /** How many that are, counted up to a limit. */
  countResources(search: Omit<ResourceSearch, 'newest' | 'after'>): Promise<number>;
};

/** One alternative of a condition. */
export type Wanted =
  /** `system` left out: any; null: none at all. `code` left out: any of the system. */
  | { readonly kind: 'token'; readonly system?: string | null; readonly code?: string }
  | { readonly kind: 'reference'; readonly targetType?: string; readonly targetId: string }
  /** `starts`, `contains` and `exact` as the modifiers of FHIR have it; the first two are compared folded. */
  | { readonly kind: 'string'; readonly match: 'starts' | 'contains' | 'exact'; readonly text: string }
  /** The prefixes of FHIR, over the half-open time that the wanted value means. */
  | { readonly kind: 'date'; readonly prefix: ComparisonPrefix; readonly from: Date; readonly until: Date }
  | {
      readonly kind: 'quantity';
      readonly prefix: ComparisonPrefix;
      readonly value: string;
      /** Half-open around the value, as exact as it was written: 5.40 is from 5.395 on to below 5.405. Only `eq` and `ne` go by it. */
      readonly low: string;
      readonly high: string;
      readonly system?: string;
      readonly code?: string;
    };

export const comparisonPrefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const;
export type ComparisonPrefix = (typeof comparisonPrefixes)[number];

/** What must be so of one parameter. */
export type SearchCondition =
  | { readonly parameter: number; readonly is: 'any-of' | 'none-of'; readonly wanted: readonly Wanted[] }
  | { readonly parameter: number; readonly is: 'missing' | 'present'; readonly kind: IndexRow['kind'] };

/** Whose record is looked at. What is about no patient is seen by the organisation that keeps it. */
export type RecordScope = {
  readonly organisationIds: readonly OrganisationId[];
  /** Left out: of all patients whose record those organisations keep. */
  readonly patientIds?: readonly PatientId[];
};

export type ResourceSearch = {
  readonly type: ResourceType;
  readonly scope: RecordScope;
  readonly ids?: readonly string[];
  /** All of them must be so. */
  readonly conditions: readonly SearchCondition[];
  /** By clinical time or by when it was written, newest first. */
  readonly newest: 'at' | 'updated';
  readonly limit: number;
  /** The key of the last one of the page before. */
  readonly after?: SearchKey;
};

/** Where a page ends; `at` is null where a resource has no clinical time: those come last. */
export type SearchKey = { readonly at: Date | null; readonly pk: string };

export type SearchPage = {
  readonly resources: readonly StoredResource[];
  /** Undefined on the last page. */
  readonly next: SearchKey | undefined;
};

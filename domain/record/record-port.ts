import type { OrganisationId, PatientId, PersonId, RecordClientId } from '../ids.ts';
import type { ResourceType } from './resource-types.ts';

/** A resource as it stands, or as it stood. */
export type StoredResource = {
  readonly type: ResourceType;
  readonly id: string;
  /** From 1 on; each change raises it by one, and so does the deletion. */
  readonly version: number;
  readonly updatedAt: Date;
  /** Whom it is about; null where it is about nobody, or about several. */
  readonly patientId: PatientId | null;
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
  readonly by: PersonId | RecordClientId | null;
};

/** A resource that nobody has seen yet, under an id that was made for it. */
export type NewResource = Omit<ResourceWrite, 'basis' | 'body'> & { readonly body: string };

export type RecordWrites = {
  /**
   * Writes one version with all by which it is found, in one statement.
   * @returns the version; undefined when another one than `basis` stands
   */
  writeResource(write: ResourceWrite): Promise<StoredResource | undefined>;
  /**
   * Writes the first version of each, as `writeResource` does, many by one statement.
   * @returns them in their order
   * @throws DomainError `conflict` where an id is taken, and the transaction is lost
   */
  insertResources(resources: readonly NewResource[]): Promise<StoredResource[]>;
  /** Waits for whoever else looks whether there is one already, and keeps them waiting until this transaction ends. */
  lockCriteria(keys: readonly string[]): Promise<void>;
  /** Resources of the organisation as they stand, deleted ones too; nobody changes them until this transaction ends. */
  lockResources(organisationId: OrganisationId, of: readonly ResourceId[]): Promise<StoredResource[]>;
  /** Those of the organisation that may be referred to; none of them is deleted until this transaction ends. */
  findTargets(
    organisationId: OrganisationId,
    of: readonly ResourceId[],
  ): Promise<(ResourceId & { readonly patientId: PatientId | null })[]>;
  /** Whether anything is kept about the patient, beside the patient's own resource. */
  hasRecord(organisationId: OrganisationId, patientId: PatientId): Promise<boolean>;
  /** Which of these Patients are on a list of the service: who they are is said there. */
  findListed(organisationId: OrganisationId, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The Patient of another system who has this number, and is on no list; nobody changes them until this transaction ends. */
  lockPatientOfNumber(
    organisationId: OrganisationId,
    nhsNumber: string,
  ): Promise<{ readonly id: PatientId; readonly dateOfBirth: string | undefined } | undefined>;
};

export type ResourceId = { readonly type: ResourceType; readonly id: string };

/** A version, and how it came to be. */
export type PastVersion = StoredResource & { readonly method: WriteMethod };

/** Where a page of a history ends. */
export type HistoryKey = { readonly at: Date; readonly pk: string; readonly version: number };

export type HistoryQuery = {
  readonly type: ResourceType;
  /** Left out: of all of the type. */
  readonly id?: string;
  /** Not what is older. */
  readonly since?: Date;
  readonly limit: number;
  readonly after?: HistoryKey;
};

export type RecordReads = {
  /** As it stands, deleted ones too; undefined where it may not be seen. */
  findResource(scope: RecordScope, of: ResourceId): Promise<StoredResource | undefined>;
  findVersion(scope: RecordScope, of: ResourceId & { version: number }): Promise<StoredResource | undefined>;
  /** Newest first. */
  listVersions(scope: RecordScope, of: ResourceId): Promise<StoredResource[]>;
  /** One page of what has been written, newest first, deletions among it. */
  listRecordHistory(
    scope: RecordScope,
    query: HistoryQuery,
  ): Promise<{ versions: readonly PastVersion[]; next: HistoryKey | undefined }>;
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

/** Which reference: a parameter, or the one that says whom it is about. */
export type SearchedReference = number | 'patient';

/** What must be so of one parameter, of what it refers to, or of what refers to it. */
export type SearchCondition =
  | {
      readonly is: 'refers-to';
      readonly by: SearchedReference;
      readonly type: ResourceType;
      readonly conditions: readonly SearchCondition[];
    }
  | {
      readonly is: 'referred-to';
      readonly by: SearchedReference;
      readonly type: ResourceType;
      readonly conditions: readonly SearchCondition[];
    }
  | { readonly is: 'one-of'; readonly ids: readonly string[] }
  | { readonly is: 'of-patients'; readonly patientIds: readonly string[] }
  /** By when it was written last. */
  | {
      readonly is: 'updated';
      readonly wanted: readonly Pick<Extract<Wanted, { kind: 'date' }>, 'prefix' | 'from' | 'until'>[];
    }
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

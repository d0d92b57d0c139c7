/** What can be wrong with a resource of the record, with the words in which operators read it. */
export const recordFaults = {
  unreadable: 'The body is not JSON, or is of another type or id than its row.',
  index: 'It is found by something else than what it says.',
  version: 'The newest version is not the resource as it stands.',
  gap: 'A version between the first and the newest is missing.',
  patient: 'It stands in the record of somebody else than its body says.',
  at: 'Its clinical time is another one than its body says.',
  'nhs-number': 'The NHS number of the row is another one than its body says.',
  'nhs-number-twice': 'Another patient of the organisation has the same NHS number.',
  reference: 'It refers to a resource that is not there.',
  missing: 'The trail says that it was written, and that version is not there.',
} as const;

export type RecordFault = keyof typeof recordFaults;

/** A resource with which something is wrong; never what stands in it. */
export type RecordDifference = {
  readonly type: string;
  readonly id: string;
  readonly faults: readonly RecordFault[];
};

/** What a check of the whole record has shown. */
export type RecordCheck = {
  readonly resources: number;
  /** What is wrong still; the first thousand. */
  readonly differences: readonly RecordDifference[];
  /** All that is wrong still, those that are not named too. */
  readonly found: number;
  /** Of how many the index rows were written anew. */
  readonly mended: number;
};

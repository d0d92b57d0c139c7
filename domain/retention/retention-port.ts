import type { CallId, OrganisationId, PersonId } from '../ids.ts';
import type { LegalHold, LegalHoldReason } from './wire.ts';

/** An ended call under no legal hold, with what decides how long it is kept. */
export type EndedCall = {
  callId: CallId;
  organisationId: OrganisationId;
  /** The day in London on which the last call of the organisation with the same NHS number ended, or this one. */
  lastSeenOn: string;
  dateOfBirth: string | null;
  /** Where to go on after this one. */
  position: EndedPosition;
};

export type EndedPosition = { endedAt: string; callId: CallId };

export type RetentionReads = {
  /** Calls that ended before then, oldest first. Leaves out those whose call-back's first call is still there. */
  listEndedCalls(page: {
    endedBefore: Date;
    after: EndedPosition | null;
    limit: number;
  }): Promise<EndedCall[]>;
  listLegalHolds(organisationId: OrganisationId): Promise<LegalHold[]>;
};

export type RetentionWrites = {
  /** Locks those of the calls that `listEndedCalls` would list and nobody else has locked. */
  lockEndedCalls(callIds: readonly CallId[]): Promise<EndedCall[]>;
  /** Erases everything that belongs to these calls; answers how many entries of the trail were about them. */
  eraseCalls(callIds: readonly CallId[]): Promise<{ auditEntries: number }>;
  /** Also where there is one already: it gets the new reason. */
  setLegalHold(callId: CallId, why: { reason: LegalHoldReason; by: PersonId }): Promise<void>;
  /** Answers whether there was one. */
  liftLegalHold(callId: CallId): Promise<boolean>;
};

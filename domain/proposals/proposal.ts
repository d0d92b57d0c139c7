import { z } from 'zod';
import type { AuditDetail } from '../audit.ts';
import type { OrganisationId, PersonId, ProposalId, QueueId, SiteId } from '../ids.ts';
import type { QueueSettings } from '../queues/queue.ts';
import { codeOf, differencesOf, nameOf } from '../queues/weaker.ts';

/** A proposal that nobody has settled ends after this. */
export const proposalForMs = 7 * 86_400_000;
/** For so long after it was settled a proposal is listed, so that whoever made it learns what came of it. */
export const settledForMs = 14 * 86_400_000;

/** `alone` took effect at once, because nobody else could confirm it. */
export const proposalState = z.enum(['open', 'confirmed', 'alone', 'rejected', 'withdrawn', 'expired']);
export type ProposalState = z.infer<typeof proposalState>;

type NamedSettings = { readonly name: string; readonly settings: QueueSettings };

/** What takes effect only when a second person has confirmed it. */
export type ProposedChange =
  | {
      readonly kind: 'settings';
      readonly queueId: QueueId;
      readonly before: NamedSettings;
      readonly after: NamedSettings;
    }
  | {
      readonly kind: 'site';
      readonly siteId: SiteId;
      readonly fromQueueId: QueueId;
      /** Into which its calls are to go. */
      readonly queueId: QueueId;
    };

export type Proposal = {
  readonly id: ProposalId;
  readonly organisationId: OrganisationId;
  readonly change: ProposedChange;
  readonly proposedBy: PersonId;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
};

export type Settlement =
  | { readonly state: 'confirmed' | 'withdrawn'; readonly by: PersonId }
  | { readonly state: 'rejected'; readonly by: PersonId; readonly reason: string };

/** A proposal as it is listed. */
export type ListedProposal = Proposal & {
  readonly state: ProposalState;
  readonly proposedByName: string;
  readonly settledByName: string | null;
  readonly settledAt: Date | null;
  readonly reason: string | null;
  /** What it would change is not any more as it was when it was proposed. */
  readonly outdated: boolean;
};

export type ProposalWrites = {
  /**
   * One that is open, or that took effect at once. Throws `conflict` when one is open for the same queue or site.
   */
  add(proposal: Proposal, state: 'open' | 'alone'): Promise<void>;
  /** Locks it; undefined when there is none. */
  lock(proposalId: ProposalId): Promise<(Proposal & { state: ProposalState }) | undefined>;
  settle(proposalId: ProposalId, settlement: Settlement): Promise<void>;
  /** Settles those whose time is over; whoever settles one is the only one to be given it. */
  expire(): Promise<Proposal[]>;
};

export type ProposalReads = {
  /** The open ones, and those settled since then; newest first. */
  listProposals(organisationId: OrganisationId, settledSince: Date): Promise<ListedProposal[]>;
};

/** The old and the new values for the audit trail; of names only that they differ. */
export function detailOf(change: ProposedChange): AuditDetail {
  if (change.kind === 'site') {
    const { fromQueueId, queueId } = change;
    return { fromQueueId, queueId };
  }
  const { before, after } = change;
  return {
    ...(before.name !== after.name && { renamed: true }),
    ...Object.fromEntries(
      differencesOf(before.settings, after.settings).map((one) => [
        nameOf(one),
        `${codeOf(one.before)} → ${codeOf(one.after)}`,
      ]),
    ),
  };
}

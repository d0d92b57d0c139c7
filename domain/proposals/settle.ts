import type { AccountDeps } from '../accounts/account-deps.ts';
import { type Actor, type PersonActor, requireOrganisation, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, ProposalId } from '../ids.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { type ListedProposal, type Proposal, settledForMs, type Settlement } from './proposal.ts';
import { countOthers, proposalEntry } from './propose.ts';
import { takeEffect } from './take-effect.ts';
import type { ProposalView } from './wire.ts';

const permission = 'queue:manage';

/** What waits for a second person, and what was settled in the last 14 days; newest first. */
export async function listProposals(
  deps: AccountDeps,
  actor: Actor,
  { organisationId }: { organisationId: OrganisationId },
): Promise<{ proposals: ProposalView[]; others: number }> {
  const { personId } = requirePerson(actor, permission);
  await requireKnownOrganisation(deps, actor, { permission, organisationId });
  const settledSince = new Date(deps.clock.now().getTime() - settledForMs);
  const [listed, others] = await Promise.all([
    deps.store.reads.listProposals(organisationId, settledSince),
    countOthers(deps, organisationId, personId),
  ]);
  return { proposals: listed.map(viewOf), others };
}

/**
 * Confirms what somebody else has proposed: it takes effect at once. Throws `forbidden` to whoever has proposed it,
 * `conflict` when it was settled before or what it changes is not any more as it was, `expired` after seven days.
 */
export async function confirmProposal(
  deps: AccountDeps,
  actor: Actor,
  { proposalId }: { proposalId: ProposalId },
): Promise<void> {
  const person = requirePerson(actor, permission);
  await transact(deps, async (tx) => {
    const proposal = await lockOpen(tx, person, proposalId);
    requireSomebodyElse(person, proposal);
    const { organisationId, change } = proposal;
    await takeEffect(deps, tx, { actor: person, organisationId, change, proposalId });
    await settle(tx, proposal, { state: 'confirmed', by: person.personId });
  });
}

/** Rejects what somebody else has proposed, and says why. Throws as `confirmProposal`. */
export async function rejectProposal(
  deps: AccountDeps,
  actor: Actor,
  { proposalId, reason }: { proposalId: ProposalId; reason: string },
): Promise<void> {
  const person = requirePerson(actor, permission);
  await transact(deps, async (tx) => {
    const proposal = await lockOpen(tx, person, proposalId);
    requireSomebodyElse(person, proposal);
    await settle(tx, proposal, { state: 'rejected', by: person.personId, reason });
  });
}

/** Takes one's own proposal back. Throws `forbidden` to anybody else. */
export async function withdrawProposal(
  deps: AccountDeps,
  actor: Actor,
  { proposalId }: { proposalId: ProposalId },
): Promise<void> {
  const person = requirePerson(actor, permission);
  await transact(deps, async (tx) => {
    const proposal = await lockOpen(tx, person, proposalId);
    if (proposal.proposedBy !== person.personId) {
      throw new DomainError('forbidden', 'only whoever proposed this can withdraw it; you can reject it');
    }
    await settle(tx, proposal, { state: 'withdrawn', by: person.personId });
  });
}

async function lockOpen(
  tx: TellingTransaction,
  person: PersonActor,
  proposalId: ProposalId,
): Promise<Proposal> {
  const proposal = await tx.proposals.lock(proposalId);
  if (proposal === undefined) {
    throw new DomainError('not-found', 'no such proposal');
  }
  requireOrganisation(person, proposal.organisationId, 'proposal');
  if (proposal.state === 'expired' || (proposal.state === 'open' && proposal.expiresAt <= tx.now)) {
    throw new DomainError('expired', 'nobody has confirmed this in time: propose it anew');
  }
  if (proposal.state !== 'open') {
    throw new DomainError('conflict', 'this has been settled already');
  }
  return proposal;
}

function requireSomebodyElse({ personId }: PersonActor, { proposedBy }: Proposal): void {
  if (personId === proposedBy) {
    throw new DomainError('forbidden', 'somebody else has to decide about what you have proposed');
  }
}

async function settle(tx: TellingTransaction, proposal: Proposal, settlement: Settlement): Promise<void> {
  await tx.proposals.settle(proposal.id, settlement);
  const actor = { kind: 'person', id: settlement.by } as const;
  await tx.audit([proposalEntry(proposal, { actor, action: `proposal.${settlement.state}` })]);
}

function viewOf(listed: ListedProposal): ProposalView {
  const { change, state, proposedBy, proposedByName, settledByName, settledAt, reason, outdated } = listed;
  return {
    proposalId: listed.id,
    change,
    state,
    proposedBy,
    proposedByName,
    proposedAt: listed.proposedAt.toISOString(),
    expiresAt: listed.expiresAt.toISOString(),
    outdated,
    settledByName,
    settledAt: settledAt?.toISOString() ?? null,
    reason,
  };
}

import type { AccountDeps } from '../accounts/account-deps.ts';
import { auditActor, grants, type PersonActor } from '../actors.ts';
import { type AuditAction, type AuditEntry, auditEntry } from '../audit.ts';
import type { Chore } from '../due-rule.ts';
import { DomainError } from '../errors.ts';
import { raiseNoticeIn } from '../escalation/notices.ts';
import type { OrganisationId, PersonId, ProposalId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { detailOf, type Proposal, proposalForMs, type ProposedChange } from './proposal.ts';
import { takeEffect } from './take-effect.ts';

/** How many others of the organisation could confirm what this person proposes. */
export async function countOthers(
  { store }: Pick<Deps, 'store'>,
  organisationId: OrganisationId,
  personId: PersonId,
): Promise<number> {
  const people = await store.reads.listPeople(organisationId);
  const able = people.filter(({ disabledAt, roles }) => disabledAt === null && grants(roles, 'queue:manage'));
  return able.filter((one) => one.personId !== personId).length;
}

type Proposing = {
  person: PersonActor;
  organisationId: OrganisationId;
  change: ProposedChange;
  nobodyElse: true | undefined;
};

/**
 * Keeps a change for a second person to confirm. Where nobody else of the organisation could, and the person has said
 * that they know it, it takes effect at once: it is recorded as such, and the administrators of the platform are told.
 */
export async function propose(
  deps: AccountDeps,
  tx: TellingTransaction,
  { person, organisationId, change, nobodyElse }: Proposing,
): Promise<'now' | 'proposed'> {
  const others = await countOthers(deps, organisationId, person.personId);
  if (others === 0 && nobodyElse === undefined) {
    throw new DomainError('reason-needed', 'nobody else can confirm this: say that you know it');
  }
  const proposal: Proposal = {
    id: deps.newId() as ProposalId,
    organisationId,
    change,
    proposedBy: person.personId,
    proposedAt: tx.now,
    expiresAt: new Date(tx.now.getTime() + proposalForMs),
  };
  // One whose time is over must not keep a new one out.
  await expireIn(tx);
  if (others > 0) {
    await tx.proposals.add(proposal, 'open');
    await tx.audit([proposalEntry(proposal, { actor: auditActor(person), action: 'proposal.made' })]);
    return 'proposed';
  }
  await tx.proposals.add(proposal, 'alone');
  await takeEffect(deps, tx, { actor: person, organisationId, change, proposalId: proposal.id });
  await tx.audit([proposalEntry(proposal, { actor: auditActor(person), action: 'proposal.skipped' })]);
  await alarm(deps, tx, proposal);
  return 'now';
}

async function alarm(deps: Deps, tx: TellingTransaction, proposal: Proposal): Promise<void> {
  const { id, organisationId, change, proposedBy } = proposal;
  const { queueId } = change;
  await raiseNoticeIn(deps, tx, {
    organisationId,
    kind: 'changed-alone',
    key: `changed-alone:${id}`,
    detail: { personId: proposedBy, queueId },
  });
  tx.afterCommit(() => {
    deps.log.warn('a queue was changed without a second person', { organisationId, queueId });
  });
}

/** One entry about a proposal; with the old and the new values where they are first written down. */
export function proposalEntry(
  { id, organisationId, change }: Proposal,
  { actor, action }: { actor: AuditEntry['actor']; action: AuditAction },
): AuditEntry {
  const { queueId } = change;
  const detail = action === 'proposal.made' ? { queueId, ...detailOf(change) } : { queueId };
  return auditEntry(actor, { action, about: { kind: 'proposal', id, organisationId }, detail });
}

async function expireIn(tx: Transaction): Promise<void> {
  const expired = await tx.proposals.expire();
  await tx.audit(
    expired.map((one) => proposalEntry(one, { actor: { kind: 'system' }, action: 'proposal.expired' })),
  );
}

/** Ends the proposals that nobody has settled in seven days. */
export const expiryChore: Chore = {
  name: 'expire-proposals',
  everyMs: 60_000,
  run: (deps) => transact(deps, expireIn),
};

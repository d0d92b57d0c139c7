import type { AccountDeps } from '../accounts/account-deps.ts';
import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, ProposalId } from '../ids.ts';
import { requireSomebodyAble } from '../queues/manage-queues.ts';
import { queueSettings } from '../queues/queue.ts';
import type { TellingTransaction } from '../transact.ts';
import { detailOf, type ProposedChange } from './proposal.ts';

type Taking<Change = ProposedChange> = {
  actor: Actor;
  organisationId: OrganisationId;
  change: Change;
  proposalId?: ProposalId;
};

/**
 * Does what was proposed, and writes it into the audit trail with the old and the new values. Everything is looked at
 * again: throws `conflict` when what it changes is not any more as it was proposed upon, when the settings are below the
 * clinical floor of this release, or when nobody could answer.
 */
export async function takeEffect(
  deps: AccountDeps,
  tx: TellingTransaction,
  { change, ...taking }: Taking,
): Promise<void> {
  await (change.kind === 'settings'
    ? changeSettings(deps, tx, { change, ...taking })
    : moveSite(deps, tx, { change, ...taking }));
  const { actor, organisationId, proposalId = null } = taking;
  const [action, kind, id] =
    change.kind === 'settings'
      ? (['queue.changed', 'queue', change.queueId] as const)
      : (['site.queue-set', 'site', change.siteId] as const);
  await tx.audit([
    auditEntry(auditActor(actor), {
      action,
      about: { kind, id, organisationId },
      detail: { ...detailOf(change), proposalId },
    }),
  ]);
  tx.boardChanged(organisationId);
}

const changedSince =
  'it has been changed since this was proposed: withdraw or reject it, and propose it anew';

type Kind<K extends ProposedChange['kind']> = Extract<ProposedChange, { kind: K }>;

async function changeSettings(
  deps: AccountDeps,
  tx: TellingTransaction,
  { organisationId, change: { queueId, before, after } }: Taking<Kind<'settings'>>,
): Promise<void> {
  const queue = await tx.queues.lock(queueId);
  if (queue === undefined || !isSame({ name: queue.name, settings: queue.settings }, before)) {
    throw new DomainError('conflict', changedSince);
  }
  const floor = queueSettings.safeParse(after.settings);
  if (!floor.success) {
    throw new DomainError(
      'conflict',
      `the settings are not allowed: ${floor.error.issues[0]?.message ?? ''}`,
    );
  }
  await requireSomebodyAble(deps, organisationId, after.settings);
  await tx.queues.change(queueId, after);
}

async function moveSite(
  deps: AccountDeps,
  tx: TellingTransaction,
  { organisationId, change: { siteId, fromQueueId, queueId } }: Taking<Kind<'site'>>,
): Promise<void> {
  const [site, queue] = [await tx.queues.lockSite(siteId), await tx.queues.find(queueId)];
  if (site?.queueId !== fromQueueId || queue === undefined) {
    throw new DomainError('conflict', changedSince);
  }
  await requireSomebodyAble(deps, organisationId, queue.settings);
  await tx.queues.assignSite(siteId, queueId);
}

/** Whatever the order of keys: Postgres has one of its own. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other;
  }
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return left.size === right.size && [...left].every(([key, value]) => isSame(value, right.get(key)));
}

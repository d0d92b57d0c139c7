import type { AccountDeps } from '../accounts/account-deps.ts';
import { type Actor, requireOrganisation, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { QueueId, SiteId } from '../ids.ts';
import type { QueueBody, QueueView } from '../queues/wire.ts';
import { requireSomebodyAble, viewOf } from '../queues/manage-queues.ts';
import { isWeaker } from '../queues/weaker.ts';
import { transact } from '../transact.ts';
import { takeEffect } from './take-effect.ts';
import { propose } from './propose.ts';

/** Whether a change holds from now on, or waits for a second person. */
export type Effect = 'now' | 'proposed';

type Said = { nobodyElse?: true | undefined };

const permission = 'queue:manage';

/**
 * Name and every setting. Calls that wait are served by the new settings as soon as they hold: at once, unless something
 * of them is weaker for safety; that is proposed, and a second person confirms it. Throws `conflict` when the
 * organisation has a queue of that name, nobody could answer its calls or a proposal for it is open, and
 * `reason-needed` when nobody else could confirm it and that has not been said.
 */
export async function changeQueue(
  deps: AccountDeps,
  actor: Actor,
  { queueId, name, settings, nobodyElse }: QueueBody & Said & { queueId: QueueId },
): Promise<{ queue: QueueView; effect: Effect }> {
  const person = requirePerson(actor, permission);
  return transact(deps, async (tx) => {
    const queue = await tx.queues.lock(queueId);
    if (queue === undefined) {
      throw new DomainError('not-found', 'no such queue');
    }
    const { organisationId } = queue;
    requireOrganisation(person, organisationId, 'queue');
    await requireSomebodyAble(deps, organisationId, settings);
    const before = { name: queue.name, settings: queue.settings };
    const change = { kind: 'settings', queueId, before, after: { name, settings } } as const;
    if (!isWeaker(queue.settings, settings)) {
      await takeEffect(deps, tx, { actor: person, organisationId, change });
      return { queue: viewOf({ ...queue, name, settings }), effect: 'now' };
    }
    const effect = await propose(deps, tx, { person, organisationId, change, nobodyElse });
    return { queue: viewOf(effect === 'now' ? { ...queue, name, settings } : queue), effect };
  });
}

/** Where the calls of a site go from now on, once a second person has confirmed it; one that waits stays where it is. */
export async function assignSite(
  deps: AccountDeps,
  actor: Actor,
  { siteId, queueId, nobodyElse }: Said & { siteId: SiteId; queueId: QueueId },
): Promise<{ effect: Effect }> {
  const person = requirePerson(actor, permission);
  return transact(deps, async (tx) => {
    const site = await tx.queues.lockSite(siteId);
    if (site === undefined) {
      throw new DomainError('not-found', 'no such site');
    }
    const { organisationId } = site;
    requireOrganisation(person, organisationId, 'site');
    const queue = await tx.queues.find(queueId);
    if (queue?.organisationId !== organisationId) {
      throw new DomainError('invalid', 'queueId: not a queue of this organisation');
    }
    if (queueId === site.queueId) {
      throw new DomainError('conflict', 'the calls of this site go into that queue already');
    }
    await requireSomebodyAble(deps, organisationId, queue.settings);
    const change = { kind: 'site', siteId, fromQueueId: site.queueId, queueId } as const;
    return { effect: await propose(deps, tx, { person, organisationId, change, nobodyElse }) };
  });
}

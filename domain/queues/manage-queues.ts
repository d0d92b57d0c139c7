import type { AccountDeps } from '../accounts/account-deps.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';
import { type Actor, auditActor, requireOrganisation, requirePermission } from '../actors.ts';
import { type AuditAction, type AuditEntry, auditEntry } from '../audit.ts';
import type { QueueBody, QueueView } from './wire.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, QueueId, SiteId } from '../ids.ts';
import { transact } from '../transact.ts';
import { defaultQueueSettings, type Queue, type QueueSettings } from './queue.ts';

const permission = 'queue:manage';

type SiteQueue = { siteId: SiteId; siteName: string; queueId: QueueId };

/** The queues, and into which of them each site calls. */
export async function listQueues(
  deps: AccountDeps,
  actor: Actor,
  { organisationId }: { organisationId: OrganisationId },
): Promise<{ queues: QueueView[]; sites: SiteQueue[] }> {
  await requireKnownOrganisation(deps, actor, { permission, organisationId });
  const { reads } = deps.store;
  const [queues, assigned, sites] = await Promise.all([
    reads.listQueues(organisationId),
    reads.listSiteQueues(organisationId),
    reads.listSites(organisationId),
  ]);
  const queueOf = new Map(assigned.map(({ siteId, queueId }) => [siteId, queueId]));
  return {
    queues: queues.map(viewOf),
    sites: sites.flatMap(({ siteId, name }) => {
      const queueId = queueOf.get(siteId);
      return queueId === undefined ? [] : [{ siteId, siteName: name, queueId }];
    }),
  };
}

/** Throws `conflict` when the organisation has a queue of that name, or nobody who could answer its calls. */
export async function addQueue(
  deps: AccountDeps,
  actor: Actor,
  input: { organisationId: OrganisationId; name: string; settings?: QueueSettings | undefined },
): Promise<QueueView> {
  const { organisationId, name, settings = defaultQueueSettings } = input;
  await requireKnownOrganisation(deps, actor, { permission, organisationId });
  await requireSomebodyAble(deps, organisationId, settings);
  const queue: Queue = { id: deps.newId() as QueueId, organisationId, name, settings };
  await transact(deps, async (tx) => {
    await tx.queues.add(queue);
    await tx.audit([queueEntry(actor, queue, 'queue.added')]);
    tx.boardChanged(organisationId);
  });
  return viewOf(queue);
}

/** Name and every setting. Calls that wait are served by the new settings from now on. Throws `conflict` likewise. */
export async function changeQueue(
  deps: AccountDeps,
  actor: Actor,
  { queueId, name, settings }: QueueBody & { queueId: QueueId },
): Promise<QueueView> {
  requirePermission(actor, permission);
  const changed = await transact(deps, async (tx) => {
    const queue = await tx.queues.find(queueId);
    if (queue === undefined) {
      throw new DomainError('not-found', 'no such queue');
    }
    requireOrganisation(actor, queue.organisationId, 'queue');
    await requireSomebodyAble(deps, queue.organisationId, settings);
    await tx.queues.change(queueId, { name, settings });
    await tx.audit([queueEntry(actor, queue, 'queue.changed')]);
    tx.boardChanged(queue.organisationId);
    return { ...queue, name, settings };
  });
  return viewOf(changed);
}

/** Where the calls of a site go from now on; one that waits stays where it is. */
export async function assignSite(
  deps: AccountDeps,
  actor: Actor,
  { siteId, queueId }: { siteId: SiteId; queueId: QueueId },
): Promise<void> {
  requirePermission(actor, permission);
  const site = await deps.store.reads.getSite(siteId);
  requireOrganisation(actor, site.organisationId, 'site');
  await deps.store.transact(async (tx) => {
    const queue = await tx.queues.find(queueId);
    if (queue?.organisationId !== site.organisationId) {
      throw new DomainError('invalid', 'queueId: not a queue of this organisation');
    }
    await tx.queues.assignSite(siteId, queueId);
    await tx.audit([
      {
        actor: auditActor(actor),
        organisationId: site.organisationId,
        action: 'site.queue-set',
        subject: { kind: 'site', id: siteId },
        detail: { queueId },
      },
    ]);
  });
}

/** Required skills are never relaxed: a queue for which nobody has all of them would ring at nobody. */
async function requireSomebodyAble(
  { store: { reads } }: Pick<AccountDeps, 'store'>,
  organisationId: OrganisationId,
  { requiredSkills }: QueueSettings,
): Promise<void> {
  if (requiredSkills.length === 0) return;
  const [people, profiles] = await Promise.all([
    reads.listPeople(organisationId),
    reads.listProfiles(organisationId),
  ]);
  const able = profiles.filter(({ skills }) => requiredSkills.every((skill) => skills.includes(skill)));
  const ids = new Set(able.map(({ personId }) => personId));
  const answers = people.some(
    ({ personId, roles, disabledAt }) =>
      disabledAt === null && roles.includes('clinician') && ids.has(personId),
  );
  if (!answers) {
    throw new DomainError(
      'conflict',
      'no clinician has all of the required skills, so nobody could answer: give them to somebody first',
    );
  }
}

function queueEntry(actor: Actor, { id, organisationId }: Queue, action: AuditAction): AuditEntry {
  return auditEntry(auditActor(actor), { action, about: { kind: 'queue', id, organisationId } });
}

function viewOf({ id, name, settings }: Queue): QueueView {
  return { queueId: id, name, settings };
}

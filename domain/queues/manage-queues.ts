import type { AccountDeps } from '../accounts/account-deps.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';
import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import type { QueueView } from './wire.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, QueueId, SiteId } from '../ids.ts';
import { transact } from '../transact.ts';
import { defaultQueueSettings, type Queue, type QueueSettings } from './queue.ts';
import { settingsDetail } from './weaker.ts';

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
    await tx.audit([
      auditEntry(auditActor(actor), {
        action: 'queue.added',
        about: { kind: 'queue', id: queue.id, organisationId },
        detail: settingsDetail(settings),
      }),
    ]);
    tx.boardChanged(organisationId);
  });
  return viewOf(queue);
}

/** Required skills are never relaxed: a queue for which nobody has all of them would ring at nobody. */
export async function requireSomebodyAble(
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

export function viewOf({ id, name, settings }: Queue): QueueView {
  return { queueId: id, name, settings };
}

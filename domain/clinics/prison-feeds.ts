import { type Actor, auditActor, requireOrganisation, requirePermission, requirePerson } from '../actors.ts';
import { type AuditAction, type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PrisonFeedId, SiteId } from '../ids.ts';
import type { Deps, Secrets } from '../ports.ts';
import type { PrisonFeed } from './person-move-port.ts';
import type { PrisonFeedView } from './person-move-wire.ts';

/** The systems that may tell where people in prison are, for who keeps the prisons. */
export async function listPrisonFeeds(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { organisationId }: { organisationId: OrganisationId },
): Promise<PrisonFeedView[]> {
  requirePermission(actor, 'site:manage');
  requireOrganisation(actor, organisationId, 'organisation');
  return store.reads.listFeeds(organisationId);
}

/** Lets a system tell where people are, for the prisons that are named and no others. Its secret is answered here, and never again. */
export async function addPrisonFeed(
  deps: Pick<Deps, 'store' | 'newId'> & { secrets: Pick<Secrets, 'token'> },
  actor: Actor,
  {
    organisationId,
    name,
    siteIds: given,
  }: { organisationId: OrganisationId; name: string; siteIds: readonly SiteId[] },
): Promise<{ feed: PrisonFeedView; secret: string }> {
  const person = requirePerson(actor, 'site:manage');
  requireOrganisation(actor, organisationId, 'organisation');
  const siteIds = [...new Set(given)];
  const prisons = (await deps.store.reads.listSites(organisationId)).filter(({ kind }) => kind === 'prison');
  if (!siteIds.every((siteId) => prisons.some((prison) => prison.siteId === siteId))) {
    throw new DomainError('not-found', 'no such prison');
  }
  const id = deps.newId() as PrisonFeedId;
  const secret = deps.secrets.token();
  const feed: PrisonFeed = { id, organisationId, name, siteIds, secret, revokedAt: null };
  await deps.store.transact(async (tx) => {
    await tx.personMoves.addFeed(feed, person.personId);
    await tx.audit([feedEntry(actor, feed, 'feed.added')]);
  });
  const feeds = await deps.store.reads.listFeeds(organisationId);
  const view = feeds.find(({ feedId }) => feedId === id);
  if (view === undefined) {
    throw new DomainError('not-found', 'no such feed');
  }
  return { feed: view, secret };
}

/** Takes nothing more from a system; one that is revoked stays so. */
export async function revokePrisonFeed(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { feedId }: { feedId: PrisonFeedId },
): Promise<void> {
  const person = requirePerson(actor, 'site:manage');
  await store.transact(async (tx) => {
    const feed = await tx.personMoves.lockFeed(feedId);
    if (feed === undefined) {
      throw new DomainError('not-found', 'no such feed');
    }
    requireOrganisation(actor, feed.organisationId, 'feed');
    if (feed.revokedAt !== null) return;
    await tx.personMoves.revokeFeed(feedId, person.personId);
    await tx.audit([feedEntry(actor, feed, 'feed.revoked')]);
  });
}

function feedEntry(
  actor: Actor,
  { id, organisationId }: PrisonFeed,
  action: Extract<AuditAction, `feed.${string}`>,
): AuditEntry {
  return auditEntry(auditActor(actor), { action, about: { kind: 'prison-feed', id, organisationId } });
}

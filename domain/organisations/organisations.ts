import {
  type Actor,
  auditActor,
  type Permission,
  requireOrganisation,
  requirePermission,
} from '../actors.ts';
import type { Body, Organisation, Site, Station } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, SiteId } from '../ids.ts';
import type { AccountDeps } from '../accounts/account-deps.ts';
import { readTelephone } from '../telephone.ts';

/** Throws `forbidden` without the permission, `not-found` for an organisation that is another's or nobody's. */
export async function requireKnownOrganisation(
  deps: AccountDeps,
  actor: Actor,
  asked: { permission: Permission; organisationId: OrganisationId },
): Promise<void> {
  requirePermission(actor, asked.permission);
  requireOrganisation(actor, asked.organisationId, 'organisation');
  if (actor.organisationId === asked.organisationId) {
    return;
  }
  const [known] = await deps.store.reads.listOrganisations(asked.organisationId);
  if (known === undefined) {
    throw new DomainError('not-found', 'no such organisation');
  }
}

/** The organisations one may administer: the own one, or all for a platform administrator. */
export function listOrganisations(deps: AccountDeps, actor: Actor): Promise<Organisation[]> {
  requirePermission(actor, 'organisation:read');
  const all = actor.kind === 'person' && actor.roles.includes('platform-administrator');
  return deps.store.reads.listOrganisations(all ? null : actor.organisationId);
}

export function addOrganisation(
  deps: AccountDeps,
  actor: Actor,
  input: Body<'addOrganisation'>,
): Promise<Organisation> {
  requirePermission(actor, 'organisation:manage');
  const id = deps.newId() as OrganisationId;
  return deps.store.transact(async (tx) => {
    const added = await tx.accounts.addOrganisation({ id, name: input.name });
    await tx.audit([
      {
        actor: auditActor(actor),
        organisationId: id,
        action: 'organisation.added',
        subject: { kind: 'organisation', id },
      },
    ]);
    return added;
  });
}

/** Where media of its visits must stay, from the next room on. */
export function setOrganisationRegion(
  deps: AccountDeps,
  actor: Actor,
  { organisationId, region }: Body<'setOrganisationRegion'> & { organisationId: OrganisationId },
): Promise<Organisation> {
  requirePermission(actor, 'organisation:manage');
  return deps.store.transact(async (tx) => {
    const organisation = await tx.accounts.setOrganisationRegion(organisationId, region);
    await tx.audit([
      {
        actor: auditActor(actor),
        organisationId,
        action: 'organisation.region-set',
        subject: { kind: 'organisation', id: organisationId },
        detail: { region },
      },
    ]);
    return organisation;
  });
}

export async function listSites(
  deps: AccountDeps,
  actor: Actor,
  input: { organisationId: OrganisationId },
): Promise<(Site & { stations: Station[] })[]> {
  await requireKnownOrganisation(deps, actor, { permission: 'organisation:read', ...input });
  return deps.store.reads.listSites(input.organisationId);
}

export async function addSite(
  deps: AccountDeps,
  actor: Actor,
  input: Body<'addSite'> & { organisationId: OrganisationId },
): Promise<Site> {
  const { organisationId, ...described } = input;
  await requireKnownOrganisation(deps, actor, { permission: 'site:manage', organisationId });
  if (described.establishment !== undefined && described.kind !== 'prison') {
    throw new DomainError('invalid', 'establishment: only a prison has one');
  }
  const phone = readTelephone(deps, 'phone', described.phone);
  const id = deps.newId() as SiteId;
  return deps.store.transact(async (tx) => {
    const added = await tx.accounts.addSite({ siteId: id, organisationId, ...described, phone });
    await tx.audit([
      {
        actor: auditActor(actor),
        organisationId,
        action: 'site.added',
        subject: { kind: 'site', id },
        detail: { kind: described.kind },
      },
    ]);
    return added;
  });
}

/** Throws `conflict` when it asks for a relay and the service has none: media would get nowhere. */
export async function setSiteMediaPath(
  deps: AccountDeps,
  actor: Actor,
  { siteId, iceTransportPolicy }: Body<'setSiteMediaPath'> & { siteId: SiteId },
): Promise<Site> {
  requirePermission(actor, 'site:manage');
  const { organisationId } = await deps.store.reads.getSite(siteId);
  requireOrganisation(actor, organisationId, 'site');
  if (iceTransportPolicy === 'relay' && !deps.relays.available) {
    throw new DomainError(
      'conflict',
      'This service has no TURN relay, so nothing could go over one. It has to be set up first.',
    );
  }
  return deps.store.transact(async (tx) => {
    const site = await tx.accounts.setSiteMediaPath(siteId, iceTransportPolicy);
    await tx.audit([
      {
        actor: auditActor(actor),
        organisationId,
        action: 'site.media-path-set',
        subject: { kind: 'site', id: siteId },
        detail: { iceTransportPolicy },
      },
    ]);
    return site;
  });
}

/** Says which prison of the public register a site is; null for none. */
export async function setEstablishment(
  deps: AccountDeps,
  actor: Actor,
  { siteId, establishment }: Body<'setEstablishment'> & { siteId: SiteId },
): Promise<Site> {
  requirePermission(actor, 'site:manage');
  const { organisationId, kind } = await deps.store.reads.getSite(siteId);
  requireOrganisation(actor, organisationId, 'site');
  if (kind !== 'prison') {
    throw new DomainError('invalid', 'establishment: only a prison has one');
  }
  return deps.store.transact(async (tx) => {
    const site = await tx.accounts.setEstablishment(siteId, establishment);
    await tx.audit([
      {
        actor: auditActor(actor),
        organisationId,
        action: 'site.establishment-set',
        subject: { kind: 'site', id: siteId },
        detail: { establishment },
      },
    ]);
    return site;
  });
}

import { type Actor, auditActor, may, requireOrganisation, requirePermission } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import type { Site, Station } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PersonId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { transact } from '../transact.ts';
import { readTelephone } from '../telephone.ts';
import { sees, sightOf } from './clinic-access.ts';
import type { PrisonDay } from './clinic.ts';
import { dropNotSetUp } from './not-set-up.ts';
import type { PrisonDayBody } from './wire.ts';

type PrisonDayView = PrisonDayBody & { siteId: SiteId };

/** When and how patients of a prison can be brought to a clinic. Throws `not-found` until somebody has said it. */
export async function readPrisonDay(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { siteId }: { siteId: SiteId },
): Promise<PrisonDayView> {
  const unknown = new DomainError('not-found', 'nobody has said when patients of this prison can be brought');
  const administers = may(actor, 'site:manage');
  const sight = await sightOf(deps, actor, administers ? 'site:manage' : 'clinic:read');
  const { organisationId } = await deps.store.reads.getSite(siteId);
  requireOrganisation(actor, organisationId, 'site');
  // Whoever works in prisons sees theirs only.
  const bound = !administers && may(actor, 'patient:manage');
  if (bound && !sees(sight, { organisationId, siteId })) throw unknown;
  const prison = await deps.store.reads.findPrisonDay(siteId);
  if (prison === undefined) throw unknown;
  return prisonDayViewOf(prison);
}

/** Says when and how patients of a prison can be brought, and which of its stations are meant for clinics (A16). */
export async function setPrisonDay(
  deps: Pick<Deps, 'store' | 'facts' | 'telephones'>,
  actor: Actor,
  { siteId, ...body }: PrisonDayBody & { siteId: SiteId },
): Promise<PrisonDayView> {
  requirePermission(actor, 'site:manage');
  const { reads } = deps.store;
  const { organisationId } = await reads.getSite(siteId);
  requireOrganisation(actor, organisationId, 'site');
  const sites = await reads.listSites(organisationId);
  const prisonSite = requirePrison(sites.find((one) => one.siteId === siteId));
  requireWindows(body.regime);
  const stationIds = [...new Set(body.stationIds)];
  requireStations(prisonSite, stationIds);
  const interpreterPhone = readTelephone(deps, 'interpreterPhone', body.interpreterPhone ?? null);
  const prison: PrisonDay = { ...body, siteId, stationIds, interpreterPhone };
  await transact(deps, async (tx) => {
    await tx.clinics.setPrisonDay(prison);
    if (stationIds.length > 0) await dropNotSetUp(tx, { siteId, organisationId });
    const { leadMinutes, moveBackMinutes, escortPlaces, regime } = body;
    await tx.audit([
      auditEntry(auditActor(actor), {
        action: 'prison-day.set',
        about: { kind: 'site', id: siteId, organisationId },
        detail: {
          leadMinutes,
          moveBackMinutes,
          escortPlaces,
          windows: regime.length,
          stations: stationIds.length,
        },
      }),
    ]);
  });
  return prisonDayViewOf(prison);
}

/** In which prisons somebody works. */
export async function readPersonSites(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { personId }: { personId: PersonId },
): Promise<SiteId[]> {
  requirePermission(actor, 'person:manage');
  const { organisationId } = await store.reads.getPerson(personId);
  requireOrganisation(actor, organisationId, 'person');
  return store.reads.listPersonSites(personId);
}

/** Says in which prisons somebody works: they see the patients of these and of no others, from the next request on. */
export async function setPersonSites(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { personId, siteIds: given }: { personId: PersonId; siteIds: readonly SiteId[] },
): Promise<void> {
  requirePermission(actor, 'person:manage');
  const siteIds = [...new Set(given)];
  const { organisationId } = await store.reads.getPerson(personId);
  requireOrganisation(actor, organisationId, 'person');
  const sites = await store.reads.listSites(organisationId);
  if (!siteIds.every((id) => sites.some(({ siteId, kind }) => siteId === id && kind === 'prison'))) {
    throw new DomainError('invalid', 'siteIds: not prisons of this organisation');
  }
  await store.transact((tx) => writePersonSites(tx, actor, { personId, organisationId, siteIds }));
}

async function writePersonSites(
  tx: Transaction,
  actor: Actor,
  {
    personId,
    organisationId,
    siteIds,
  }: { personId: PersonId; organisationId: OrganisationId; siteIds: readonly SiteId[] },
): Promise<void> {
  // Two who set them at once do it one after the other.
  await tx.accounts.lockPerson(personId);
  await tx.clinics.setPersonSites(personId, siteIds);
  await tx.audit([
    auditEntry(auditActor(actor), {
      action: 'person.sites-set',
      about: { kind: 'person', id: personId, organisationId },
      detail: { siteIds: siteIds.join(' ') },
    }),
  ]);
}

function requirePrison<T extends Site>(site: T | undefined): T {
  if (site?.kind !== 'prison') {
    throw new DomainError('invalid', 'siteId: not a prison');
  }
  return site;
}

function requireWindows(regime: PrisonDayBody['regime']): void {
  const wrong = regime.findIndex(({ from, to }) => from >= to);
  if (wrong >= 0) {
    throw new DomainError('invalid', `regime.${String(wrong)}.to: must be later than from`);
  }
}

function requireStations(
  { stations }: { stations: readonly Station[] },
  stationIds: PrisonDayBody['stationIds'],
): void {
  const able = new Set(
    stations.filter(({ revokedAt }) => revokedAt === null).map(({ stationId }) => stationId),
  );
  if (!stationIds.every((id) => able.has(id))) {
    throw new DomainError('invalid', 'stationIds: not stations of this prison');
  }
}

function prisonDayViewOf(prison: PrisonDay): PrisonDayView {
  return {
    siteId: prison.siteId,
    leadMinutes: prison.leadMinutes,
    moveBackMinutes: prison.moveBackMinutes,
    regime: prison.regime.map(({ weekday, from, to }) => ({ weekday, from, to })),
    escortPlaces: prison.escortPlaces,
    stationIds: [...prison.stationIds],
    ...(typeof prison.interpreterPhone === 'string' && { interpreterPhone: prison.interpreterPhone }),
  };
}

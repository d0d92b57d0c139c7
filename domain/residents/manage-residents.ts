import { type Actor, auditActor, may } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { rescoreObservations } from '../calls/standing-observations.ts';
import { type Sight, sightOf } from '../clinics/clinic-access.ts';
import { idOfNew } from '../clinics/id-of-new.ts';
import type { Site } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { PatientId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { transact } from '../transact.ts';
import { residentViewOf } from './list-residents.ts';
import { likeSomebody } from './possible-duplicates.ts';
import type { ScaleTwo, StoredResident } from './resident-port.ts';
import type { ManagedResidentView, ResidentBody, ResidentSaved } from './wire.ts';

type Keeping = Pick<Deps, 'store'>;
type Managing = Sight & { readonly sites: readonly Site[] };

/** Who lives at a site, for whoever keeps its list. */
export async function listResidents(
  deps: Keeping,
  actor: Actor,
  { siteId }: { siteId: SiteId },
): Promise<{ residents: ManagedResidentView[] }> {
  const managing = await managingOf(deps, actor);
  const { organisationId } = requireKept(managing, siteId);
  const residents = await deps.store.reads.listResidents([siteId]);
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(actor), {
        action: 'residents.read',
        about: { kind: 'site', id: siteId, organisationId },
        detail: { count: residents.length },
      }),
    ]),
  );
  return { residents: residents.map(managedViewOf) };
}

/** Adds a resident of a care home, unless somebody there may be the same person and nobody has looked. */
export async function addResident(
  deps: Keeping & Pick<Deps, 'newId'>,
  actor: Actor,
  { siteId, areOthers, room, ...said }: ResidentBody & { siteId: SiteId },
): Promise<ResidentSaved> {
  const managing = await managingOf(deps, actor);
  const site = requireCareHome(requireKept(managing, siteId));
  const possibleDuplicates = await duplicatesOf(deps, managing, { ...said, areOthers });
  if (possibleDuplicates.length > 0) return { resident: null, possibleDuplicates };
  const { organisationId } = site;
  const patientId = await deps.store.transact(async (tx) => {
    requireBorn(said.dateOfBirth, tx.now);
    const id = await idOfNew(deps, tx, { ...said, organisationId });
    await tx.clinics.addPatient({ ...said, room, id, organisationId, siteId, prisonNumber: null });
    await tx.audit([
      residentEntry(actor, { patientId: id, organisationId }, 'patient.added', { siteId, expected: false }),
    ]);
    return id;
  });
  const kept = { ...said, patientId, organisationId, siteId, place: room };
  const fresh = { scaleTwo: null, scale: 1, movedOutAt: null } as const;
  return { resident: managedViewOf({ ...kept, ...fresh }), possibleDuplicates: [] };
}

/** Corrects who a resident is. The trail says which fields, and never what was or is in them. */
export async function amendResident(
  deps: Keeping,
  actor: Actor,
  { patientId, areOthers, room, ...said }: ResidentBody & { patientId: PatientId },
): Promise<ResidentSaved> {
  const managing = await managingOf(deps, actor);
  const seen = requireResident(managing, await deps.store.reads.findResident(patientId));
  const possibleDuplicates = await duplicatesOf(deps, managing, {
    ...said,
    areOthers: [...areOthers, patientId],
    known: seen,
  });
  if (possibleDuplicates.length > 0) return { resident: null, possibleDuplicates };
  const after = await deps.store.transact(async (tx) => {
    const before = await lockKept(tx, managing, patientId);
    requireBorn(said.dateOfBirth, tx.now);
    await tx.residents.amendResident(patientId, { ...said, room });
    const changed = { ...before, ...said, place: room };
    const fields = (['name', 'dateOfBirth', 'nhsNumber', 'place'] as const).filter(
      (field) => before[field] !== changed[field],
    );
    await tx.audit([residentEntry(actor, before, 'resident.amended', { fields: fields.join(' ') })]);
    return changed;
  });
  return { resident: managedViewOf(after), possibleDuplicates: [] };
}

/** The resident lives there no more. Idempotent. */
export function moveResidentOut(deps: Keeping, actor: Actor, of: { patientId: PatientId }): Promise<void> {
  return setMoved(deps, actor, { ...of, out: true });
}

/** The resident lives there again. Idempotent. */
export function moveResidentIn(deps: Keeping, actor: Actor, of: { patientId: PatientId }): Promise<void> {
  return setMoved(deps, actor, { ...of, out: false });
}

/**
 * Records who has prescribed scale 2 and why, or that nobody has. What stands of the open calls about them is scored anew, so that
 * a scale that was wrong hides nobody who is ill (HAZ-38).
 */
export async function setOxygenScale(
  deps: Deps,
  actor: Actor,
  { patientId, scaleTwo }: { patientId: PatientId; scaleTwo: ScaleTwo | null },
): Promise<void> {
  const managing = await managingOf(deps, actor);
  requireResident(managing, await deps.store.reads.findResident(patientId));
  await transact(deps, async (tx) => {
    // As whoever records on a call does: the call first, then the resident.
    await tx.calls.lockOpenAbout(patientId);
    const before = await lockKept(tx, managing, patientId);
    const by = managing.person.personId;
    await tx.residents.setScaleTwo(patientId, scaleTwo && { ...scaleTwo, by, at: tx.now });
    const scale = scaleTwo === null ? 1 : 2;
    await tx.audit([residentEntry(actor, before, 'resident.scale-set', { scale })]);
    // Again: a call may have become about them before their row was locked.
    const calls = await tx.calls.lockOpenAbout(patientId);
    await rescoreObservations(deps, tx, { calls, scale, by: auditActor(actor) });
  });
}

async function setMoved(
  deps: Keeping,
  actor: Actor,
  { patientId, out }: { patientId: PatientId; out: boolean },
): Promise<void> {
  const managing = await managingOf(deps, actor);
  await deps.store.transact(async (tx) => {
    const before = await lockKept(tx, managing, patientId);
    if ((before.movedOutAt !== null) === out) return;
    await tx.residents.setMovedOut(patientId, out ? tx.now : null);
    await tx.audit([residentEntry(actor, before, out ? 'resident.moved-out' : 'resident.moved-in')]);
  });
}

/** The first line of each. */
async function managingOf(deps: Keeping, actor: Actor): Promise<Managing> {
  const sight = await sightOf(deps, actor, 'resident:manage');
  const sites = await deps.store.reads.listSites(sight.person.organisationId);
  return { ...sight, sites: sites.filter((site) => keeps(sight, site)) };
}

/** Those of a care home are kept by its organisation’s clerks and administrators, those of a prison by whoever works in it. */
function keeps({ person, everything, siteIds }: Sight, { siteId, kind }: Site): boolean {
  if (kind === 'prison') return siteIds.includes(siteId);
  return kind === 'care-home' && (everything || may(person, 'site:manage'));
}

function requireKept({ sites }: Managing, siteId: SiteId): Site {
  const site = sites.find((one) => one.siteId === siteId);
  if (site === undefined) throw new DomainError('not-found', 'no such site');
  return site;
}

/** Who comes into a prison and leaves it is told by the prison. */
function requireCareHome(site: Site): Site {
  if (site.kind !== 'care-home') {
    throw new DomainError('invalid', 'siteId: only residents of a care home are added here');
  }
  return site;
}

function requireResident(managing: Managing, found: StoredResident | undefined): StoredResident {
  const site = managing.sites.find(({ siteId }) => siteId === found?.siteId);
  if (found === undefined || site === undefined) throw new DomainError('not-found', 'no such resident');
  requireCareHome(site);
  return found;
}

async function lockKept(tx: Transaction, managing: Managing, patientId: PatientId): Promise<StoredResident> {
  return requireResident(managing, await tx.residents.lockResident(patientId));
}

function requireBorn(dateOfBirth: string, now: Date): void {
  if (dateOfBirth > wallDateOf(now)) throw new DomainError('invalid', 'dateOfBirth: it is in the future');
}

type Said = Pick<ResidentBody, 'name' | 'dateOfBirth' | 'nhsNumber' | 'areOthers'> & {
  /** As the resident stands who is amended: who was like them before is not asked about again. */
  known?: StoredResident;
};

async function duplicatesOf(
  deps: Keeping,
  { sites }: Managing,
  { areOthers, known, ...said }: Said,
): Promise<ManagedResidentView[]> {
  const all = await deps.store.reads.listResidents(sites.map(({ siteId }) => siteId));
  return all
    .filter((one) => !areOthers.includes(one.patientId) && likeSomebody(one, said))
    .filter((one) => known === undefined || !likeSomebody(one, known))
    .map(managedViewOf);
}

function managedViewOf(resident: StoredResident): ManagedResidentView {
  const { siteId, scaleTwo, movedOutAt } = resident;
  return {
    ...residentViewOf(resident),
    siteId,
    scaleTwo,
    movedOutAt: movedOutAt?.toISOString() ?? null,
  };
}

function residentEntry(
  actor: Actor,
  { patientId, organisationId }: Pick<StoredResident, 'patientId' | 'organisationId'>,
  action: AuditAction,
  detail: AuditDetail = {},
): AuditEntry {
  return auditEntry(auditActor(actor), {
    action,
    about: { kind: 'patient', id: patientId, organisationId },
    detail,
  });
}

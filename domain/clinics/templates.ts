import { type Actor, auditActor, requirePermission } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import type { Person } from '../contract/rest.ts';
import type { Chore } from '../due-rule.ts';
import { DomainError } from '../errors.ts';
import type { ClinicSessionId, ClinicTemplateId, OrganisationId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { addDays, mondayOf, wallDateOf } from '../rota/wall-clock.ts';
import { requireOwn } from './clinic-access.ts';
import type { ClinicTemplate, KeptPlaces, StoredTemplate } from './clinic.ts';
import { placesOf, requireShares, usualReleaseHours } from './kept-places.ts';
import { plannableSessionsOf, plannedDays, requireHeld, requireUsable, sessionOn } from './session-dates.ts';
import type { TemplateBody, TemplateView } from './wire.ts';

/** When clinics of the organisation are held. */
export async function listClinicTemplates(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { organisationId }: { organisationId: OrganisationId },
): Promise<TemplateView[]> {
  requirePermission(actor, 'clinic:read');
  requireOwn(actor, { organisationId }, 'organisation');
  const [templates, people] = await Promise.all([
    store.reads.listTemplates(organisationId),
    store.reads.listPeople(organisationId),
  ]);
  return templates.map((template) => templateViewOf(template, { people, templates }));
}

/**
 * Says when a clinic is held, and plans its sessions of the next twelve weeks. Throws `invalid` when a time does not
 * exist on one of the days of the next year, or happens twice (A20), when no appointment fits in, and when it is never held.
 */
export async function addClinicTemplate(
  deps: Deps,
  actor: Actor,
  {
    organisationId,
    shares = [],
    releaseHours = usualReleaseHours,
    ...body
  }: TemplateBody & { organisationId: OrganisationId },
): Promise<TemplateView & { planned: number }> {
  requirePermission(actor, 'clinic:manage');
  requireOwn(actor, { organisationId }, 'organisation');
  const kept = { shares, releaseHours };
  const template: ClinicTemplate = { ...body, id: deps.newId() as ClinicTemplateId, organisationId, kept };
  requireUsable(template);
  await requireSharesOf(deps, template, kept);
  const people = await deps.store.reads.listPeople(organisationId);
  if (!hasClinician(template, people)) {
    throw new DomainError('invalid', 'clinicianId: not a clinician of this organisation');
  }
  return deps.store.transact(async (tx) => {
    requireHeld(template, tx.now);
    const stored = { ...template, version: 1, seriesId: template.id };
    await tx.clinics.addTemplate(stored);
    const planned = await planIn(deps, tx, stored);
    await tx.audit([
      auditEntry(auditActor(actor), {
        action: 'template.added',
        about: { kind: 'clinic-template', id: template.id, organisationId },
        detail: { clinicianId: template.clinicianId, planned },
      }),
    ]);
    return { ...templateViewOf(stored, { people, templates: [] }), planned };
  });
}

/** Of a clinic whose hours are not the same every week, because the clock changes, its first day is taken. */
export async function requireSharesOf(
  { store, newId }: Pick<Deps, 'store' | 'newId'>,
  template: ClinicTemplate,
  kept: KeptPlaces,
): Promise<void> {
  if (kept.shares.length === 0) return;
  const sites = await store.reads.listSites(template.organisationId);
  const prisons = sites.filter(({ kind }) => kind === 'prison').map(({ siteId }) => siteId);
  const session = sessionOn(template, { date: template.validFrom, id: newId() as ClinicSessionId });
  requireShares(kept, { places: placesOf(session), prisons });
}

/**
 * Plans the sessions that have come into the next twelve weeks since they were last planned: those that are there
 * already stay as they are. Of a clinician who holds none any more, no further ones are planned.
 */
async function planSessions(deps: Deps): Promise<void> {
  for (const { organisationId } of await deps.store.reads.listOrganisations(null)) {
    const [templates, people] = await Promise.all([
      deps.store.reads.listTemplates(organisationId),
      deps.store.reads.listPeople(organisationId),
    ]);
    for (const template of templates) {
      if (hasClinician(template, people)) await tryToPlan(deps, template);
    }
  }
}

/**
 * Plans the sessions of the next twelve weeks, of a template whose row is held; answers how many are new. In a week in which
 * something is left over of the times that it had before, nothing is planned beside that.
 */
export async function planIn(
  { newId }: Pick<Deps, 'newId'>,
  tx: Transaction,
  template: StoredTemplate,
): Promise<number> {
  const weeks = new Set((await tx.clinics.listDaysLeftOver(template)).map(mondayOf));
  const sessions = plannableSessionsOf(template, { ...plannedSpan(tx.now), newId });
  const free = sessions.filter(({ date }) => !weeks.has(mondayOf(date)));
  return (await tx.clinics.addSessions(free)).length;
}

/** One clinic that cannot be planned must not keep the others from it; one that has been ended meanwhile is planned no more. */
async function tryToPlan(deps: Deps, { id, organisationId }: ClinicTemplate): Promise<void> {
  try {
    await deps.store.transact(async (tx) => {
      const template = await tx.clinics.lockTemplate(id);
      const planned = template === undefined ? 0 : await planIn(deps, tx, template);
      if (planned === 0) return;
      await tx.audit([
        auditEntry(
          { kind: 'system' },
          {
            action: 'session.planned',
            about: { kind: 'clinic-template', id, organisationId },
            detail: { planned },
          },
        ),
      ]);
    });
  } catch (error) {
    deps.log.error('the next sessions of a clinic could not be planned; it is tried again', error, {
      organisationId,
    });
  }
}

/** Keeps the sessions planned ahead. */
export const planningChore: Chore = {
  name: 'plan-sessions',
  everyMs: 6 * 3_600_000,
  run: planSessions,
};

function plannedSpan(now: Date): { from: string; to: string } {
  const from = wallDateOf(now);
  return { from, to: addDays(from, plannedDays - 1) };
}

function hasClinician({ clinicianId }: ClinicTemplate, people: readonly Person[]): boolean {
  return people.some(
    ({ personId, roles, disabledAt }) =>
      personId === clinicianId && disabledAt === null && roles.includes('clinician'),
  );
}

/** A template as it is shown; `templates` are those of its organisation, or none where nothing follows it. */
export function templateViewOf(
  template: StoredTemplate,
  { people, templates }: { people: readonly Person[]; templates: readonly StoredTemplate[] },
): TemplateView {
  const { clinicianId } = template;
  return {
    templateId: template.id,
    service: template.service,
    clinicianId,
    clinicianName: people.find(({ personId }) => personId === clinicianId)?.name ?? '',
    weekday: template.weekday,
    everyWeeks: template.everyWeeks,
    startsAtClock: template.startsAtClock,
    endsAtClock: template.endsAtClock,
    preMinutes: template.preMinutes,
    mainMinutes: template.mainMinutes,
    debriefMinutes: template.debriefMinutes,
    capacity: template.capacity,
    validFrom: template.validFrom,
    validTo: template.validTo,
    shares: [...(template.kept?.shares ?? [])],
    releaseHours: template.kept?.releaseHours ?? usualReleaseHours,
    version: template.version,
    changesOn: nextOf(template, templates)?.validFrom ?? null,
  };
}

/** What follows in its series; one that was replaced before its first day is held on none, and follows nothing. */
export function nextOf(
  { id, seriesId, validFrom }: StoredTemplate,
  templates: readonly StoredTemplate[],
): StoredTemplate | undefined {
  return templates
    .filter((other) => other.seriesId === seriesId && other.id !== id && other.validFrom >= validFrom)
    .filter((other) => other.validTo === null || other.validTo >= other.validFrom)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))[0];
}

import { type Actor, auditActor, requirePermission } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import type { Person } from '../contract/rest.ts';
import type { Chore } from '../due-rule.ts';
import { DomainError } from '../errors.ts';
import type { ClinicSessionId, ClinicTemplateId, OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { addDays, wallDateOf } from '../rota/wall-clock.ts';
import { requireOwn } from './clinic-access.ts';
import type { ClinicTemplate, KeptPlaces } from './clinic.ts';
import { placesOf, requireShares, usualReleaseHours } from './kept-places.ts';
import {
  plannableSessionsOf,
  plannedDays,
  requireHeld,
  requireUsable,
  sessionOn,
  sessionsOf,
} from './session-dates.ts';
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
  return templates.map((template) => templateViewOf(template, people));
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
    const sessions = sessionsOf(template, { ...plannedSpan(tx.now), newId: deps.newId });
    await tx.clinics.addTemplate(template);
    const planned = (await tx.clinics.addSessions(sessions)).length;
    await tx.audit([
      auditEntry(auditActor(actor), {
        action: 'template.added',
        about: { kind: 'clinic-template', id: template.id, organisationId },
        detail: { clinicianId: template.clinicianId, planned },
      }),
    ]);
    return { ...templateViewOf(template, people), planned };
  });
}

/** Of a clinic whose hours are not the same every week, because the clock changes, its first day is taken. */
async function requireSharesOf(
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

/** One clinic that cannot be planned must not keep the others from it. */
async function tryToPlan(deps: Deps, template: ClinicTemplate): Promise<void> {
  const { id, organisationId } = template;
  try {
    await deps.store.transact(async (tx) => {
      const sessions = plannableSessionsOf(template, { ...plannedSpan(tx.now), newId: deps.newId });
      const planned = (await tx.clinics.addSessions(sessions)).length;
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

function templateViewOf(template: ClinicTemplate, people: readonly Person[]): TemplateView {
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
  };
}

import { type Actor, auditActor, requirePermission } from '../actors.ts';
import { type AuditAction, type AuditDetail, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { ClinicTemplateId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { addDays, daysBetween, mondayOf, wallDateOf } from '../rota/wall-clock.ts';
import { requireOwn } from './clinic-access.ts';
import type { ClinicTemplate, StoredTemplate } from './clinic.ts';
import { requireHeld, requireUsable } from './session-dates.ts';
import { planIn, requireSharesOf, templateViewOf } from './templates.ts';
import type { TemplateChange, TemplateEffects, TemplateView } from './wire.ts';

type OfTemplate = { templateId: ClinicTemplateId; from: string };
type Seen = { version: number };

/** What a change or the end of a regular clinic from that day on would do, and what would stay as it is. */
export async function previewTemplateChange(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { templateId, from }: OfTemplate,
): Promise<TemplateEffects> {
  requirePermission(actor, 'clinic:manage');
  const template = requireOwn(actor, await deps.store.reads.clinicTemplate(templateId), 'clinic');
  requireDay(template, { from, today: wallDateOf(deps.clock.now()) });
  return readEffects(deps, { templateId, from });
}

/**
 * The clinic is held at other times, with other lengths or for other numbers from a day on: what is planned from then on is
 * planned anew, what is published stays as it is, and in its weeks nothing is planned beside it. Throws `conflict` when
 * somebody has changed it meanwhile, `wrong-phase` when other times follow already, and `invalid` like `addClinicTemplate`.
 */
export async function changeClinicTemplate(
  deps: Pick<Deps, 'store' | 'clock' | 'newId'>,
  actor: Actor,
  { templateId, version, from, ...change }: TemplateChange & { templateId: ClinicTemplateId },
): Promise<TemplateView & { planned: number; removed: number; standing: TemplateEffects['standing'] }> {
  requirePermission(actor, 'clinic:manage');
  const seen = requireOwn(actor, await deps.store.reads.clinicTemplate(templateId), 'clinic');
  const after = changedTemplate(seen, { from, change, id: deps.newId() as ClinicTemplateId });
  requireUsable(after);
  await requireSharesOf(deps, after, { shares: change.shares, releaseHours: change.releaseHours });
  const people = await deps.store.reads.listPeople(seen.organisationId);
  const changed = await deps.store.transact(async (tx) => {
    const before = await lockSeen(tx, actor, { templateId, version, from });
    requireHeld(after, tx.now);
    await tx.clinics.endTemplate(templateId, addDays(from, -1));
    const removed = await tx.clinics.removePlannedSessions(templateId, from);
    const stored = { ...after, version: 1, seriesId: before.seriesId };
    await tx.clinics.addTemplate(stored);
    const planned = await planIn(deps, tx, stored);
    const detail = { from, planned, removed, templateId: after.id };
    await tx.audit([templateEntry(actor, before, { action: 'template.changed', detail })]);
    return { ...templateViewOf(stored, { people, templates: [] }), planned, removed };
  });
  const { standing } = await readEffects(deps, { templateId, from });
  return { ...changed, standing };
}

/**
 * The clinic is not held any more from a day on: nothing more is planned, and what is planned from then on and was never
 * published is removed. What is published stays until somebody cancels it. Throws like `changeClinicTemplate`.
 */
export async function endClinicTemplate(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
  { templateId, version, from }: OfTemplate & Seen,
): Promise<{ removed: number; standing: TemplateEffects['standing'] }> {
  requirePermission(actor, 'clinic:manage');
  requireOwn(actor, await deps.store.reads.clinicTemplate(templateId), 'clinic');
  const removed = await deps.store.transact(async (tx) => {
    const before = await lockSeen(tx, actor, { templateId, version, from });
    await tx.clinics.endTemplate(templateId, addDays(from, -1));
    const count = await tx.clinics.removePlannedSessions(templateId, from);
    const detail = { from, removed: count };
    await tx.audit([templateEntry(actor, before, { action: 'template.ended', detail })]);
    return count;
  });
  const { standing } = await readEffects(deps, { templateId, from });
  return { removed, standing };
}

/** The template of the new times, in the same rhythm of weeks as before where that stays. */
export function changedTemplate(
  before: ClinicTemplate,
  {
    from,
    change: { shares, releaseHours, ...change },
    id,
  }: { from: string; change: Omit<TemplateChange, 'version' | 'from'>; id: ClinicTemplateId },
): ClinicTemplate {
  const { everyWeeks, validFrom } = before;
  const weeks = daysBetween(mondayOf(validFrom), mondayOf(from)) / 7;
  const offWeeks = change.everyWeeks === everyWeeks ? weeks % everyWeeks : 0;
  // Weeks are counted from the first day, so that it has to be in one in which the clinic is held.
  const first = offWeeks === 0 ? from : addDays(mondayOf(from), 7 * (everyWeeks - offWeeks));
  return { ...before, ...change, id, validFrom: first, kept: { shares, releaseHours } };
}

async function readEffects(
  { store }: Pick<Deps, 'store'>,
  { templateId, from }: OfTemplate,
): Promise<TemplateEffects> {
  const [planned, standing] = await Promise.all([
    store.reads.countPlannedSessions(templateId, from),
    store.reads.listStandingSessions(templateId, from),
  ]);
  return {
    planned,
    standing: standing.map(({ session, booked }) => ({
      sessionId: session.id,
      date: session.date,
      startsAtClock: session.startsAtClock,
      endsAtClock: session.endsAtClock,
      booked,
    })),
  };
}

/** The last of its series, as the actor has seen it. */
async function lockSeen(
  tx: Transaction,
  actor: Actor,
  { templateId, version, from }: OfTemplate & Seen,
): Promise<StoredTemplate> {
  const template = requireOwn(actor, await tx.clinics.lockTemplate(templateId), 'clinic');
  if (template.version !== version) {
    throw new DomainError('conflict', 'somebody has changed or ended this regular clinic; look at it again');
  }
  if ((await tx.clinics.findNextTemplate(template)) !== undefined) {
    throw new DomainError('wrong-phase', 'other times follow these already: change or end those');
  }
  requireDay(template, { from, today: wallDateOf(tx.now) });
  return template;
}

/** Nothing can be said of days that have passed, nor of those on which it is not held. */
function requireDay(
  { validFrom, validTo }: Pick<ClinicTemplate, 'validFrom' | 'validTo'>,
  { from, today }: { from: string; today: string },
): void {
  if (validTo !== null && (validTo < today || validTo < validFrom)) {
    throw new DomainError('wrong-phase', 'this regular clinic has ended');
  }
  if (from < today) throw new DomainError('invalid', 'from: that day has passed');
  if (from < validFrom) throw new DomainError('invalid', 'from: the clinic is not held before its first day');
  if (validTo !== null && from > validTo) {
    throw new DomainError('invalid', 'from: the clinic is not held any more on that day');
  }
}

function templateEntry(
  actor: Actor,
  { id, organisationId, clinicianId }: ClinicTemplate,
  { action, detail }: { action: AuditAction; detail: AuditDetail },
) {
  return auditEntry(auditActor(actor), {
    action,
    about: { kind: 'clinic-template', id, organisationId },
    detail: { clinicianId, ...detail },
  });
}

import { type AuditAction, type AuditEntry, auditEntry } from '../../domain/audit.ts';
import type { Transaction } from '../../domain/ports.ts';
import type { OrganisationId, PersonId, QueueId, ShiftId, SiteId } from '../../domain/ids.ts';
import { defaultQueueSettings } from '../../domain/queues/queue.ts';
import type { Skill } from '../../domain/clinicians/skill.ts';
import type { Shift } from '../../domain/rota/shift.ts';
import { addDays, instantOf, wallDateOf } from '../../domain/rota/wall-clock.ts';

/** What somebody of the demonstration can do, and where they are on the rota; those without a tier are not on it. */
export type OnCallProfile = { skills: readonly Skill[]; phone: string; tier?: 1 | 2 };

type Known = { personId: PersonId; profile: OnCallProfile | undefined };

const daysAhead = 14;

/** A queue for prisons, skills and telephones, and a rota that covers the next fortnight without a gap. */
export async function addDemonstrationRota(
  { newId }: { newId: () => string },
  tx: Transaction,
  given: { organisationId: OrganisationId; people: readonly Known[]; prisonSiteId: SiteId },
): Promise<void> {
  const { organisationId, people, prisonSiteId } = given;
  const [first] = await tx.queues.list(organisationId);
  if (first === undefined) {
    throw new Error('the organisation of the demonstration has no queue');
  }
  const prisons = newId() as QueueId;
  await tx.queues.add({
    id: prisons,
    organisationId,
    name: 'Prisons',
    settings: { ...defaultQueueSettings, requiredSkills: ['prison-clearance'] },
  });
  await tx.queues.assignSite(prisonSiteId, prisons);
  const audited: AuditEntry[] = [setUpEntry('queue.added', { kind: 'queue', id: prisons, organisationId })];
  const shifts: Shift[] = [];
  for (const { personId, profile } of people) {
    if (profile === undefined) continue;
    const { skills, phone, tier } = profile;
    await tx.queues.setProfile(personId, { skills, phone });
    audited.push(setUpEntry('person.profile-set', { kind: 'person', id: personId, organisationId }));
    const queueIds = skills.includes('prison-clearance') ? [first.id, prisons] : [first.id];
    if (tier !== undefined) {
      const days = demonstrationShifts(tx.now, { clinicianId: personId, organisationId, queueIds, tier });
      shifts.push(...days.map((shift) => ({ ...shift, id: newId() as ShiftId })));
    }
  }
  await tx.rota.add(shifts);
  audited.push({
    ...setUpEntry('shift.copied', { kind: 'organisation', id: organisationId, organisationId }),
    detail: { added: shifts.length },
  });
  await tx.audit(audited);
}

/**
 * The shifts of one clinician, from eight to eight in London: from yesterday's, so that they are in their shift whenever
 * somebody tries the demonstration, to the one that ends in the morning after a whole fortnight.
 */
export function demonstrationShifts<Rest extends object>(
  now: Date,
  shift: Rest,
): (Rest & Pick<Shift, 'startsAt' | 'endsAt'>)[] {
  const today = wallDateOf(now);
  return Array.from({ length: daysAhead + 2 }, (_, n) => ({
    ...shift,
    startsAt: instantOf(`${addDays(today, n - 1)}T08:00`),
    endsAt: instantOf(`${addDays(today, n)}T08:00`),
  }));
}

/** Set-up's own doing, so the audit trail says `system`. */
export function setUpEntry(
  action: AuditAction,
  about: { kind: string; id: string; organisationId: OrganisationId },
): AuditEntry {
  return auditEntry({ kind: 'system' }, { action, about });
}

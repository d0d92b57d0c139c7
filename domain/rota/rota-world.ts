import type { AccountDeps } from '../accounts/account-deps.ts';
import { type Actor, auditActor } from '../actors.ts';
import { type AuditEntry, auditEntry } from '../audit.ts';
import type { ShiftView } from './wire.ts';
import type { Person } from '../contract/rest.ts';
import type { ClinicianId, OrganisationId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import type { RotaWorld, Shift } from './shift.ts';

/** Who can be put on the rota. */
export function isRotaClinician({ roles, disabledAt }: Person): boolean {
  return roles.includes('clinician') && disabledAt === null;
}

/** The ids of everybody who can be put on the rota. */
export async function readClinicians(
  deps: AccountDeps,
  organisationId: OrganisationId,
): Promise<Set<ClinicianId>> {
  const people = await deps.store.reads.listPeople(organisationId);
  return new Set(people.filter(isRotaClinician).map(({ personId }) => personId));
}

/** Holds the organisation's rota until the transaction ends, and reads what new shifts are measured against. */
export async function lockRota(
  tx: Transaction,
  { organisationId, clinicians }: { organisationId: OrganisationId; clinicians: ReadonlySet<ClinicianId> },
  shifts: readonly Pick<Shift, 'startsAt' | 'endsAt'>[],
): Promise<RotaWorld & { others: Shift[] }> {
  await tx.rota.lock(organisationId);
  const queues = new Set((await tx.queues.list(organisationId)).map(({ id }) => id));
  const from = Math.min(...shifts.map(({ startsAt }) => startsAt.getTime()));
  const to = Math.max(...shifts.map(({ endsAt }) => endsAt.getTime()));
  const others = from < to ? await tx.rota.listBetween(organisationId, new Date(from), new Date(to)) : [];
  return { others, clinicians, queues };
}

/** One line of the audit trail about one shift. */
export function shiftEntry(actor: Actor, shift: Shift, what: 'added' | 'changed' | 'removed'): AuditEntry {
  return auditEntry(auditActor(actor), {
    action: `shift.${what}`,
    about: { kind: 'shift', id: shift.id, organisationId: shift.organisationId },
    detail: {
      clinicianId: shift.clinicianId,
      startsAt: shift.startsAt.toISOString(),
      endsAt: shift.endsAt.toISOString(),
      tier: shift.tier,
    },
  });
}

/** A shift as it crosses the wire. */
export function shiftViewOf({ id, clinicianId, startsAt, endsAt, queueIds, tier }: Shift): ShiftView {
  return {
    shiftId: id,
    clinicianId,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    queueIds: [...queueIds],
    tier,
  };
}

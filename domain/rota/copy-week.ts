import type { AccountDeps } from '../accounts/account-deps.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';
import { type Actor, auditActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, ShiftId } from '../ids.ts';
import { transact } from '../transact.ts';
import { lockRota, readClinicians } from './rota-world.ts';
import { refusalOf, type Shift } from './shift.ts';
import {
  addDays,
  daysBetween,
  instantOf,
  startOfDay,
  wallDateOf,
  type WallTime,
  wallTimeOf,
} from './wall-clock.ts';
import type { CopiedWeek } from './wire.ts';

/**
 * The shifts that begin in the seven days from `from`, as they would be in those from `to`: at the same times by the
 * clock on the wall, so a night across a clock change is an hour longer or shorter than the one it was copied from.
 */
export function copiedWeek(
  shifts: readonly Shift[],
  { from, to, newId }: { from: string; to: string; newId: () => Shift['id'] },
): Shift[] {
  const days = daysBetween(from, to);
  const until = addDays(from, 7);
  return shifts
    .filter(({ startsAt }) => {
      const date = wallDateOf(startsAt);
      return date >= from && date < until;
    })
    .map((shift) => ({
      ...shift,
      id: newId(),
      startsAt: moved(shift.startsAt, days),
      endsAt: moved(shift.endsAt, days),
    }));
}

function moved(instant: Date, days: number): Date {
  const wall = wallTimeOf(instant);
  const there: WallTime = `${addDays(wall.slice(0, 10), days)}T${wall.slice(-5)}`;
  return instantOf(there);
}

/** Copies the seven days from one date to those from another. What is there already stays; what would overlap is left out. */
export async function copyWeek(
  deps: AccountDeps,
  actor: Actor,
  { organisationId, from, to }: { organisationId: OrganisationId; from: string; to: string },
): Promise<CopiedWeek> {
  await requireKnownOrganisation(deps, actor, { permission: 'rota:manage', organisationId });
  if (from === to) {
    throw new DomainError('invalid', 'to: choose another week than the one that is copied');
  }
  const clinicians = await readClinicians(deps, organisationId);
  return transact(deps, async (tx): Promise<CopiedWeek> => {
    await tx.rota.lock(organisationId);
    const week = await tx.rota.listBetween(organisationId, startOfDay(from), startOfDay(addDays(from, 7)));
    const copies = copiedWeek(week, { from, to, newId: () => deps.newId() as ShiftId });
    const world = await lockRota(tx, { organisationId, clinicians }, copies);
    const added: Shift[] = [];
    const leftOut: CopiedWeek['leftOut'] = [];
    for (const copy of copies) {
      const refusal = refusalOf(copy, { ...world, others: [...world.others, ...added] });
      if (refusal === undefined) {
        added.push(copy);
      } else {
        leftOut.push({
          clinicianId: copy.clinicianId,
          startsAt: copy.startsAt.toISOString(),
          endsAt: copy.endsAt.toISOString(),
          why: refusal.why,
        });
      }
    }
    await tx.rota.add(added);
    await tx.audit([
      {
        actor: auditActor(actor),
        organisationId,
        action: 'shift.copied',
        subject: { kind: 'organisation', id: organisationId },
        detail: { from, to, added: added.length, leftOut: leftOut.length },
      },
    ]);
    tx.boardChanged(organisationId);
    return { added: added.length, leftOut };
  });
}

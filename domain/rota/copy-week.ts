import type { AccountDeps } from '../accounts/account-deps.ts';
import { requireKnownOrganisation } from '../accounts/organisations.ts';
import { type Actor, auditActor } from '../actors.ts';
import type { CopiedWeek } from '../contract/rota-endpoints.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, ShiftId } from '../ids.ts';
import { copiedWeek } from './copied-week.ts';
import { lockRota, readClinicians } from './rota-world.ts';
import type { Shift } from './shift.ts';
import { refusalOf } from './shift-rules.ts';
import { addDays, startOfDay } from './wall-clock.ts';

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
  const done = await deps.store.transact(async (tx): Promise<CopiedWeek> => {
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
    return { added: added.length, leftOut };
  });
  deps.facts.boardChanged(organisationId);
  return done;
}

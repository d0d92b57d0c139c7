import type { DueRule } from '../due-rule.ts';
import type { VisitId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';
import { originEntry } from '../visits/visit.ts';
import { lockWithOrigin, tellVisit } from '../visits/visit-lock.ts';
import { joinsWithinMs, ringsAfterMs } from './attendance.ts';

/**
 * Nobody at the prison has come into the room of a booked visit ten minutes after its time: its screen rings aloud, and the
 * clinician is shown the telephone of the prison (A48). Once a visit. Idempotent.
 */
export async function ringStation(deps: Deps, { visitId }: { visitId: VisitId }): Promise<void> {
  await transact(deps, async (tx) => {
    const visit = await lockWithOrigin(tx, visitId);
    if (visit?.origin.kind !== 'booking' || visit.ended !== null) return;
    const { startsAt, joined, rangAt } = await tx.clinicRunning.getStationOf(visitId);
    const ringsAt = Math.max(startsAt.getTime() + ringsAfterMs, visit.startedAt.getTime() + joinsWithinMs);
    if (joined || rangAt !== null || tx.now.getTime() < ringsAt) return;
    await tx.clinicRunning.markStationRang(visitId);
    await tx.audit([originEntry({ kind: 'system' }, visit, 'visit.station-rung')]);
    await tellVisit(tx, visit);
  });
}

/** Nobody at the prison has joined a booked visit in time. */
export const prisonIsMissing: DueRule<{ visitId: VisitId }> = {
  name: 'ring-station',
  findDue: ({ missingPrisons }) => missingPrisons.map((visitId) => ({ visitId })),
  run: ({ deps }, due) => ringStation(deps, due),
};

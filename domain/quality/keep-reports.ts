import { type Actor, requirePermission } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { RoomId } from '../ids.ts';
import type { Deps, Joining } from '../ports.ts';
import { gradeOf } from './grade.ts';
import type { ReportSink } from './quality-port.ts';
import type { QualityReport } from './wire.ts';

/** Who reports, from where: known from the room session, never from what the browser says. */
export type Reporting = { roomId: RoomId; key: Joining['key']; admitted: boolean };

/**
 * Takes in what a browser has measured. Throws `wrong-phase` where no visit has begun, `too-many` for a second report
 * within four seconds.
 */
export async function takeReport(
  deps: Pick<Deps, 'clock'> & { reports: ReportSink },
  actor: Actor,
  { roomId, key, admitted, report }: Reporting & { report: QualityReport },
): Promise<void> {
  requirePermission(actor, 'visit:join');
  if (!admitted) {
    throw new DomainError('wrong-phase', 'the visit has not begun: there is nothing to measure yet');
  }
  if (!deps.reports.take({ ...report, roomId, key, at: deps.clock.now(), grade: gradeOf(report) })) {
    throw new DomainError('too-many', 'one report every 5 seconds');
  }
  return Promise.resolve();
}

const dayMs = 86_400_000;
/** The batch size: one statement must not occupy a connection for long. */
const batchSize = 5000;

/** Deletes the reports that are older than they are kept for; answers how many. Several processes may do it at once. */
export async function forgetReports(
  deps: Pick<Deps, 'store' | 'clock'>,
  { keepDays }: { keepDays: number },
): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - keepDays * dayMs);
  let forgotten = 0;
  for (;;) {
    const deleted = await deps.store.reads.forgetReports(before, batchSize);
    forgotten += deleted;
    if (deleted < batchSize) return forgotten;
  }
}

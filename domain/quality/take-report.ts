import { type Actor, requirePermission } from '../actors.ts';
import type { QualityReport } from '../contract/quality.ts';
import { DomainError } from '../errors.ts';
import type { Deps, Joining } from '../ports.ts';
import type { RoomId } from '../ids.ts';
import { gradeOf } from './grade.ts';
import type { ReportSink } from './quality-port.ts';

/** Who reports, from where: known by the seat in the room, never said by the browser. */
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

import type { ClinicianId, OfferId, VisitId } from '../ids.ts';
import type { RecordedOutcome } from './outcome.ts';
import type { Visit, VisitEndReason } from './visit.ts';

/** To change a visit, the caller has locked its row. */
export type VisitWrites = {
  find(visitId: VisitId): Promise<Visit | undefined>;
  /**
   * Reads the visit and locks its row until the transaction ends. Where a call has led to it, the caller has locked the
   * row of that call before: always in this order.
   */
  lock(visitId: VisitId): Promise<Visit | undefined>;
  /** Who is in the visit now beside the one whose visit it is. */
  listSeconds(visitId: VisitId): Promise<{ offerId: OfferId; clinicianId: ClinicianId }[]>;
  /** Who is being rung into the visit. */
  listInvited(visitId: VisitId): Promise<ClinicianId[]>;
  /** The visit becomes the second's; the first is released. */
  handOver(visitId: VisitId, to: { offerId: OfferId; clinicianId: ClinicianId }): Promise<void>;
  /** Ends the visit and releases everybody in it. */
  end(visitId: VisitId, reason: VisitEndReason): Promise<void>;
  recordOutcome(visitId: VisitId, outcome: RecordedOutcome, by: ClinicianId): Promise<void>;
};

import type { Acuity, CallPhase, EndReason } from '../calls/call.ts';
import type { Disposition } from '../visits/outcome.ts';
import type { History } from './wire.ts';
import type { CallId, ClinicianId, OrganisationId, QueueId, SiteId } from '../ids.ts';
import type { LevelCounts } from './service-level.ts';

/** Calls placed in [`from`, `until`), of one queue or of all. */
export type HistoryRange = {
  readonly organisationId: OrganisationId;
  readonly queueId: QueueId | null;
  readonly from: Date;
  readonly until: Date;
};

/** One queue and acuity; T is what the queue is set to today. */
export type LevelRow = LevelCounts & {
  readonly queueId: QueueId;
  readonly queueName: string;
  readonly acuity: Acuity;
  readonly answerWithinSeconds: number;
};

export type TodayRow = LevelRow & { readonly waiting: number; readonly oldestPlacedAt: Date | null };

/** A call in the export: ids, codes, times and the names of places; nothing of the patient or of what was said. */
export type HistoryCall = {
  readonly callId: CallId;
  readonly queueName: string;
  readonly acuity: Acuity;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly placedAt: Date;
  /** The same by the clock on the wall, `2026-10-25T01:30:00`. */
  readonly placedAtWall: string;
  /** When the first visit began; null when there was none. */
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** From the press to the answer, or to the end without one; null while it still waits. */
  readonly waitSeconds: number | null;
  readonly answerWithinSeconds: number;
  readonly phase: CallPhase;
  readonly endReason: EndReason | null;
  readonly outcome: Disposition | null;
  /** Whom it rang at, in that order. */
  readonly offeredTo: readonly ClinicianId[];
  readonly offersMissed: number;
};

export type OversightReads = {
  /** Every queue with every acuity: what waits now, and what was placed since then. */
  countSince(organisationId: OrganisationId, since: Date): Promise<TodayRow[]>;
  /** Rings since then that ran out without an answer. */
  countOffersMissed(organisationId: OrganisationId, since: Date): Promise<number>;
  /** `now` is until when hours count as come; `writeUpSeconds` the longest that writing up may keep a clinician. */
  readHistory(
    range: HistoryRange,
    limits: { now: Date; writeUpSeconds: number },
  ): Promise<
    Pick<History, 'arrivals' | 'waits' | 'outcomes' | 'handleSeconds' | 'offersMissed'> & {
      levels: (LevelRow & { calls: number })[];
    }
  >;
  /** Oldest first, read a page at a time as they are taken. */
  listHistory(range: HistoryRange): AsyncIterable<HistoryCall>;
};

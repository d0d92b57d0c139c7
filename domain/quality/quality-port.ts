import type { ParticipantRole } from '../rooms/wire.ts';
import type { ConnectionGrade, NetworkPath, QualityReport, QualitySample } from './wire.ts';
import type { ClinicianId, OrganisationId, RoomId, SiteId, VisitId } from '../ids.ts';
import type { Joining } from '../rooms/media-rooms.ts';

/** A report with who gave it, when, and how it is graded by the rule of the day. */
export type KeptReport = QualityReport & {
  readonly roomId: RoomId;
  readonly key: Joining['key'];
  readonly at: Date;
  readonly grade: ConnectionGrade;
};

/** Where reports wait to be written together. Best effort: nobody's visit depends on them. */
export type ReportSink = {
  /** False when the same participant has given one in the same four seconds. */
  take(report: KeptReport): boolean;
};

/** Of how long there is at most one report of a participant, by the database's own key. Browsers report every 5 s. */
export const reportSlotMs = 4000;

/** One participant's connection over a whole visit. */
export type SideFigures = {
  readonly visitId: VisitId;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly role: ParticipantRole;
  readonly measuredSeconds: number;
  readonly poorSeconds: number;
  /** In the worst report, in the worse direction. */
  readonly worstLossPercent: number | null;
  readonly roundTripP95Ms: number | null;
  readonly freezes: number;
  readonly frozenMs: number;
  /** Over the visit. */
  readonly concealedPercent: number | null;
  /** The one that most reports were of. */
  readonly path: NetworkPath | null;
};

export type QualityReads = {
  /** Writes each report to the visit that ran in its room at its time; those of no visit, and second ones, are dropped. */
  keepReports(reports: readonly KeptReport[]): Promise<void>;
  /** Deletes at most `limit` reports from before that time; answers how many. */
  forgetReports(before: Date, limit: number): Promise<number>;
  /** Whose visit it is; `clinicians` are its own and everybody who has joined beside them. */
  findMeasuredVisit(
    visitId: VisitId,
  ): Promise<
    { organisationId: OrganisationId; endedAt: Date | null; clinicians: readonly ClinicianId[] } | undefined
  >;
  /** The reports of a visit since then, by participant: the station first, then clinicians, then guests. */
  listSamples(
    visitId: VisitId,
    since: Date,
  ): Promise<{ key: string; role: ParticipantRole; samples: QualitySample[] }[]>;
  /** The visits begun in [`from`, `until`): how many, and every measured connection in them. */
  listSides(range: {
    organisationId: OrganisationId;
    from: Date;
    until: Date;
  }): Promise<{ visits: number; sides: SideFigures[] }>;
};

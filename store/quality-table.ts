import type { ConnectionGrade, NetworkPath } from '../domain/contract/quality.ts';
import type { VisitId } from '../domain/ids.ts';

/** One report of one participant: the station, a clinician or a guest, as `Joining['key']` writes it. */
export type VisitQualityTable = {
  visit_id: VisitId;
  participant: string;
  slot: string;
  at: Date;
  grade: ConnectionGrade;
  seconds: number;
  loss_in: number | null;
  loss_out: number | null;
  round_trip_ms: number | null;
  jitter_ms: number | null;
  audio_in_kbps: number | null;
  audio_out_kbps: number | null;
  video_in_kbps: number | null;
  video_out_kbps: number | null;
  video_height: number | null;
  freezes: number;
  frozen_ms: number;
  concealed: number | null;
  path: NetworkPath | null;
};

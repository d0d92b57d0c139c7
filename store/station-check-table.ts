import type { PathVerdict } from '../domain/contract/check.ts';
import type { StationId } from '../domain/ids.ts';

/** What a station has found of its way to the SFU, at that time. */
export type StationCheckTable = {
  station_id: StationId;
  checked_at: Date;
  udp: PathVerdict;
  tcp: PathVerdict;
  relay: PathVerdict;
  round_trip_ms: number | null;
  loss_up: number | null;
  loss_down: number | null;
};

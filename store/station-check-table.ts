import type { WayVerdict } from '../domain/contract/check.ts';
import type { StationId } from '../domain/ids.ts';

/** What a station has found of its way to the SFU, at that time. */
export type StationCheckTable = {
  station_id: StationId;
  checked_at: Date;
  udp: WayVerdict;
  tcp: WayVerdict;
  relay: WayVerdict;
  round_trip_ms: number | null;
  loss_up: number | null;
  loss_down: number | null;
};

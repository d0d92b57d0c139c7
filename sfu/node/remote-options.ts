import type { Log, RoomPlacements } from '../../domain/ports.ts';

/** What a server needs to reach the SFU on other machines. */
export type RemoteMediaRoomsOptions = {
  redisUrl: string;
  prefix: string;
  secret: string;
  /** The region of organisations that name none. */
  region: string;
  placements: RoomPlacements;
  log: Log;
};

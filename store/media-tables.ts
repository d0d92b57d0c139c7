import type * as id from '../domain/ids.ts';

/** Which SFU node has a room. */
export type RoomPlacementTable = {
  room_id: id.RoomId;
  node_id: id.MediaNodeId;
  node_url: string;
  region: string;
  placed_at: Date;
};

/** `region` is where its media must stay; null is the configured one. */
export type OrganisationTable = {
  id: id.OrganisationId;
  name: string;
  created_at: Date;
  region: string | null;
};

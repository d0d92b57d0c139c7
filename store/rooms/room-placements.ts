import { type Kysely, sql } from 'kysely';
import type { MediaNodeId } from '../../domain/ids.ts';
import type { MediaNode } from '../../domain/rooms/media-nodes.ts';
import type { Clock, RoomPlacements } from '../../domain/ports.ts';
import type { Database } from '../schema.ts';

type PlacementRow = { node_id: MediaNodeId; node_url: string; region: string };

/** Rooms whose closing was lost: no visit is this long. */
const forgottenAfter = '3 days';

/** Which node has which room. Each method is one statement, so that two servers cannot place a room twice. */
export function roomPlacements(db: Kysely<Database>, clock: Clock): RoomPlacements {
  return {
    async find(roomId) {
      const { rows } = await sql<{ wanted: string | null } & (PlacementRow | { node_id: null })>`
        select o.region as wanted, p.node_id, p.node_url, p.region
        from (select ${roomId}::uuid as room_id) asked
        left join calls c on c.room_id = asked.room_id
        left join visits v on v.room_id = asked.room_id and v.origin = 'booking'
        left join organisations o on o.id = coalesce(c.organisation_id, v.organisation_id)
        left join room_placements p on p.room_id = asked.room_id
      `.execute(db);
      const [row] = rows;
      if (row === undefined) throw new Error('a question of one row was answered with none');
      return { region: row.wanted, node: row.node_id === null ? null : nodeOf(row) };
    },

    // If another server was faster, the existing row is updated to itself: an upsert that does nothing returns
    // nothing, and a second statement could find the room closed meanwhile.
    async place(roomId, { from, node }) {
      const mayMove = sql`room_placements.node_id = ${from}::uuid`;
      const { rows } = await sql<PlacementRow>`
        insert into room_placements (room_id, node_id, node_url, region, placed_at)
        values (${roomId}, ${node.nodeId}, ${node.url}, ${node.region}, ${clock.now()})
        on conflict (room_id) do update set
          node_id = case when ${mayMove} then excluded.node_id else room_placements.node_id end,
          node_url = case when ${mayMove} then excluded.node_url else room_placements.node_url end,
          region = case when ${mayMove} then excluded.region else room_placements.region end,
          placed_at = case when ${mayMove} then excluded.placed_at else room_placements.placed_at end
        returning node_id, node_url, region
      `.execute(db);
      const [row] = rows;
      if (row === undefined) throw new Error('a placement returned nothing');
      return nodeOf(row);
    },

    async list(roomIds) {
      const rows = await db
        .selectFrom('room_placements')
        .select(['room_id', 'node_id'])
        .where('room_id', 'in', [...roomIds])
        .execute();
      return new Map(rows.map((row) => [row.room_id, row.node_id]));
    },

    async forget(roomId) {
      await sql`
        delete from room_placements
        where room_id = ${roomId} or placed_at < ${clock.now()}::timestamptz - ${forgottenAfter}::interval
      `.execute(db);
    },
  };
}

function nodeOf({ node_id: nodeId, node_url: url, region }: PlacementRow): MediaNode {
  return { nodeId, url, region };
}

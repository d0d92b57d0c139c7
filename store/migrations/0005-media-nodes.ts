import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which SFU node has a room, and in which region an organisation's media must stay: null is the configured one. */
export const mediaNodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table organisations
        add region text constraint organisations_region check (region ~ '^[a-z0-9-]{1,40}$');

      create table room_placements (
        room_id uuid primary key,
        node_id uuid not null,
        node_url text not null,
        region text not null,
        placed_at timestamptz not null
      );
      create index room_placements_age on room_placements (placed_at);
    `.execute(db);
  },
};

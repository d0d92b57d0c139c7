import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * When the two sides of a visit were last in its room, and since when its clinician is known not to be. A running visit
 * counts as attended by both until the servers have looked. Every queue says after how long staff are told.
 */
export const lostClinician: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table visits
        add column lead_in_room_at timestamptz not null default now(),
        add column station_in_room_at timestamptz not null default now(),
        add column lead_lost_at timestamptz
    `.execute(db);
    await sql`
      update queues set settings = settings
        || '{"lostClinicianSeconds": {"immediate": 20, "urgent": 20, "soon": 20}}'::jsonb
    `.execute(db);
  },
};

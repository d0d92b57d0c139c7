import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people have switched off in a room: a muted microphone stays muted whatever dies (ADR 11). */
export const sourceChoices: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table source_choices (
        room_id uuid not null constraint source_choices_room_fk references calls (room_id) on delete cascade,
        participant text not null,
        source text not null constraint source_choices_source check (source in ('microphone', 'camera')),
        chosen text not null constraint source_choices_chosen check (chosen in ('on', 'off')),
        chosen_at timestamptz not null,
        primary key (room_id, participant, source)
      )
    `.execute(db);
  },
};

import { type Kysely, sql } from 'kysely';
import type { SourceChoiceReads, SourceChoiceWrites } from '../../domain/rooms/source-choice-port.ts';
import { eachSource, sourceTable } from '../../domain/rooms/sources.ts';
import type { Database } from '../schema.ts';

export function sourceChoiceReads(db: Kysely<Database>): SourceChoiceReads {
  return {
    async getChoices({ roomId, key }) {
      const rows = await db
        .selectFrom('source_choices')
        .select(['source', 'chosen'])
        .where('room_id', '=', roomId)
        .where('participant', '=', key)
        .execute();
      return eachSource(
        (source) => rows.find((row) => row.source === source)?.chosen ?? sourceTable[source].initially,
      );
    },
  };
}

export function sourceChoiceWrites(db: Kysely<Database>, now: Date): SourceChoiceWrites {
  return {
    async keepChoice({ roomId, key }, { source, chosen }) {
      await sql`
        insert into source_choices (room_id, participant, source, chosen, chosen_at)
        select ${roomId}::uuid, ${key}, ${source}, ${chosen}, ${now}::timestamptz
        where exists (select from calls where room_id = ${roomId})
          or exists (select from visits where room_id = ${roomId})
        on conflict (room_id, participant, source) do update
          set chosen = excluded.chosen, chosen_at = excluded.chosen_at
      `.execute(db);
    },
  };
}

import { type Kysely, sql } from 'kysely';
import type { CallBackWrites } from '../../domain/call-backs/call-back.ts';
import type { CallId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';

/** Call-backs: callers who were cut off. */
export function callBackWrites(db: Kysely<Database>): CallBackWrites {
  return {
    async open(callBack) {
      await db
        .insertInto('call_backs')
        .values({
          id: callBack.id,
          organisation_id: callBack.organisationId,
          call_id: callBack.callId,
          station_id: callBack.stationId,
          dropped: callBack.dropped,
          opened_at: callBack.openedAt,
          answered_by_call_id: callBack.answeredByCallId,
        })
        .execute();
    },

    async lock(callBackId) {
      const row = await db
        .selectFrom('call_backs')
        .select(['id', 'organisation_id as organisationId', 'call_id as callId', 'station_id as stationId'])
        .select(['dropped', 'opened_at as openedAt', 'answered_by_call_id as answeredByCallId'])
        .select('closed_at as closedAt')
        .where('id', '=', callBackId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row;
    },

    async setAnswered(callBackId, by) {
      await db
        .updateTable('call_backs')
        .set({ answered_by_call_id: by })
        .where('id', '=', callBackId)
        .execute();
    },

    findContinuing: (callId) => findContinuing(db, callId),

    async close(callBackId, { by, at, reason, note }) {
      await db
        .updateTable('call_backs')
        .set({ closed_by: by, closed_at: at, close_reason: reason, close_note: note })
        .where('id', '=', callBackId)
        .where('closed_at', 'is', null)
        .execute();
    },
  };
}

async function findContinuing(db: Kysely<Database>, callId: CallId): Promise<CallId | undefined> {
  const { rows } = await sql<{ id: CallId }>`
    with recursive later (call_id) as (
      select b.answered_by_call_id from call_backs b
      where b.call_id = ${callId}::uuid and b.answered_by_call_id is not null
      union
      select b.answered_by_call_id from later join call_backs b on b.call_id = later.call_id
      where b.answered_by_call_id is not null
    )
    select later.call_id as id from later
    where not exists (
      select from call_backs b where b.call_id = later.call_id and b.answered_by_call_id is not null
    )
  `.execute(db);
  return rows[0]?.id;
}

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Race } from './arena.ts';

/**
 * The least that the same rows can cost: one bare statement a contestant, sent by hand, that decides and writes what an
 * answer writes (call, offers, visit, audit trail, sequence numbers), with no rule, no reading and no transaction around
 * it. What the schema itself costs beside a bare claim is seen here; no service that keeps these rows can be faster.
 */
export class SameRows implements AsyncDisposable {
  readonly #pool: pg.Pool;

  constructor({ databaseUrl, poolSize }: { databaseUrl: string; poolSize: number }) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
  }

  async claim({ offerId, clinician }: Race['ringing'][number]): Promise<void> {
    await this.#pool.query({
      name: 'same-rows',
      text: answerInOneStatement,
      values: [offerId, clinician.personId, randomUUID(), JSON.stringify([{ offerId }])],
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.end();
  }
}

const answerInOneStatement = `
  with seen as materialized (
    select c.id, c.ringing from offers o join calls c on c.id = o.call_id
    where o.id = $1 and o.clinician_id = $2 and o.kind = 'call'
  ), won as (
    update calls c set phase = 'active', since = now(), ringing = null, clinician_id = $2, visit_id = $3
    from seen
    where c.id = seen.id and c.phase = 'ringing' and c.ringing <@ seen.ringing and c.ringing @> $4::jsonb
    returning c.id, c.organisation_id, c.station_id
  ), settled as (
    update offers o set settled_at = now(), state = case when o.id = $1 then 'accepted' else 'withdrawn' end,
      reason = case when o.id = $1 then null else 'taken' end, released_at = case when o.id = $1 then null else now() end
    from won where o.call_id = won.id and o.state = 'ringing'
    returning o.id, o.clinician_id, won.id as call_id, won.organisation_id
  ), visit as (
    insert into visits (id, offer_id, call_id, clinician_id, started_at) select $3, $1, won.id, $2, now() from won
  ), written as (
    insert into audit (at, actor_kind, actor_id, organisation_id, action, subject_kind, subject_id, detail)
    select now(), 'person', $2, organisation_id,
      case when id = $1 then 'call.answered' else 'offer.withdrawn' end, 'call', call_id::text,
      jsonb_build_object('offerId', id, 'clinicianId', clinician_id)
    from settled
  )
  insert into audiences (kind, id, seq)
  select kind, id, 1 from (
    select 'station' as kind, station_id as id from won union select 'clinician', clinician_id from settled
  ) as concerned
  order by kind, id
  on conflict (kind, id) do update set seq = audiences.seq + excluded.seq`;

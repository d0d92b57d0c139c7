import { type Kysely, sql } from 'kysely';
import type { Audience, AuditEntry } from '../../domain/ports.ts';
import { pipelinedPrefix } from './connections.ts';
import type { Database } from '../schema.ts';

/** Buffers what one transaction writes at its end: audit entries, and the audiences whose sequence numbers rise. */
export class TransactionLog {
  readonly #now: Date;
  readonly #entries: AuditEntry[] = [];
  readonly #raises: Map<string, Audience>[] = [];

  constructor(now: Date) {
    this.#now = now;
  }

  audit(entries: readonly AuditEntry[]): Promise<void> {
    this.#entries.push(...entries);
    return Promise.resolve();
  }

  raise(audiences: readonly Audience[]): Promise<void> {
    this.#raises.push(new Map(audiences.map((audience) => [`${audience.kind} ${audience.id}`, audience])));
    return Promise.resolve();
  }

  /**
   * One statement for both tables, pipelined with the commit, which fails if it fails. Audiences are updated in a
   * fixed order, so that two transactions cannot deadlock.
   */
  async write(db: Kysely<Database>): Promise<void> {
    const entries = this.#entries;
    const raised = this.#raises.flatMap((audiences) => [...audiences.values()]);
    if (entries.length === 0 && raised.length === 0) {
      return;
    }
    await sql`${sql.raw(pipelinedPrefix)}
      with written as (
        insert into audit
          (at, actor_kind, actor_id, organisation_id, action, subject_kind, subject_id, detail)
        select ${this.#now}::timestamptz, entry.actor_kind, entry.actor_id, entry.organisation_id,
          entry.action, entry.subject_kind, entry.subject_id, entry.detail::jsonb
        from unnest(
          ${entries.map(({ actor }) => actor.kind)}::text[],
          ${entries.map(({ actor }) => (actor.kind === 'system' ? null : actor.id))}::uuid[],
          ${entries.map(({ organisationId }) => organisationId)}::uuid[],
          ${entries.map(({ action }) => action)}::text[],
          ${entries.map(({ subject }) => subject.kind)}::text[],
          ${entries.map(({ subject }) => subject.id)}::text[],
          ${entries.map(({ detail }) => JSON.stringify(detail ?? {}))}::text[]
        ) with ordinality
          as entry (actor_kind, actor_id, organisation_id, action, subject_kind, subject_id, detail, place)
        order by entry.place
      )
      insert into audiences (kind, id, seq)
      select raised.kind, raised.id, count(*)
      from unnest(
        ${raised.map(({ kind }) => kind)}::text[], ${raised.map(({ id }) => id)}::uuid[]
      ) as raised (kind, id)
      group by raised.kind, raised.id
      order by raised.kind, raised.id
      on conflict (kind, id) do update set seq = audiences.seq + excluded.seq
    `.execute(db);
  }
}

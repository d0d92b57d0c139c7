import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { TrailEntry } from './trail.ts';

const everyMs = 50;
/** An id that has not shown itself by then was of a transaction that was undone. */
const gapsCountForMs = 20_000;

type Row = {
  id: string;
  action: string;
  actor_id: string | null;
  subject_kind: string;
  subject_id: string | null;
  detail: TrailEntry['detail'];
};

/** Reads the audit trail while it is written, to know by our own clock when each line appeared. */
export class TrailWatcher {
  readonly #pool: pg.Pool;
  readonly #entries = new Map<number, TrailEntry>();
  readonly #watching: Promise<void>;
  #closing = false;
  /** Everything up to here has been seen. */
  #upTo = 0;

  constructor(databaseUrl: string) {
    this.#pool = new pg.Pool({
      connectionString: databaseUrl,
      max: 1,
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
    });
    // Postgres is stopped under it on purpose; the next look connects again.
    this.#pool.on('error', () => undefined);
    this.#watching = this.#watch();
  }

  /** In the order of their ids. */
  get entries(): TrailEntry[] {
    return [...this.#entries.values()].toSorted((a, b) => a.id - b.id);
  }

  /** One more look, which must succeed; then no more. */
  async finish(): Promise<TrailEntry[]> {
    this.#closing = true;
    await this.#watching;
    await this.#poll(0);
    await this.#pool.end();
    return this.entries;
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#watching;
    if (!this.#pool.ended) await this.#pool.end();
  }

  async #watch(): Promise<void> {
    while (!this.#closing) {
      // A look that fails while Postgres is away is made good by the next one.
      await this.#poll(this.#upTo).catch(() => undefined);
      await pause(everyMs);
    }
  }

  async #poll(after: number): Promise<void> {
    const { rows } = await this.#pool.query<Row>(
      'select id, action, actor_id, subject_kind, subject_id, detail from audit where id > $1 order by id',
      [after],
    );
    const seenAt = performance.now();
    for (const row of rows) {
      const id = Number(row.id);
      if (this.#entries.has(id)) continue;
      this.#entries.set(id, {
        id,
        seenAt,
        actorId: row.actor_id,
        action: row.action,
        subjectKind: row.subject_kind,
        subjectId: row.subject_id ?? '',
        detail: row.detail,
      });
    }
    this.#advance(seenAt);
  }

  #advance(now: number): void {
    while (this.#entries.has(this.#upTo + 1)) this.#upTo += 1;
    for (const { id, seenAt } of this.#entries.values()) {
      if (id > this.#upTo && now - seenAt > gapsCountForMs) this.#upTo = id;
    }
  }
}

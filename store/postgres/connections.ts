import { Socket } from 'node:net';
import process from 'node:process';
import type { Compilable, Kysely, PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Log } from '../../domain/ports.ts';
import type { Database } from '../schema.ts';
import { isReadOnly, translated } from './errors.ts';

// A press must answer or fail within seconds. A process that is stopped in the middle of a transaction must not keep
// the rows of a call, or the dispatching of an organisation, locked for longer than a patient may be left alone.
const limits = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 3_000,
};

/**
 * Marks a pipelined statement of a transaction: one whose answer nobody reads. It is not sent by itself but in one
 * packet with the next statement, which fails if it has failed. Saves a round trip and one wake-up of Postgres (ADR
 * 20).
 */
export const pipelinedPrefix = '/* with the next */';

/**
 * Marks a statement of a transaction that is sent with the others that are asked for in the same turn, as by `Promise.all`:
 * one packet for all of them, each with its answer. They run in the order in which they are asked for (ADR 20).
 */
const togetherPrefix = '/* together */';

/**
 * Marks a statement whose text is made from what somebody asks for, such as a search: there is no end of such texts, and each that
 * is prepared stays in every connection.
 */
export const unpreparedPrefix = '/* not prepared */';

/** What kysely is given at once in place of the rows of such a statement: no rows, and the promise of them. */
type PendingRows = unknown[] & { answer: Promise<unknown[]> };

/** How kysely begins a transaction; this is pipelined too, since its answer holds nothing. */
const begin = 'begin';

/** A client whose socket can be corked: writes are buffered until the next statement. */
class PipelinedClient extends pg.Client {
  readonly socket: Socket;

  constructor(config?: pg.ClientConfig) {
    const socket = new Socket();
    super({ ...config, stream: () => socket });
    this.socket = socket;
  }
}

/**
 * The pool as kysely sees it. Statements with parameters are prepared once per connection: the store's SQL texts are
 * a small fixed set (a list is one array parameter), so this saves parsing on every press and cannot pile up.
 */
export class Connections implements PostgresPool {
  readonly options = {};
  readonly #pool: pg.Pool;
  readonly #statements = new Map<string, string>();
  /** When each connection was made, and when one was last found to a server that only reads. */
  readonly #madeAt = new WeakMap<pg.PoolClient, number>();
  #demotedAt = -Infinity;
  /** Each resolves when its connection has closed. */
  readonly #closing = new Map<pg.PoolClient, Promise<undefined>>();
  #ended: Promise<void> | undefined;

  constructor(options: { databaseUrl: string; poolSize: number; log: Log }) {
    this.#pool = new pg.Pool({
      Client: PipelinedClient,
      connectionString: options.databaseUrl,
      max: options.poolSize,
      application_name: 'bedside',
      keepAlive: true,
      pipeline: true,
      ...limits,
    });
    surviveLosses(this.#pool, (error) => {
      options.log.error('database connection lost', translated(error));
    });
    this.#pool.on('connect', (client) => {
      this.#madeAt.set(client, performance.now());
      const closed = Promise.withResolvers<undefined>();
      this.#closing.set(client, closed.promise);
      client.once('end', () => {
        this.#closing.delete(client);
        closed.resolve(undefined);
      });
    });
  }

  async connect(): Promise<PostgresPoolClient> {
    try {
      return this.#prepared(await this.#connectNow());
    } catch (error) {
      throw translated(error);
    }
  }

  /** After a failover every older connection is to the server that was the primary: a new one finds the next. */
  async #connectNow(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      if ((this.#madeAt.get(client) ?? Infinity) > this.#demotedAt) return client;
      client.release(true);
    }
  }

  /** Waits for the connections in use, then closes all of them. Idempotent. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  /** The pool's `end` resolves after the goodbye, before its connections have closed. */
  async #end(): Promise<void> {
    await this.#pool.end();
    await Promise.all(this.#closing.values());
  }

  #prepared(client: pg.PoolClient): PostgresPoolClient {
    const { socket } = client as unknown as Pick<PipelinedClient, 'socket'>;
    let before: Promise<unknown> | undefined;
    let corked = false;
    const cork = () => {
      if (!corked) socket.cork();
      corked = true;
    };
    const uncork = () => {
      if (corked) socket.uncork();
      corked = false;
    };
    const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
      const named =
        values.length > 0 && !text.trimStart().startsWith(unpreparedPrefix)
          ? { name: this.#nameOf(text) }
          : {};
      const together = text.startsWith(togetherPrefix);
      const waits = together || text === begin || text.startsWith(pipelinedPrefix);
      if (waits) cork();
      const sent = client.query({ ...named, text, values: [...values] });
      if (!waits) uncork();
      const answer = inOrder(before, sent);
      if (!waits) {
        before = undefined;
        return this.#answered(answer);
      }
      before = answer;
      // The next statement rethrows the error; until then this must not count as an unhandled rejection.
      before.catch(() => undefined);
      if (!together) return { command: 'SELECT', rowCount: 0, rows: [] };
      // After all that is asked for in this turn. The error of the last is whoever's who asked, and not the next one's too.
      process.nextTick(() => {
        uncork();
        if (before === answer) before = undefined;
      });
      const rows = this.#answered(answer).then((result) => result.rows as unknown[]);
      // Whoever asked may have failed already by another statement of the packet.
      rows.catch(() => undefined);
      const pending: PendingRows = Object.assign([], { answer: rows });
      return { command: 'SELECT', rowCount: 0, rows: pending };
    };
    return {
      // Kysely's type also covers cursors, which need a driver package that is not installed.
      query: query as unknown as PostgresPoolClient['query'],
      release: (destroy) => {
        client.release(destroy);
      },
    };
  }

  async #answered(answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> {
    try {
      return await answer;
    } catch (error) {
      if (isReadOnly(error)) this.#demotedAt = performance.now();
      throw translated(error);
    }
  }

  #nameOf(text: string): string {
    const known = this.#statements.get(text);
    if (known !== undefined) {
      return known;
    }
    const name = `bedside_${this.#statements.size + 1}`;
    this.#statements.set(text, name);
    return name;
  }
}

/** Of two that fail, the first says why: after it PostgreSQL refuses every other statement of the transaction. */
async function inOrder<T>(earlier: Promise<unknown> | undefined, sent: Promise<T>): Promise<T> {
  // Both can fail in one packet, and nobody reads the second then.
  sent.catch(() => undefined);
  await earlier;
  return sent;
}

/**
 * A connection can be lost at any moment, also between two statements of a transaction. Without a listener on the pool
 * for idle clients and one on each client for its time in use, Node would take that for a crash. The pool drops the
 * connection by itself.
 */
export function surviveLosses(pool: pg.Pool, onLost: (error: Error) => void = () => undefined): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', onLost);
  });
}

/** Runs a statement whose answer nobody reads, pipelined with the next one of its transaction. */
export async function executePipelined(db: Kysely<Database>, statement: Compilable): Promise<void> {
  const compiled = statement.compile();
  await db.executeQuery({ ...compiled, sql: `${pipelinedPrefix} ${compiled.sql}` });
}

/**
 * Runs a statement of a transaction and answers with its rows. With others that are asked for in the same turn it is one
 * round trip; of several that fail the first says why. Only inside a transaction: the connection must not be given back
 * before the answer is there.
 */
export async function executeTogether<Row>(db: Kysely<Database>, statement: Compilable<Row>): Promise<Row[]> {
  const compiled = statement.compile();
  const { rows } = await db.executeQuery({ ...compiled, sql: `${togetherPrefix} ${compiled.sql}` });
  return (rows as PendingRows).answer as Promise<Row[]>;
}

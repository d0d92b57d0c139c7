import { Socket } from 'node:net';
import type { Compilable, Kysely, PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Log } from '../../domain/ports.ts';
import type { Database } from '../schema.ts';
import { translated } from './errors.ts';

// A press must answer or fail within seconds. A process that is stopped in the middle of a transaction must not hold
// the rows of a call, or the dispatching of an organisation, for longer than a patient may be left alone.
const limits = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 3_000,
};

/**
 * A statement of a transaction that begins with this is not sent by itself: it travels in one packet with the one after
 * it, which fails when it has failed. Saves a round trip, and waking Postgres once more, where there is nothing to read.
 */
export const pipelinedPrefix = '/* with the next */';

/** What kysely begins a transaction with; it has nothing to answer either. */
const begin = 'begin';

/** A connection whose socket can hold back what is written until more is. */
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
 * a small fixed set (lists travel as one array parameter), so this saves parsing on every press and cannot pile up.
 */
export class Connections implements PostgresPool {
  readonly options = {};
  readonly #pool: pg.Pool;
  readonly #statements = new Map<string, string>();
  /** Resolve when their connection has closed. */
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
    // A connection can be lost at any moment, also between two statements of a transaction; without these two
    // listeners Node would take the event for a crash. The pool drops the connection by itself.
    this.#pool.on('connect', (client) => {
      client.on('error', (error) => {
        options.log.error('database connection lost', translated(error));
      });
      const closed = Promise.withResolvers<undefined>();
      this.#closing.set(client, closed.promise);
      client.once('end', () => {
        this.#closing.delete(client);
        closed.resolve(undefined);
      });
    });
    this.#pool.on('error', () => undefined);
  }

  async connect(): Promise<PostgresPoolClient> {
    try {
      return this.#prepared(await this.#pool.connect());
    } catch (error) {
      throw translated(error);
    }
  }

  /** Waits for the connections in use, then ends all of them. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  /** The pool says that it has ended when it has said goodbye, before its connections have closed. */
  async #end(): Promise<void> {
    await this.#pool.end();
    await Promise.all(this.#closing.values());
  }

  #prepared(client: pg.PoolClient): PostgresPoolClient {
    const { socket } = client as unknown as Pick<PipelinedClient, 'socket'>;
    let before: Promise<unknown> | undefined;
    const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
      const named = values.length > 0 ? { name: this.#nameOf(text) } : {};
      const waits = text === begin || text.startsWith(pipelinedPrefix);
      if (waits && before === undefined) socket.cork();
      const sent = client.query({ ...named, text, values: [...values] });
      if (!waits && before !== undefined) socket.uncork();
      if (waits) {
        before = Promise.all([before, sent]);
        // Whoever sends the next statement is told; until then nobody listens.
        before.catch(() => undefined);
        return { command: 'SELECT', rowCount: 0, rows: [] };
      }
      const both = Promise.all([sent, before]);
      before = undefined;
      try {
        const [result] = await both;
        return result;
      } catch (error) {
        throw translated(error);
      }
    };
    return {
      // Kysely's type also speaks of cursors, which need a driver package that is not here.
      query: query as unknown as PostgresPoolClient['query'],
      release: (destroy) => {
        client.release(destroy);
      },
    };
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

/** Runs a statement whose answer nobody reads together with the one after it: see `withNext`. */
export async function executePipelined(db: Kysely<Database>, statement: Compilable): Promise<void> {
  const compiled = statement.compile();
  await db.executeQuery({ ...compiled, sql: `${pipelinedPrefix} ${compiled.sql}` });
}

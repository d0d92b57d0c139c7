import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

type Said = { at: number; server: string; ready: boolean };
/** On a disk that is full a row may still fit into a page that is there, where a new page is refused. */
type Fact = { at: number; row: boolean; page: boolean };

const askEveryMs = 250;
const answerWithinMs = 3000;
/** Health asks no more than once a second and waits two for an answer; the facts are looked at as seldom. */
const settlesWithinMs = 4000;

/** Asks every server whether it is ready, and the database what it can take. */
export class ReadyWatch implements AsyncDisposable {
  readonly #said: Said[] = [];
  readonly #facts: Fact[] = [];
  readonly #answered = new Map<string, boolean>();
  readonly #servers: readonly string[];
  readonly #databaseUrl: string;
  readonly #ending = new AbortController();
  #watching: Promise<unknown> = Promise.resolve();

  private constructor(servers: readonly string[], databaseUrl: string) {
    this.#servers = servers;
    this.#databaseUrl = databaseUrl;
  }

  /** Resolves when it has seen how the database stands: a server's answer may be as old as that, and was true then. */
  static async start(service: { serverUrls: readonly string[]; databaseUrl: string }): Promise<ReadyWatch> {
    const watch = new ReadyWatch(service.serverUrls, service.databaseUrl);
    await watch.#probeDatabase();
    const again = async (askOnce: () => Promise<void>) => {
      while (!watch.#ending.signal.aborted) {
        await askOnce();
        await pause(askEveryMs);
      }
    };
    watch.#watching = Promise.all([
      again(() => watch.#probeDatabase()),
      ...watch.#servers.map((server) => again(() => watch.#askServer(server))),
    ]);
    return watch;
  }

  /** Whether every server process answers whoever asks it now, whatever it says. */
  get allAnswer(): boolean {
    return this.#servers.every((server) => this.#answered.get(server) === true);
  }

  /** Resolves when every server says that it is ready. */
  async untilReady(withinMs: number): Promise<boolean> {
    const givenUpAt = performance.now() + withinMs;
    const latest = (server: string) => this.#said.findLast((said) => said.server === server)?.ready;
    while (performance.now() < givenUpAt) {
      if (this.#servers.every((server) => latest(server))) return true;
      await pause(100);
    }
    return false;
  }

  /** How long a server has said something else than what was true, the longest time, milliseconds; moments of change aside. */
  longestUntruthMs(): number {
    let longest = 0;
    for (const server of this.#servers) {
      let since: number | undefined;
      for (const { at, ready } of this.#said.filter((said) => said.server === server)) {
        const near = this.#facts.filter((fact) => Math.abs(fact.at - at) <= settlesWithinMs);
        const isTrue = near.length === 0 || near.some(({ row, page }) => (ready ? row : !page));
        since = isTrue ? undefined : (since ?? at);
        if (since !== undefined) longest = Math.max(longest, at - since + askEveryMs);
      }
    }
    return Math.round(longest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#watching;
  }

  async #askServer(server: string): Promise<void> {
    const at = performance.now();
    const signal = AbortSignal.timeout(answerWithinMs);
    try {
      const response = await fetch(`${server}/health/ready`, { signal });
      await response.arrayBuffer();
      this.#answered.set(server, true);
      this.#said.push({ at, server, ready: response.ok });
    } catch {
      // A process that is not there says nothing; one that does not answer in time is taken for not ready.
      this.#answered.set(server, false);
      if (signal.aborted) this.#said.push({ at, server, ready: false });
    }
  }

  async #probeDatabase(): Promise<void> {
    const at = performance.now();
    this.#facts.push({ at, ...(await whatCanBeWritten(this.#databaseUrl)) });
  }
}

async function whatCanBeWritten(connectionString: string): Promise<Omit<Fact, 'at'>> {
  let row = false;
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('create table if not exists chaos_rows (at timestamptz)');
    await client.query('insert into chaos_rows values (now())');
    row = true;
    await client.query('create table if not exists chaos_pages (filler text storage plain)');
    await client.query(`insert into chaos_pages values (repeat('x', 7000))`);
    return { row, page: true };
  } catch {
    return { row, page: false };
  } finally {
    client.end().catch(() => undefined);
  }
}

import { performance } from 'node:perf_hooks';
import pg from 'pg';
import type { Clock, Log } from '../../domain/ports.ts';
import { PeriodicTask } from '../../process/periodic-task.ts';
import { surviveLosses } from './connections.ts';
import { translated } from './errors.ts';

const measureEveryMs = 5000;
const samples = 3;
const connectWithinMs = 5000;

/** Postgres's clock as last measured. Its end stops the measuring; the clock goes on from what it knows. */
export type DatabaseClock = Clock & AsyncDisposable & { close(): Promise<void> };

/** A reading of the database's clock, at a moment of the process's own steady one. */
type Reading = { databaseMs: number; steadyMs: number; roundTripMs: number };

/**
 * One clock for every process: deadlines are compared with what another process has written, so a machine whose own
 * clock is wrong, or is set while we run, must not ring late or twice. Between two measurements the time that has
 * passed comes from a counter that no change of the wall clock moves. Throws `unavailable` when Postgres does not
 * answer at the start; later failures are logged and the clock runs on.
 */
export async function followDatabaseClock(options: {
  databaseUrl: string;
  log: Log;
  /** Milliseconds since any moment, never set back; for tests. */
  steadyNow?: () => number;
}): Promise<DatabaseClock> {
  const { databaseUrl, log, steadyNow = () => performance.now() } = options;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    application_name: 'bedside clock',
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: connectWithinMs,
  });
  // The next measurement opens another connection.
  surviveLosses(pool);
  const clock = new MeasuredClock({ measure: () => measure(pool, steadyNow), steadyNow, log });
  try {
    await clock.start();
  } catch (error) {
    await pool.end();
    throw translated(error);
  }
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= clock.stop().then(() => pool.end());
    return closed;
  };
  return { now: () => clock.now(), close, [Symbol.asyncDispose]: close };
}

/** The reading that was asked and answered fastest: the moment it stands for is known best. */
async function measure(pool: pg.Pool, steadyNow: () => number): Promise<Reading> {
  const client = await pool.connect();
  try {
    let best: Reading | undefined;
    for (let sample = 0; sample < samples; sample += 1) {
      const asked = steadyNow();
      const { rows } = await client.query<{ ms: string }>(
        'select extract(epoch from clock_timestamp()) * 1000 as ms',
      );
      const roundTripMs = steadyNow() - asked;
      if (best === undefined || roundTripMs < best.roundTripMs) {
        best = { databaseMs: Number(rows[0]?.ms), steadyMs: asked + roundTripMs / 2, roundTripMs };
      }
    }
    client.release();
    if (best === undefined) throw new Error('no sample was taken');
    return best;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

class MeasuredClock {
  readonly #measure: () => Promise<Reading>;
  readonly #steadyNow: () => number;
  readonly #log: Log;
  #last: Reading | undefined;
  #measuring: PeriodicTask | undefined;

  constructor(parts: { measure: () => Promise<Reading>; steadyNow: () => number; log: Log }) {
    this.#measure = parts.measure;
    this.#steadyNow = parts.steadyNow;
    this.#log = parts.log;
  }

  now(): Date {
    if (this.#last === undefined) {
      throw new Error('the clock has not been measured yet');
    }
    const { databaseMs, steadyMs } = this.#last;
    return new Date(Math.round(databaseMs + this.#steadyNow() - steadyMs));
  }

  async start(): Promise<void> {
    this.#last = await this.#measure();
    this.#measuring = new PeriodicTask({
      name: 'database-clock',
      everyMs: measureEveryMs,
      log: this.#log,
      task: () => this.#follow(),
      keepsProcess: false,
    });
  }

  async stop(): Promise<void> {
    await this.#measuring?.close();
  }

  async #follow(): Promise<void> {
    try {
      this.#last = await this.#measure();
    } catch (error) {
      this.#log.error(
        'the database clock could not be measured; the last measurement stands',
        translated(error),
      );
    }
  }
}

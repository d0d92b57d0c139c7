import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { environment } from '../../config/environment.ts';

/** The addresses of what `npm test` has started for the tests. */
export interface TestServices {
  /** A PostgreSQL server on which tests make databases of their own. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** mediasoup's worker. */
  readonly workerBin: string;
}

/** @throws Error when the tests were not started by `npm test` */
export function testServices(): TestServices {
  return {
    databaseUrl: required('BEDSIDE_TEST_DATABASE_URL'),
    redisUrl: required('BEDSIDE_TEST_REDIS_URL'),
    workerBin: required('MEDIASOUP_WORKER_BIN'),
  };
}

/** The path of the Chromium for browser tests. */
export function testChromium(): string {
  return required('BEDSIDE_CHROMIUM');
}

/** The path of Firefox, for tests whose file says `firefox`. */
export function testFirefox(): string {
  return required('BEDSIDE_FIREFOX');
}

/** The path of coturn's `turnserver`, for tests whose file says `relay`. */
export function testCoturn(): string {
  return required('BEDSIDE_COTURN');
}

/** A database that nobody else has, empty. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** Ends every connection to it and removes it; may be called twice. */
  drop: () => Promise<void>;
}

export async function createDatabase(): Promise<TestDatabase> {
  const { databaseUrl } = testServices();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(databaseUrl, `CREATE DATABASE ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const drop = () => query(databaseUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { url: url.href, drop, [Symbol.asyncDispose]: drop };
}

/** A prefix for Redis keys that nobody else has. */
export function redisPrefix(): string {
  return `test-${randomUUID()}`;
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function required(key: string): string {
  const value = environment()[key];
  if (value === undefined)
    throw new Error(`${key} is not set: run the tests with \`npm test\`, which sets up what they need.`);
  return value;
}

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

/** A database that nobody else has. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** Ends every connection to it and removes it; may be called twice. */
  drop: () => Promise<void>;
}

/** An empty one, for tests of the migrations themselves. */
export function createDatabase(): Promise<TestDatabase> {
  return copyOf('template1');
}

/** One with the schema of today and nothing in it: a copy, which is quicker than to migrate. */
export function createMigratedDatabase(): Promise<TestDatabase> {
  return copyOf(required('BEDSIDE_TEST_TEMPLATE'));
}

/** Creates what migrated databases are copied from; answers with its address, where it is to be migrated. */
export async function createTemplate(): Promise<string> {
  const name = required('BEDSIDE_TEST_TEMPLATE');
  await query(`CREATE DATABASE ${name}`);
  return addressOf(name);
}

export function dropTemplate(): Promise<void> {
  return dropDatabase(required('BEDSIDE_TEST_TEMPLATE'));
}

async function copyOf(template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const drop = () => dropDatabase(name);
  return { url: addressOf(name), drop, [Symbol.asyncDispose]: drop };
}

function dropDatabase(name: string): Promise<void> {
  return query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

function addressOf(name: string): string {
  const url = new URL(testServices().databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** A prefix for Redis keys that nobody else has. */
export function redisPrefix(): string {
  return `test-${randomUUID()}`;
}

async function query(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: testServices().databaseUrl });
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

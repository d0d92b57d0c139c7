import { createClient, type RedisClientType } from 'redis';
import type { Log } from '../domain/ports.ts';
import { inTime } from './timeout.ts';

type Protocol = 2 | 3;

/** Without modules of our own; the protocol decides the types of the answers. */
export type RedisClient<P extends Protocol = 3> = RedisClientType<NoModules, NoModules, NoModules, P>;
// What createClient answers with where it is given no modules, functions or scripts.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the package's own word for none
type NoModules = {};

/** What differs between the clients of Redis. Everything else is the same for all. */
export type RedisClientOptions<P extends Protocol = 3> = {
  url: string;
  log: Log;
  /** What the connection is for, as the log names it. */
  connection: string;
  /** What becomes of a command while Redis is away: it fails at once, or waits with so many others. */
  whileAway: 'fail' | 'wait' | { waitAtMost: number };
  /** A connection on which nothing has come for so long is taken to be dead. Only where something is always due. */
  silentMs?: number;
  /** The version of Redis's protocol, where the user of the client knows the answers of one only. */
  protocol?: P;
};

const connectWithinMs = 2000;

/**
 * A client that is not connected yet, for BullMQ, which connects what it is handed. It comes (and comes back) by
 * itself for ever, trying at least once a second, because calls go on without Redis; none of its errors is fatal.
 */
export function createRedis<P extends Protocol = 3>(options: RedisClientOptions<P>): RedisClient<P> {
  const { url, whileAway, silentMs, protocol } = options;
  const client = originalOf(protocol).duplicate({
    url,
    ...(whileAway === 'fail' && { disableOfflineQueue: true }),
    ...(typeof whileAway === 'object' && { commandsQueueMaxLength: whileAway.waitAtMost }),
    socket: {
      connectTimeout: connectWithinMs,
      ...(silentMs !== undefined && { socketTimeout: silentMs }),
      reconnectStrategy: (attempt) => Math.min(25 * 2 ** attempt, 1000),
    },
  });
  logLosses(client, options);
  return client;
}

const originals = new Map<Protocol | undefined, RedisClient<never>>();

/**
 * A client that is never connected, to make others from. `createClient` puts all commands of Redis together anew whenever its
 * options are not those of the call before, some 50 ms each; a duplicate has those of its original.
 */
function originalOf<P extends Protocol>(protocol: P | undefined): RedisClient<P> {
  const known = originals.get(protocol);
  if (known !== undefined) return known as RedisClient<P>;
  const original = createClient(protocol === undefined ? {} : { RESP: protocol });
  originals.set(protocol, original as RedisClient<never>);
  return original;
}

/** How long whoever starts waits for Redis before it goes on without. */
export const joinWithinMs = 2000;

/** Begins to connect, and answers when Redis is there or has not answered in time: then it is joined when it comes. */
export async function openRedis<P extends Protocol = 3>(
  options: RedisClientOptions<P>,
): Promise<RedisClient<P>> {
  const client = createRedis(options);
  await joinedOrNot(() => client.connect());
  return client;
}

/** Waits for Redis as long as whoever starts does; what fails or comes later has been logged by the client. */
export async function joinedOrNot(join: () => Promise<unknown>): Promise<void> {
  const joining = join();
  joining.catch(() => undefined);
  await inTime(joinWithinMs, () => joining).catch(() => undefined);
}

/** Lets what is under way finish where Redis is there, and otherwise drops it. */
export async function closeRedis(client: RedisClient): Promise<void> {
  if (client.isReady) {
    await client.close();
  } else if (client.isOpen) {
    client.destroy();
  }
}

/** One line a loss: the retries would fill the log. Without a listener an error would end the process. */
function logLosses(
  client: {
    on(event: 'error', listener: (error: unknown) => void): unknown;
    on(event: 'ready', listener: () => void): unknown;
  },
  { log, connection }: { log: Log; connection: string },
): void {
  let lost = false;
  client.on('error', (error: unknown) => {
    if (!lost) log.error('redis connection lost', error, { connection });
    lost = true;
  });
  client.on('ready', () => {
    if (lost) log.info('redis connection back', { connection });
    lost = false;
  });
}

import { createClient } from 'redis';
import type { Log } from '../domain/ports.ts';

export type RedisConnection = ReturnType<typeof redisConnection>;

/**
 * A Redis client for BullMQ, which connects it but leaves the closing of what it was handed to us. It retries for ever,
 * at least once a second, because a queue that gave up would leave calls unanswered after Redis is back.
 */
export function redisConnection(url: string, log: Log) {
  const client = createClient({
    url,
    socket: { connectTimeout: 2000, reconnectStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1000) },
  });
  client.on('error', (error: unknown) => {
    log.warn('redis connection failed', { code: errorCode(error) });
  });
  return client;
}

/** Lets what is under way finish where Redis is there, and otherwise drops it. */
export async function closeConnection(connection: RedisConnection): Promise<void> {
  if (connection.isReady) {
    await connection.close();
  } else if (connection.isOpen) {
    connection.destroy();
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

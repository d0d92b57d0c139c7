import { createClient } from 'redis';
import type { Log } from '../domain/ports.ts';

/** The server's own Redis client, for limits on attempts and for the readiness check. */
export type RedisConnection = ReturnType<typeof createRedis>;

function createRedis(url: string) {
  return createClient({
    url,
    // A command given while Redis is away fails at once: the limits then count in memory.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2000, reconnectStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1000) },
  });
}

/** Connects, waiting for Redis as long as it takes; reconnects by itself from then on. */
export async function openRedis({ url, log }: { url: string; log: Log }): Promise<RedisConnection> {
  const redis = createRedis(url);
  redis.on('error', (error: unknown) => {
    log.warn('redis connection failed', {
      code: error instanceof Error && 'code' in error ? String(error.code) : 'unknown',
    });
  });
  await redis.connect();
  return redis;
}

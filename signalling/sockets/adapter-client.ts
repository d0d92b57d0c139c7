import { ErrorReply } from 'redis';
import type { Log } from '../../domain/ports.ts';
import { joinedOrNot } from '../../process/redis.ts';
import { inTime } from '../../process/timeout.ts';
import type { RedisLink } from './redis-link.ts';

/** Facts carry what staff say of patients: none of it stays in Redis for longer than this after the last fact. */
const streamLifeSeconds = 60;
const answerWithinMs = 2000;
const pauseAfterFailureMs = 100;

/** Logs a failure that nobody else would report. */
type Report = (operation: string) => (error: unknown) => void;

/**
 * Wraps the `redis` client for the Redis Streams adapter 0.3.1 and works around its defects: the adapter leaves
 * failed publishes unhandled (which ends a Node process), spins without pause when reading fails, reads from `$`
 * again after each silent wait (which skips what came in between), and opens connections that it closes late.
 */
export async function adapterClient({ link, stream, log }: { link: RedisLink; stream: string; log: Log }) {
  const report: Report = (operation) => (error) => {
    if (!link.closed) {
      log.error('redis refused', error, { operation });
    }
  };
  let start: Promise<string> | undefined;
  const startAt = () =>
    (start ??= lastIdOf(link, stream).catch((error: unknown) => {
      start = undefined;
      throw error;
    }));
  // Fixed now where Redis is there, so that no fact from here on is missed, and otherwise when it comes.
  if (link.writer.isReady) await joinedOrNot(startAt);
  const reading = readingSide({ link, report, startAt });
  return { ...writingSide(link, report), duplicate: () => reading };
}

/** What the adapter asks of the connections that it believes it has opened itself. */
function readingSide({
  link,
  report,
  startAt,
}: {
  link: RedisLink;
  report: Report;
  startAt: () => Promise<string>;
}) {
  return {
    sSubscribe: refuseSharded,
    on: () => undefined,
    connect: () => Promise.resolve(),
    disconnect: () => undefined,
    subscribe: (channels: string[], listener: (payload: Buffer) => void) => {
      link.subscriber.subscribe(channels, listener, true).catch(report('subscribe'));
    },
    async xRead(streams: { key: string; id: string }[], options: { COUNT: number; BLOCK: number }) {
      try {
        const first = await startAt();
        const from = streams.map(({ key, id }) => ({ key, id: id === '$' ? first : id }));
        return await link.reader.xRead(from, options);
      } catch (error) {
        await new Promise((resolve) => setTimeout(resolve, pauseAfterFailureMs));
        throw error;
      }
    },
  };
}

function writingSide(link: RedisLink, report: Report) {
  async function append(key: string, id: string, message: Record<string, string>, options: object) {
    const written = await link.writer.xAdd(key, id, message, options);
    link.writer.expire(key, streamLifeSeconds).catch(report('expire'));
    return written;
  }
  return {
    /** Its presence tells the adapter that this is a client of the `redis` package. */
    sSubscribe: refuseSharded,
    /** Retried after a broken connection: the write may not have arrived, and a duplicate fact is harmless. */
    async xAdd(key: string, id: string, message: Record<string, string>, options: object) {
      try {
        return await append(key, id, message, options).catch((error: unknown) => {
          if (link.closed || error instanceof ErrorReply) {
            throw error;
          }
          return append(key, id, message, options);
        });
      } catch (error) {
        report('append')(error);
        throw error;
      }
    },
    publish: (channel: string, payload: Buffer) =>
      link.writer.publish(channel, payload).catch(report('publish')),
    sendCommand: (args: string[]) => inTime(answerWithinMs, () => link.writer.sendCommand(args)),
  };
}

async function lastIdOf(link: RedisLink, stream: string): Promise<string> {
  const newest = await link.writer.xRevRange(stream, '+', '-', { COUNT: 1 });
  return newest?.[0]?.id ?? '0-0';
}

function refuseSharded(): never {
  throw new Error('sharded publish and subscribe is not used');
}

import { Router } from 'express';
import type { Log } from '../../domain/ports.ts';
import { inTime } from '../../process/timeout.ts';

/** Rejects when what it looks at is not there. */
export type ReadinessCheck = () => Promise<void>;
export type ReadinessChecks = Readonly<
  Record<'postgres' | 'redis' | 'mediaWorkers' | 'mediaClocks' | 'disk', ReadinessCheck>
>;

/**
 * Without it no press can be kept. Without the others calls are kept and rung, later or without a picture; a disk that is
 * nearly full, or a media node's wrong clock, is told while there is time.
 */
const needed: keyof ReadinessChecks = 'postgres';
const answerWithinMs = 2000;
/** Anybody may ask; Postgres is written to no more often than this. */
const lookedAtAgainAfterMs = 1000;

/**
 * `/health/live`: the process answers. `/health/ready`: a press can be kept now, else 503; what is `impaired` meanwhile
 * is told apart, so that a balancer does not take servers away that can still answer.
 */
export function healthRoutes({ checks, log }: { checks: ReadinessChecks; log: Log }): Router {
  const router = Router();
  const down = new Set<string>();
  const names = Object.keys(checks) as (keyof ReadinessChecks)[];
  const check = throttled(lookedAtAgainAfterMs, async () => {
    await Promise.all(
      names.map(async (name) => {
        const error = await faultOf(checks[name]);
        // Logged when it changes, not on each request.
        if (error === undefined) {
          down.delete(name);
        } else if (!down.has(name)) {
          down.add(name);
          log.error(name === needed ? 'not ready' : 'impaired', error, { check: name });
        }
      }),
    );
  });
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', async (_request, response) => {
    await check();
    response.status(down.has(needed) ? 503 : 200).json({
      status: down.has(needed) ? 'not-ready' : down.size > 0 ? 'impaired' : 'ready',
      checks: Object.fromEntries(names.map((name) => [name, down.has(name) ? 'down' : 'up'])),
    });
  });
  return router;
}

/** The work, shared by all who ask for it within this time of its beginning. */
function throttled(forMs: number, work: () => Promise<void>): () => Promise<void> {
  let last: { startedAt: number; done: Promise<void> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.startedAt >= forMs)
      last = { startedAt: performance.now(), done: work() };
    return last.done;
  };
}

async function faultOf(check: ReadinessCheck): Promise<Error | undefined> {
  try {
    await inTime(answerWithinMs, check);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('not ready', { cause: error });
  }
}

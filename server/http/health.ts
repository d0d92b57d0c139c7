import { Router } from 'express';
import type { Log } from '../../domain/ports.ts';
import { inTime } from '../../process/timeout.ts';

/** One thing the service cannot work without; rejects when it is not there. */
export type ReadinessCheck = () => Promise<void>;
export type ReadinessChecks = Readonly<Record<'postgres' | 'redis' | 'mediaWorkers', ReadinessCheck>>;

const answerWithinMs = 2000;

/** `/health/live`: the process answers. `/health/ready`: everything it needs answers too, else 503 with what does not. */
export function healthRoutes({ checks, log }: { checks: ReadinessChecks; log: Log }): Router {
  const router = Router();
  const down = new Set<string>();
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', async (_request, response) => {
    const names = Object.keys(checks) as (keyof ReadinessChecks)[];
    await Promise.all(
      names.map(async (name) => {
        const error = await faultOf(checks[name]);
        // Logged when it changes, not on each request.
        if (error === undefined) {
          down.delete(name);
        } else if (!down.has(name)) {
          down.add(name);
          log.error('not ready', error, { check: name });
        }
      }),
    );
    response.status(down.size === 0 ? 200 : 503).json({
      status: down.size === 0 ? 'ready' : 'not-ready',
      checks: Object.fromEntries(names.map((name) => [name, down.has(name) ? 'down' : 'up'])),
    });
  });
  return router;
}

async function faultOf(check: ReadinessCheck): Promise<Error | undefined> {
  try {
    await inTime(answerWithinMs, check);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('not ready', { cause: error });
  }
}

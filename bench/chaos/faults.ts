import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import type { Fault, FaultKind } from './fault-plan.ts';
import type { Interval } from './intervals.ts';
import type { Service } from './service.ts';

/** A fault as it happened, by our own clock; it is repaired when whatever was taken away is there again. */
export type Happened = { fault: Fault; startedAt: number; repairedAt: number };

const takesEverythingAway: readonly FaultKind[] = [
  'kill-redis',
  'restart-postgres',
  'pause-redis',
  'pause-postgres',
];
const patienceMs = 5000;

/** The window of each fault, as `attention.ts` defines it. */
export function windowOf({ fault, startedAt, repairedAt }: Happened): Interval {
  const until = takesEverythingAway.includes(fault.kind) ? repairedAt : startedAt;
  return { from: startedAt, to: until + patienceMs };
}

/** Does the harm and makes it good again. */
export async function commit(service: Service, fault: Fault): Promise<Happened> {
  const startedAt = performance.now();
  await doHarm(service, fault);
  return { fault, startedAt, repairedAt: performance.now() };
}

async function doHarm(service: Service, { kind, target, lastsMs, offsetMs }: Fault): Promise<void> {
  const part = service.part(target);
  switch (kind) {
    case 'kill-server':
    case 'kill-worker':
    case 'kill-redis':
      return part.kill('SIGKILL');
    case 'restart-postgres':
      // "Immediate shutdown": connections are cut and nothing is written down; what was committed is read back.
      return part.kill('SIGQUIT');
    case 'flush-redis':
      return flush(service.redisUrl);
    case 'pause-server':
    case 'pause-worker':
    case 'pause-redis':
    case 'pause-postgres': {
      const goOn = await part.pause({ children: kind === 'pause-postgres' });
      await pause(lastsMs);
      goOn();
      return;
    }
    case 'step-clock':
      await service.stepClock(target, offsetMs);
      await pause(lastsMs);
      return service.stepClock(target, 0);
  }
}

/** Redis may be on its way up; a flush that cannot be done then is none. */
async function flush(url: string): Promise<void> {
  const client = createClient({
    url,
    socket: { reconnectStrategy: (retries) => (retries > 20 ? false : 200) },
  });
  client.on('error', () => undefined);
  await client.connect();
  await client.sendCommand(['FLUSHALL']);
  client.destroy();
}

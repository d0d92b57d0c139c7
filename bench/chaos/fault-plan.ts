import { SeededRandom } from './seeded-random.ts';

/** Everything that may go wrong. A pause is a SIGSTOP, a kill a SIGKILL; Postgres is stopped at once, without goodbye. */
export const faultKinds = [
  'kill-server',
  'kill-worker',
  'kill-redis',
  'flush-redis',
  'restart-postgres',
  'pause-server',
  'pause-worker',
  'pause-redis',
  'pause-postgres',
  'step-clock',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Which process: a server or a worker by its number, Redis or Postgres. */
export type Target = 'server-0' | 'server-1' | 'worker-0' | 'worker-1' | 'redis' | 'postgres';

/** `offsetMs` is that of the target's clock while the fault lasts; 0 for every other kind. */
export type Fault = { atMs: number; kind: FaultKind; target: Target; lastsMs: number; offsetMs: number };

const pauseMs = 10_000;
const clockStepMs = 90_000;
/** Whoever has been killed has to be back before the next one may be, or nobody would be left to serve. */
const gapMs = { least: 5000, most: 9000 };
const firstAtMs = 5000;

/**
 * Which faults come when: the same for the same seed and length. Every kind comes once before any comes again; now
 * and then one begins while another of a different part of the service is still going on.
 */
export function planFaults({ seed, minutes }: { seed: number; minutes: number }): Fault[] {
  const random = new SeededRandom(seed);
  const endMs = minutes * 60_000;
  const plan: Fault[] = [];
  const goesOnUntil = new Map<string, number>();
  let deck: FaultKind[] = [];
  let nextMs = firstAtMs;
  for (;;) {
    if (deck.length === 0) deck = random.shuffled(faultKinds);
    const kind = deck.pop() ?? 'kill-server';
    const atMs = Math.max(nextMs, goesOnUntil.get(partOf(kind)) ?? 0);
    const fault = { atMs, kind, ...detailsOf(kind, random) };
    if (atMs + fault.lastsMs > endMs) return plan;
    plan.push(fault);
    const gap = random.between(gapMs.least, gapMs.most);
    goesOnUntil.set(partOf(kind), atMs + fault.lastsMs + gap);
    const overlaps = fault.lastsMs > 0 && random.chance(0.25);
    nextMs = atMs + (overlaps ? random.between(1000, 6000) : fault.lastsMs + gap);
  }
}

function detailsOf(kind: FaultKind, random: SeededRandom): Pick<Fault, 'target' | 'lastsMs' | 'offsetMs'> {
  const number = random.pick<'0' | '1'>(['0', '1']);
  switch (kind) {
    case 'kill-server':
      return { target: `server-${number}`, lastsMs: 0, offsetMs: 0 };
    case 'kill-worker':
      return { target: `worker-${number}`, lastsMs: 0, offsetMs: 0 };
    case 'pause-server':
      return { target: `server-${number}`, lastsMs: pauseMs, offsetMs: 0 };
    case 'pause-worker':
      return { target: `worker-${number}`, lastsMs: pauseMs, offsetMs: 0 };
    case 'kill-redis':
    case 'flush-redis':
      return { target: 'redis', lastsMs: 0, offsetMs: 0 };
    case 'pause-redis':
      return { target: 'redis', lastsMs: pauseMs, offsetMs: 0 };
    case 'restart-postgres':
      return { target: 'postgres', lastsMs: 0, offsetMs: 0 };
    case 'pause-postgres':
      return { target: 'postgres', lastsMs: pauseMs, offsetMs: 0 };
    case 'step-clock':
      return {
        target: random.pick(['server-0', 'server-1', 'worker-0', 'worker-1']),
        lastsMs: random.between(10_000, 20_000),
        offsetMs: random.pick([-clockStepMs, clockStepMs]),
      };
  }
}

/** Of the same part only one may be away at a time: two servers, say, or there would be none. */
function partOf(kind: FaultKind): string {
  return kind.split('-')[1] ?? kind;
}

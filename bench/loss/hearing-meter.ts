import type { BrowserContext, Page } from 'playwright-core';

/** What has arrived at a page while it was measured, added up over its streams. */
export type Heard = {
  /** Of sound, in samples: played, made up, and of those made up as silence. */
  played: number;
  concealed: number;
  silent: number;
  /** How long what was played had waited in the jitter buffer, in seconds times samples; of how many. */
  waited: number;
  emitted: number;
  frames: number;
  freezes: number;
  frozenMs: number;
};

type Meter = { start(): Promise<void>; read(): Promise<Heard> };
type Metered = { hearingMeter: Meter };

export async function addHearingMeter(context: BrowserContext): Promise<void> {
  await context.addInitScript(installMeter);
}

export function startHearing(page: Page): Promise<void> {
  return page.evaluate(() => (globalThis as unknown as Metered).hearingMeter.start());
}

export function readHearing(page: Page): Promise<Heard> {
  return page.evaluate(() => (globalThis as unknown as Metered).hearingMeter.read());
}

/**
 * Runs in the page, so it may name nothing from outside of itself. It looks often, because a connection that is made anew
 * takes the counts of the one before it along.
 */
function installMeter(): void {
  const counters = {
    played: 'totalSamplesReceived',
    concealed: 'concealedSamples',
    silent: 'silentConcealedSamples',
    waited: 'jitterBufferDelay',
    emitted: 'jitterBufferEmittedCount',
    frames: 'framesDecoded',
    freezes: 'freezeCount',
    frozenMs: 'totalFreezesDuration',
  } as const;
  const ofPictures: readonly string[] = ['frames', 'freezes', 'frozenMs'];
  const names = Object.keys(counters) as (keyof Heard)[];
  const nothing = (): Heard => Object.fromEntries(names.map((name) => [name, 0])) as Heard;
  let total = nothing();
  let before = new Map<string, Heard>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const counts = async (): Promise<Map<string, Heard>> => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    const found = new Map<string, Heard>();
    for (const [n, connection] of peerConnectionsMade.entries()) {
      for (const report of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (report['type'] !== 'inbound-rtp') continue;
        const counted = nothing();
        for (const name of names) {
          if (ofPictures.includes(name) !== (report['kind'] === 'video')) continue;
          counted[name] = Number(report[counters[name]] ?? 0) * (name === 'frozenMs' ? 1000 : 1);
        }
        found.set(`${n} ${String(report['ssrc'])}`, counted);
      }
    }
    return found;
  };
  const look = async (): Promise<void> => {
    const now = await counts();
    for (const [stream, counted] of now) {
      const last = before.get(stream) ?? nothing();
      for (const name of names) total[name] += Math.max(0, counted[name] - last[name]);
    }
    before = now;
  };
  const meter: Meter = {
    async start() {
      clearInterval(timer);
      before = await counts();
      total = nothing();
      timer = setInterval(() => {
        look().catch((error: unknown) => {
          console.error('the statistics can not be read', error);
        });
      }, 500);
    },
    async read() {
      clearInterval(timer);
      await look();
      return total;
    },
  };
  Object.assign(globalThis, { hearingMeter: meter });
}

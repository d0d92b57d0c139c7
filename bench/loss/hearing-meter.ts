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
type Counts = Map<string, Heard>;
type Metered = { hearingMeter: Meter; heardCounts: () => Promise<Counts> };

export async function addHearingMeter(context: BrowserContext): Promise<void> {
  await context.addInitScript(installCounts);
  await context.addInitScript(installMeter);
}

export function startHearing(page: Page): Promise<void> {
  return page.evaluate(() => (globalThis as unknown as Metered).hearingMeter.start());
}

export function readHearing(page: Page): Promise<Heard> {
  return page.evaluate(() => (globalThis as unknown as Metered).hearingMeter.read());
}

// What follows runs in the page, so it may name nothing from outside of itself.

/** Reads what the page's connections have counted so far, by stream. */
function installCounts(): void {
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
  const countedIn = (report: Record<string, unknown>): Heard => {
    const counted = Object.entries(counters).map(([name, counter]) => {
      const isOfKind = ofPictures.includes(name) === (report['kind'] === 'video');
      // Statistics count time in seconds.
      const value = Number(report[counter] ?? 0) * (name === 'frozenMs' ? 1000 : 1);
      return [name, isOfKind ? value : 0];
    });
    return Object.fromEntries(counted) as Heard;
  };
  const heardCounts = async (): Promise<Counts> => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    const found: Counts = new Map();
    for (const [n, connection] of peerConnectionsMade.entries()) {
      for (const report of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (report['type'] === 'inbound-rtp') found.set(`${n} ${String(report['ssrc'])}`, countedIn(report));
      }
    }
    return found;
  };
  Object.assign(globalThis, { heardCounts });
}

/** Looks often, because a connection that is made anew takes the counts of the one before it along. */
function installMeter(): void {
  const { heardCounts } = globalThis as unknown as Metered;
  const nothing = {
    played: 0,
    concealed: 0,
    silent: 0,
    waited: 0,
    emitted: 0,
    frames: 0,
    freezes: 0,
    frozenMs: 0,
  };
  const names = Object.keys(nothing) as (keyof Heard)[];
  let total: Heard = { ...nothing };
  let before: Counts = new Map();
  let timer: ReturnType<typeof setInterval> | undefined;
  const sample = async (): Promise<void> => {
    const now = await heardCounts();
    for (const [stream, counted] of now) {
      const last = before.get(stream) ?? nothing;
      for (const name of names) total[name] += Math.max(0, counted[name] - last[name]);
    }
    before = now;
  };
  const hearingMeter: Meter = {
    async start() {
      clearInterval(timer);
      before = await heardCounts();
      total = { ...nothing };
      timer = setInterval(() => {
        sample().catch((error: unknown) => {
          console.error('the statistics can not be read', error);
        });
      }, 500);
    },
    async read() {
      clearInterval(timer);
      await sample();
      return total;
    },
  };
  Object.assign(globalThis, { hearingMeter });
}

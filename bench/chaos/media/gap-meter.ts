import type { BrowserContext, Page } from 'playwright-core';
import { speaksWithoutPause } from '../../../test/support/speaks-without-pause.ts';

/** What a page has seen and heard of the other side since the meter was started. */
export type Measured = {
  /** The longest time without a newly decoded picture, milliseconds. */
  pictureMs: number;
  /** The longest time without sound above silence, milliseconds. */
  soundMs: number;
  /** How much of the sound the browser had to make up, per cent. */
  concealedPercent: number;
  /** The loudest 10 ms: a tone at full level has 0.7, silence 0. */
  loudest: number;
  /** How long ago the last picture and the last sound came, milliseconds. */
  pictureAgoMs: number;
  soundAgoMs: number;
};

type Meter = {
  start(): Promise<void>;
  read(): Promise<Measured>;
  /** A picture has been decoded, or 10 ms of sound of this level. */
  arrived(what: 'picture' | 'sound', level: number): void;
};
type Metered = {
  concealment: { start(): Promise<void>; percent(): Promise<number> };
  gapMeter: Meter;
  peerConnectionsMade?: RTCPeerConnection[];
};

/** Makes a device of whoever speaks without a pause, and measures what arrives. */
export async function addGapMeter(context: BrowserContext): Promise<void> {
  await context.addInitScript(speaksWithoutPause);
  await context.addInitScript(installConcealment);
  await context.addInitScript(installMeter);
  await context.addInitScript(followTracks);
}

export function startMeter(page: Page): Promise<void> {
  return page.evaluate(() => (globalThis as unknown as Metered).gapMeter.start());
}

export function readMeter(page: Page): Promise<Measured> {
  return page.evaluate(() => (globalThis as unknown as Metered).gapMeter.read());
}

// What follows runs in the page, so it may name nothing from outside of itself.

/** Counts how much of the sound was made up by the browser. */
function installConcealment(): void {
  type Counts = { concealed: number; all: number };
  const before = new Map<string, Counts>();
  const counts = async (): Promise<Map<string, Counts>> => {
    const { peerConnectionsMade = [] } = globalThis as unknown as Metered;
    const found = new Map<string, Counts>();
    for (const [n, connection] of peerConnectionsMade.entries()) {
      for (const report of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
        const concealed = Number(report['concealedSamples'] ?? 0);
        found.set(`${n} ${String(report['ssrc'])}`, {
          concealed,
          all: Number(report['totalSamplesReceived'] ?? 0),
        });
      }
    }
    return found;
  };
  // Of the streams that are there now; one that has gone has taken its counts along.
  const percent = async (): Promise<number> => {
    const sum = { concealed: 0, all: 0 };
    for (const [stream, { concealed, all }] of await counts()) {
      const from = before.get(stream) ?? { concealed: 0, all: 0 };
      sum.concealed += concealed - from.concealed;
      sum.all += all - from.all;
    }
    return (100 * sum.concealed) / Math.max(1, sum.all);
  };
  const start = async (): Promise<void> => {
    before.clear();
    for (const [stream, counted] of await counts()) before.set(stream, counted);
  };
  Object.assign(globalThis, { concealment: { start, percent } });
}

function installMeter(): void {
  const { concealment } = globalThis as unknown as Metered;
  const silence = 0.05;
  const last = { picture: 0, sound: 0 };
  const gap = { picture: 0, sound: 0 };
  let loudest = 0;
  const meter: Meter = {
    async start() {
      await concealment.start();
      const at = performance.now();
      Object.assign(last, { picture: at, sound: at });
      Object.assign(gap, { picture: 0, sound: 0 });
      loudest = 0;
    },
    async read() {
      const concealed = await concealment.percent();
      const at = performance.now();
      const ago = { picture: at - last.picture, sound: at - last.sound };
      return {
        pictureMs: Math.max(gap.picture, ago.picture),
        soundMs: Math.max(gap.sound, ago.sound),
        concealedPercent: concealed,
        loudest,
        pictureAgoMs: ago.picture,
        soundAgoMs: ago.sound,
      };
    },
    arrived(what, level) {
      loudest = Math.max(loudest, level);
      if (what === 'sound' && level <= silence) return;
      const at = performance.now();
      gap[what] = Math.max(gap[what], at - last[what]);
      last[what] = at;
    },
  };
  Object.assign(globalThis, { gapMeter: meter });
}

/** Tells the meter of every frame of every track, whatever connection it comes over. */
function followTracks(): void {
  const { gapMeter } = globalThis as unknown as Metered;
  const levelOf = (data: AudioData): number => {
    const samples = new Float32Array(data.numberOfFrames);
    data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  };
  const { MediaStreamTrackProcessor: Processor } = globalThis as unknown as {
    MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => {
      readable: ReadableStream<VideoFrame | AudioData>;
    };
  };
  const follow = async (track: MediaStreamTrack): Promise<void> => {
    const reader = new Processor({ track }).readable.getReader();
    for (let { value } = await reader.read(); value !== undefined; { value } = await reader.read()) {
      if (value instanceof VideoFrame) gapMeter.arrived('picture', 0);
      else gapMeter.arrived('sound', levelOf(value));
      value.close();
    }
  };
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => {
        follow(track).catch((error: unknown) => {
          console.error('a track can not be followed', error);
        });
      });
    }
  };
}

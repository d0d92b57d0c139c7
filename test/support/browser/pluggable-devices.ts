import type { Page } from 'playwright-core';
import { eventually } from '../eventually.ts';

export type PluggableDevice = {
  kind: MediaDeviceKind;
  deviceId: string;
  groupId: string;
  label: string;
  /** A microphone hears nothing but this tone, so that the other side can tell which one it hears. */
  toneHz?: number;
  facing?: 'user' | 'environment';
};

/** What a test does to the devices of a page. */
type Bench = {
  plug: (device: PluggableDevice) => void;
  /** `ended` is what a browser says first; some only change their list. */
  pull: (deviceId: string, says: 'ended' | 'list only') => void;
  silence: (deviceId: string) => void;
  giveBack: (deviceId: string) => void;
  /** Something else has it: tracks end, and it cannot be opened. */
  seize: (deviceId: string) => void;
  release: (deviceId: string) => void;
  sinks: () => string[];
};

/**
 * From the next load of the page on its devices are these. Chromium's fake devices can neither be pulled out nor taken by
 * a telephone call, so `getUserMedia`, `enumerateDevices` and `setSinkId` are wrapped: what is sent is real, what is
 * plugged in is the test's word.
 */
export async function replaceDevices(page: Page, devices: readonly PluggableDevice[]): Promise<void> {
  await page.addInitScript(wrapDevices, devices);
  await page.reload();
}

export function onDevices<N extends Exclude<keyof Bench, 'sinks'>>(
  page: Page,
  what: N,
  ...args: Parameters<Bench[N]>
): Promise<void> {
  return page.evaluate(
    ([name, given]) => {
      const { deviceBench } = globalThis as unknown as { deviceBench: Bench };
      (deviceBench[name] as (...all: unknown[]) => void)(...given);
    },
    [what, args] as const,
  );
}

/** Where the page plays the others' sound. */
export function sinksOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { deviceBench: Bench }).deviceBench.sinks());
}

/** Waits until the page hears this tone; null: until nothing is heard. */
export async function hears(page: Page, toneHz: number | null): Promise<void> {
  await eventually(async () => {
    const heard = await loudestTone(page);
    const right = toneHz === null ? heard === null : heard !== null && Math.abs(heard - toneHz) < 40;
    return right ? undefined : `${String(heard)} Hz is heard, not ${String(toneHz)}`;
  }, 15_000);
}

/** The loudest tone in what the page receives, listened to for a third of a second; null when it is silent throughout. */
export function loudestTone(page: Page): Promise<number | null> {
  return page.evaluate(async () => {
    const streams = [...document.querySelectorAll('audio')].flatMap(({ srcObject }) =>
      srcObject instanceof MediaStream && srcObject.active ? [srcObject] : [],
    );
    if (streams.length === 0) return null;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    for (const stream of streams) context.createMediaStreamSource(stream).connect(analyser);
    const levels = new Float32Array(analyser.frequencyBinCount);
    let loudest = { level: -60, hz: null as number | null };
    for (let n = 0; n < 10; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      analyser.getFloatFrequencyData(levels);
      levels.forEach((level, bin) => {
        if (level > loudest.level) loudest = { level, hz: (bin * context.sampleRate) / analyser.fftSize };
      });
    }
    await context.close();
    return loudest.hz;
  });
}

function wrapDevices(initial: readonly PluggableDevice[]): void {
  // A blank page is not a secure one and has no devices at all.
  const media = (navigator as Partial<Navigator>).mediaDevices;
  if (media === undefined) return;
  let devices = [...initial];
  const seized = new Set<string>();
  const open: { deviceId: string; track: MediaStreamTrack; silence: (silent: boolean) => void }[] = [];
  const real = media.getUserMedia.bind(media);

  const choose = (kind: MediaDeviceKind, asked: MediaTrackConstraints): PluggableDevice => {
    const { exact, ideal } = (asked.deviceId ?? {}) as ConstrainDOMStringParameters;
    const facing = ((asked.facingMode ?? {}) as ConstrainDOMStringParameters).exact;
    const ofKind = devices.filter((device) => device.kind === kind);
    const fitting = ofKind.filter(
      (device) =>
        (exact === undefined || device.deviceId === exact) &&
        (facing === undefined || device.facing === facing),
    );
    const chosen = fitting.find(({ deviceId }) => deviceId === ideal) ?? fitting[0];
    if (ofKind.length === 0) throw new DOMException('none', 'NotFoundError');
    if (chosen === undefined) throw new DOMException('none like that', 'OverconstrainedError');
    if (seized.has(chosen.deviceId)) throw new DOMException('in use', 'NotReadableError');
    return chosen;
  };

  const microphone = ({ toneHz = 440 }: PluggableDevice) => {
    const context = new AudioContext();
    const end = context.createMediaStreamDestination();
    const gain = new GainNode(context);
    const voice = new OscillatorNode(context, { frequency: toneHz });
    voice.connect(gain).connect(end);
    voice.start();
    return {
      track: end.stream.getAudioTracks()[0] as MediaStreamTrack,
      silence: (silent: boolean) => {
        gain.gain.value = silent ? 0 : 1;
      },
    };
  };
  const camera = async () => ({
    track: (await real({ video: true })).getVideoTracks()[0] as MediaStreamTrack,
    silence: () => undefined,
  });

  const capture = async (device: PluggableDevice) => {
    const { track, silence } = device.kind === 'audioinput' ? microphone(device) : await camera();
    const { deviceId, groupId, facing } = device;
    const settings = track.getSettings();
    Object.defineProperties(track, {
      label: { value: device.label },
      muted: { value: false, writable: true },
      getSettings: {
        value: () => ({ ...settings, deviceId, groupId, ...(facing && { facingMode: facing }) }),
      },
    });
    open.push({ deviceId, track, silence });
    return track;
  };

  media.enumerateDevices = () =>
    Promise.resolve(
      devices.map((device) => ({
        ...device,
        getCapabilities: () => (device.facing === undefined ? {} : { facingMode: [device.facing] }),
        toJSON: () => device,
      })),
    );
  media.getUserMedia = async ({ audio, video } = {}) => {
    const chosen = [
      ...(audio ? [choose('audioinput', audio as MediaTrackConstraints)] : []),
      ...(video ? [choose('videoinput', video as MediaTrackConstraints)] : []),
    ];
    return new MediaStream(await Promise.all(chosen.map(capture)));
  };
  HTMLMediaElement.prototype.setSinkId = function (sink: string) {
    if (sink !== '' && !devices.some(({ deviceId }) => deviceId === sink)) {
      return Promise.reject(new DOMException('no such speaker', 'NotFoundError'));
    }
    Object.defineProperty(this, 'sinkId', { value: sink, configurable: true });
    return Promise.resolve();
  };

  const tracksOf = (deviceId: string) => open.filter((one) => one.deviceId === deviceId);
  const end = (deviceId: string) => {
    for (const { track } of tracksOf(deviceId)) {
      if (track.readyState === 'ended') continue;
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  };
  const silenceAll = (deviceId: string, silent: boolean) => {
    for (const { track, silence } of tracksOf(deviceId)) {
      silence(silent);
      Object.assign(track, { muted: silent });
      track.dispatchEvent(new Event(silent ? 'mute' : 'unmute'));
    }
  };
  const changed = () => media.dispatchEvent(new Event('devicechange'));
  const deviceBench: Bench = {
    plug: (device) => {
      devices = [...devices, device];
      changed();
    },
    pull: (gone, says) => {
      devices = devices.filter(({ deviceId }) => deviceId !== gone);
      if (says === 'ended') end(gone);
      changed();
    },
    silence: (deviceId) => {
      silenceAll(deviceId, true);
    },
    giveBack: (deviceId) => {
      silenceAll(deviceId, false);
    },
    seize: (deviceId) => {
      seized.add(deviceId);
      end(deviceId);
    },
    release: (deviceId) => {
      seized.delete(deviceId);
    },
    sinks: () => [...document.querySelectorAll('audio')].map(({ sinkId }) => sinkId),
  };
  Object.assign(globalThis, { deviceBench });
}

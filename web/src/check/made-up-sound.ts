import type { Timers } from '../service/timers.ts';

/** A quiet tone that nobody has spoken: no microphone is opened for it. */
export type MadeUpSound = { readonly track: MediaStreamTrack; close(): void };

/** What Chrome has and TypeScript does not know: a track that is written frame by frame. */
type TrackGenerator = new (options: { kind: 'audio' }) => MediaStreamTrack & {
  readonly writable: WritableStream<AudioData>;
};

const hertz = 440;
const loudness = 0.1;
/** A browser that allows generated sound says so well within this. */
const runsWithinMs = 400;

/**
 * Web Audio is suspended on a page that nobody has pressed anything on yet, and a track of it then sends no packets;
 * Chrome lets frames be written even so. Where neither works, the track is silent: the path is then proved, and only
 * loss cannot be measured.
 */
export async function makeUpSound(timers: Timers): Promise<MadeUpSound> {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  oscillator.frequency.value = hertz;
  const gain = context.createGain();
  gain.gain.value = loudness;
  const destination = context.createMediaStreamDestination();
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const stop = timers.after(runsWithinMs, () => {
    resolve(undefined);
  });
  // On a page without a press this waits for one, and fails if the context is closed meanwhile.
  const running = context.resume().catch(() => undefined);
  await Promise.race([running, late]);
  stop();
  const close = () => {
    context.close().catch(reportError);
  };
  const generator = (globalThis as { MediaStreamTrackGenerator?: TrackGenerator }).MediaStreamTrackGenerator;
  if (context.state !== 'running' && generator !== undefined) {
    close();
    return written(new generator({ kind: 'audio' }), timers);
  }
  const [track] = destination.stream.getAudioTracks();
  if (track === undefined) throw new Error('Web Audio made no track');
  return { track, close };
}

const sampleRate = 48_000;
const frameMs = 20;
const frameSamples = (sampleRate * frameMs) / 1000;

function written(track: InstanceType<TrackGenerator>, timers: Timers): MadeUpSound {
  const writer = track.writable.getWriter();
  let frames = 0;
  const stop = timers.every(frameMs, () => {
    writer.write(frameOf(frames)).catch(() => undefined);
    frames += 1;
  });
  return {
    track,
    close: () => {
      stop();
      track.stop();
      writer.close().catch(() => undefined);
    },
  };
}

function frameOf(n: number): AudioData {
  const first = n * frameSamples;
  const data = Float32Array.from(
    { length: frameSamples },
    (_, i) => loudness * Math.sin((2 * Math.PI * hertz * (first + i)) / sampleRate),
  );
  const timestamp = n * frameMs * 1000;
  return new AudioData({
    ...{ format: 'f32', sampleRate, numberOfFrames: frameSamples, numberOfChannels: 1 },
    ...{ timestamp, data },
  });
}

import type { Source } from '../../../domain/contract/media.ts';
import { Observable } from '../service/observable.ts';
import { recall, remember } from '../service/remembered.ts';
import { type DeviceProblem, problemOf } from './device-problem.ts';

/** One of a person's own devices. A source without a track has a problem, or is still being opened. */
export type LocalSource =
  | { state: 'opening' }
  | { state: 'open'; track: MediaStreamTrack }
  | { state: 'failed'; problem: DeviceProblem };

export type LocalView = Readonly<Record<Source, LocalSource>>;

const sources = ['microphone', 'camera'] as const;

/** The microphone and camera of this browser, opened for one call and stopped after it, so that no light stays on. */
export class LocalMedia {
  readonly view = new Observable<LocalView>({
    microphone: { state: 'opening' },
    camera: { state: 'opening' },
  });
  readonly #devices: MediaDevices | undefined;
  #closed = false;
  #rounds: Record<Source, number> = { microphone: 0, camera: 0 };

  constructor() {
    // Absent where the page is not served securely, whatever the types say.
    this.#devices = (navigator as Partial<Navigator>).mediaDevices;
  }

  /** Opens both with one question to the person; where that fails, each alone, so that one refusal costs one device. */
  async open(): Promise<void> {
    this.#devices?.addEventListener('devicechange', this.#onDeviceChange);
    const rounds = this.#begin(sources);
    try {
      const stream = await this.#get(sources);
      this.#take(stream, rounds);
    } catch {
      await Promise.all(sources.map((source) => this.#openAlone(source)));
    }
  }

  /** Tries those again that failed. */
  async retry(): Promise<void> {
    const failed = sources.filter((source) => this.view.get()[source].state === 'failed');
    await Promise.all(failed.map((source) => this.#openAlone(source)));
  }

  /** Changes to another device, and remembers the choice for the next call. */
  async choose(source: Source, deviceId: string): Promise<void> {
    remember(localStorage, storageKey(source), deviceId);
    await this.#openAlone(source);
  }

  track(source: Source): MediaStreamTrack | null {
    const found = this.view.get()[source];
    return found.state === 'open' ? found.track : null;
  }

  close(): void {
    this.#closed = true;
    this.#devices?.removeEventListener('devicechange', this.#onDeviceChange);
    for (const source of sources) this.track(source)?.stop();
  }

  async #openAlone(source: Source): Promise<void> {
    const rounds = this.#begin([source]);
    try {
      this.#take(await this.#get([source]), rounds);
    } catch (error) {
      if (this.#isCurrent(source, rounds)) this.#set(source, { state: 'failed', problem: problemOf(error) });
    }
  }

  async #get(wanted: readonly Source[]): Promise<MediaStream> {
    if (this.#devices === undefined) throw new DOMException('no media devices', 'SecurityError');
    return await this.#devices.getUserMedia({
      ...(wanted.includes('microphone') ? { audio: microphoneConstraints() } : {}),
      ...(wanted.includes('camera') ? { video: cameraConstraints() } : {}),
    });
  }

  /** Numbers the attempt: an answer to an older one is stopped and dropped. */
  #begin(wanted: readonly Source[]): Record<Source, number> {
    for (const source of wanted) {
      this.#rounds = { ...this.#rounds, [source]: this.#rounds[source] + 1 };
      if (this.view.get()[source].state === 'failed') this.#set(source, { state: 'opening' });
    }
    return this.#rounds;
  }

  #isCurrent(source: Source, rounds: Record<Source, number>): boolean {
    return !this.#closed && this.#rounds[source] === rounds[source];
  }

  #take(stream: MediaStream, rounds: Record<Source, number>): void {
    for (const track of stream.getTracks()) {
      const source = track.kind === 'audio' ? 'microphone' : 'camera';
      if (!this.#isCurrent(source, rounds)) {
        track.stop();
        continue;
      }
      // Nothing is captured into the call before the person is let in.
      track.enabled = this.track(source)?.enabled ?? false;
      this.track(source)?.stop();
      track.addEventListener('ended', () => {
        if (this.track(source) === track && !this.#closed)
          this.#set(source, { state: 'failed', problem: 'lost' });
      });
      this.#set(source, { state: 'open', track });
    }
  }

  #set(source: Source, found: LocalSource): void {
    this.view.set({ ...this.view.get(), [source]: found });
  }

  /** A device that was missing may have been plugged in. */
  readonly #onDeviceChange = () => {
    for (const source of sources) {
      const found = this.view.get()[source];
      if (found.state === 'failed' && (found.problem === 'lost' || found.problem === 'not-found')) {
        this.#openAlone(source).catch(reportError);
      }
    }
  };
}

function microphoneConstraints(): MediaTrackConstraints {
  return { ...chosen('microphone'), echoCancellation: true, noiseSuppression: true, autoGainControl: true };
}

function cameraConstraints(): MediaTrackConstraints {
  return { ...chosen('camera'), width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
}

function chosen(source: Source): MediaTrackConstraints {
  const deviceId = recall(localStorage, storageKey(source));
  return deviceId === null ? {} : { deviceId: { ideal: deviceId } };
}

function storageKey(source: Source): string {
  return `bedside:device:${source}`;
}

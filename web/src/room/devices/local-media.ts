import { eachSource, sourceNames } from '../../../../domain/rooms/sources.ts';
import type { Source } from '../../../../domain/rooms/wire.ts';
import { Observable } from '../../service/observable.ts';
import {
  captureOf,
  constraintsFor,
  facingInUse,
  only,
  otherFacing,
  preferred,
} from './capture-constraints.ts';
import { devicesFor, type Devices, hasGone, nameOf } from './device-list.ts';
import { recallDevice, rememberDevice } from './device-memory.ts';
import { type DeviceChange, type DeviceProblem, problemOf } from './device-words.ts';
import { watchTrack } from './track-watch.ts';

/**
 * One of a person's own devices. `taken`: something else uses it for now, such as a telephone call; if the browser
 * has kept the track, it resumes by itself.
 */
export type LocalSource =
  | { state: 'opening' }
  | { state: 'open'; track: MediaStreamTrack }
  | { state: 'taken'; track: MediaStreamTrack | null }
  | { state: 'failed'; problem: DeviceProblem };

export type LocalView = Readonly<Record<Source, LocalSource>>;

export const nothingOpen: LocalView = eachSource(() => ({ state: 'opening' }));

export function trackOf(found: LocalSource): MediaStreamTrack | null {
  return found.state === 'open' || found.state === 'taken' ? found.track : null;
}

const tryAgainMs = 3000;

/** How an attempt to open a device ended; `overtaken` by a later attempt, or by the end of the call. */
type Attempt = 'opened' | 'overtaken' | DeviceProblem;
type Wanted = Readonly<Partial<Record<Source, MediaTrackConstraints>>>;

/**
 * The microphone and camera of this browser, opened for one call and stopped after it, so that no light stays on.
 * Every track starts switched off: changing, losing or regaining a device never makes anybody live.
 */
export class LocalMedia {
  readonly view = new Observable<LocalView>(nothingOpen);
  readonly list = new Observable<Devices>([]);
  readonly #devices: MediaDevices | undefined;
  readonly #tell: (change: DeviceChange) => void;
  #closed = false;
  #rounds: Record<Source, number> = eachSource(() => 0);
  #readings = 0;
  /** A change made by the person is in progress: it decides what replaces a device that goes meanwhile. */
  readonly #changing = new Set<Source>();
  readonly #watches = new Map<Source, () => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (change: DeviceChange) => void = () => undefined) {
    this.#tell = tell;
    // Absent where the page is not served securely, whatever the types say.
    this.#devices = (navigator as Partial<Navigator>).mediaDevices;
  }

  /** Opens both with one permission prompt; if that fails, each alone, so that one refusal costs one device. */
  async open(): Promise<void> {
    this.#devices?.addEventListener('devicechange', this.#onDeviceChange);
    document.addEventListener('visibilitychange', this.#onDeviceChange);
    const wanted = eachSource(preferred);
    const rounds = this.#begin(sourceNames);
    try {
      this.#take(await this.#get(wanted), rounds);
    } catch {
      await Promise.all(sourceNames.map((source) => this.#openAlone(source)));
    }
    await this.#readList();
  }

  /** Retries those that failed. */
  async retry(): Promise<void> {
    const failed = sourceNames.filter((source) => this.view.get()[source].state === 'failed');
    for (const source of failed) this.#set(source, { state: 'opening' });
    await Promise.all(failed.map((source) => this.#openAlone(source)));
    await this.#readList();
  }

  /** Changes to another device, and remembers the choice for the next call. */
  async choose(source: Source, deviceId: string): Promise<void> {
    const device = devicesFor(source, this.list.get()).find((one) => one.deviceId === deviceId);
    const attempt = await this.#change(source, async () => {
      const first = await this.#attempt(source, only(deviceId));
      // Some hardware opens one camera at a time.
      if (first !== 'in-use' || this.track(source) === null) return first;
      this.#release(source);
      return await this.#attempt(source, only(deviceId));
    });
    if (attempt === 'opened') rememberDevice(source, deviceId);
    else if (attempt !== 'overtaken') this.#reportKept(source, nameOf(device ?? { label: '' }, source));
  }

  /** Switches between the front and the back camera; for this call only. */
  async turnCamera(): Promise<void> {
    const devices = this.list.get();
    const facing = otherFacing(facingInUse(this.track('camera'), devices) ?? 'user');
    const attempt = await this.#change('camera', () => {
      // A tablet opens one of its cameras at a time.
      this.#release('camera');
      return this.#attempt('camera', constraintsFor(facing, devices));
    });
    if (attempt !== 'opened' && attempt !== 'overtaken') this.#reportKept('camera', 'The other camera');
  }

  track(source: Source): MediaStreamTrack | null {
    return trackOf(this.view.get()[source]);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#devices?.removeEventListener('devicechange', this.#onDeviceChange);
    document.removeEventListener('visibilitychange', this.#onDeviceChange);
    for (const source of sourceNames) {
      this.#watches.get(source)?.();
      this.track(source)?.stop();
    }
  }

  async #change(source: Source, attempt: () => Promise<Attempt>): Promise<Attempt> {
    this.#changing.add(source);
    try {
      const result = await attempt();
      if (result !== 'overtaken' && this.track(source) === null) await this.#openAlone(source);
      return result;
    } finally {
      this.#changing.delete(source);
    }
  }

  /** Opens any available device, the chosen one first. */
  async #openAlone(source: Source): Promise<Attempt> {
    const attempt = await this.#openAny(source);
    if (attempt !== 'opened' && attempt !== 'overtaken') {
      this.#set(source, { state: 'failed', problem: attempt });
    }
    return attempt;
  }

  async #openAny(source: Source): Promise<Attempt> {
    const first = await this.#attempt(source, preferred(source));
    if (first !== 'in-use') return first;
    for (const { deviceId } of devicesFor(source, this.list.get())) {
      const next = await this.#attempt(source, only(deviceId));
      if (next === 'opened' || next === 'overtaken') return next;
    }
    return first;
  }

  async #attempt(source: Source, wanted: MediaTrackConstraints): Promise<Attempt> {
    const rounds = this.#begin([source]);
    try {
      this.#take(await this.#get({ [source]: wanted }), rounds);
      return this.#isCurrent(source, rounds) ? 'opened' : 'overtaken';
    } catch (error) {
      return this.#isCurrent(source, rounds) ? problemOf(error) : 'overtaken';
    }
  }

  async #get(wanted: Wanted): Promise<MediaStream> {
    if (this.#devices === undefined) throw new DOMException('no media devices', 'SecurityError');
    return await this.#devices.getUserMedia(captureOf(wanted));
  }

  /** Numbers the attempt: the result of an older one is stopped and dropped. */
  #begin(wanted: readonly Source[]): Record<Source, number> {
    for (const source of wanted) this.#rounds = { ...this.#rounds, [source]: this.#rounds[source] + 1 };
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
      // Nothing is captured into the call before the person is let in, nor if they had switched it off.
      track.enabled = this.track(source)?.enabled ?? false;
      this.#watches.get(source)?.();
      this.track(source)?.stop();
      this.#watch(source, track);
      this.#set(source, { state: 'open', track });
    }
  }

  #watch(source: Source, track: MediaStreamTrack): void {
    const stop = watchTrack(track, {
      ended: () => {
        this.#lose(source);
      },
      taken: () => {
        this.#set(source, { state: 'taken', track });
      },
      givenBack: () => {
        if (this.view.get()[source].state === 'taken') this.#set(source, { state: 'open', track });
      },
    });
    this.#watches.set(source, stop);
  }

  /** Stops what is in use; what comes next is on its way. */
  #release(source: Source): void {
    this.#watches.get(source)?.();
    this.#watches.delete(source);
    this.track(source)?.stop();
    this.#set(source, { state: 'opening' });
  }

  /** The device in use was unplugged or taken away: another one replaces it at once. */
  #lose(source: Source): void {
    const gone = this.track(source);
    if (gone === null || this.#closed) return;
    this.#release(source);
    if (!this.#changing.has(source)) this.#replace(source, gone).catch(reportError);
  }

  async #replace(source: Source, gone: MediaStreamTrack): Promise<void> {
    const attempt = await this.#openAny(source);
    if (attempt === 'overtaken') return;
    const track = this.track(source);
    if (track !== null) {
      // A track may end without its device having gone.
      const same = track.label === gone.label && track.getSettings().deviceId === gone.getSettings().deviceId;
      if (same) return;
      this.#tell({ what: 'replaced', use: source, gone: nameOf(gone, source), now: nameOf(track, source) });
    } else if (attempt === 'in-use') {
      this.#set(source, { state: 'taken', track: null });
    } else if (attempt !== 'opened') {
      this.#set(source, { state: 'failed', problem: attempt === 'not-found' ? 'lost' : attempt });
    }
  }

  #reportKept(source: Source, name: string): void {
    const track = this.track(source);
    if (track !== null) this.#tell({ what: 'not-started', use: source, name, now: nameOf(track, source) });
  }

  #set(source: Source, found: LocalSource): void {
    if (this.#closed) return;
    this.view.set({ ...this.view.get(), [source]: found });
    clearTimeout(this.#timer);
    if (sourceNames.some((one) => waits(this.view.get()[one]))) {
      this.#timer = setTimeout(this.#onDeviceChange, tryAgainMs);
    }
  }

  readonly #onDeviceChange = () => {
    this.#readList().catch(reportError);
  };

  async #readList(): Promise<void> {
    const reading = ++this.#readings;
    const devices = (await this.#devices?.enumerateDevices()) ?? [];
    if (this.#closed || this.#readings !== reading) return;
    const before = this.list.get();
    this.list.set(devices);
    await Promise.all(sourceNames.map((source) => this.#follow(source, before, devices)));
  }

  /** Brings a source in line with what is plugged in now. */
  async #follow(source: Source, before: Devices, devices: Devices): Promise<void> {
    const found = this.view.get()[source];
    const track = this.track(source);
    if (track !== null && hasGone(source, track.getSettings(), devices)) this.#lose(source);
    else if (found.state === 'open') await this.#takeBack(source, before, devices);
    else if (waits(found) || (found.state === 'failed' && mayComeBack.includes(found.problem))) {
      const attempt = await this.#openAny(source);
      if (attempt === 'opened' || attempt === 'overtaken' || !waits(found)) return;
      // What still waits is retried later.
      this.#set(source, attempt === 'in-use' ? found : { state: 'failed', problem: attempt });
    }
  }

  /** The device that was chosen is plugged in again. */
  async #takeBack(source: Source, before: Devices, devices: Devices): Promise<void> {
    const chosen = recallDevice(source);
    const isIn = (list: Devices) => devicesFor(source, list).some(({ deviceId }) => deviceId === chosen);
    if (chosen === null || before.length === 0 || isIn(before) || !isIn(devices)) return;
    if (this.track(source)?.getSettings().deviceId === chosen) return;
    await this.#change(source, () => this.#attempt(source, only(chosen)));
    const track = this.track(source);
    if (track?.getSettings().deviceId !== chosen) return;
    this.#tell({ what: 'returned', use: source, now: nameOf(track, source) });
  }
}

const mayComeBack: readonly DeviceProblem[] = ['lost', 'not-found'];

/** Whether something else uses it and a retry is worthwhile. */
function waits(found: LocalSource): boolean {
  return (
    (found.state === 'taken' && found.track === null) ||
    (found.state === 'failed' && found.problem === 'in-use')
  );
}

import type { Source } from '../../../../domain/rooms/wire.ts';
import { Observable } from '../../service/observable.ts';
import {
  type Arrival,
  arrivals,
  type Devices,
  devicesFor,
  type DeviceUse,
  deviceUses,
  nameOf,
} from './device-list.ts';
import { recallDevice, rememberDevice } from './device-memory.ts';
import type { DeviceChange } from './device-words.ts';
import { LocalMedia, type LocalView, nothingOpen } from './local-media.ts';

/** What there is to say about the devices: the last change of each use, and what was plugged in and could be used. */
export type DeviceNews = {
  readonly changes: Readonly<Partial<Record<DeviceUse, DeviceChange>>>;
  readonly offer: Arrival | null;
};

const noDevices: Devices = [];
const noNews: DeviceNews = { changes: {}, offer: null };

/**
 * The devices of a page, from one call to the next: what is plugged in, which of it is used, and what to say about
 * it. A device that is plugged in is offered and never used unasked: it may be a headset in somebody's pocket.
 */
export class OwnDevices {
  readonly view = new Observable<LocalView>(nothingOpen);
  readonly list = new Observable<Devices>(noDevices);
  readonly news = new Observable<DeviceNews>(noNews);
  /** The chosen speaker; empty for the browser's default. */
  readonly output = new Observable<string>('');
  #open: { media: LocalMedia; stops: (() => void)[] } | null = null;

  open(): void {
    if (this.#open !== null) return;
    const media = new LocalMedia((change) => {
      this.#tell(change);
    });
    this.#open = {
      media,
      stops: [
        media.view.subscribe(() => {
          this.view.set(media.view.get());
        }),
        media.list.subscribe(() => {
          this.#plugged(media.list.get());
        }),
      ],
    };
    media.open().catch(reportError);
  }

  close(): void {
    for (const stop of this.#open?.stops ?? []) stop();
    this.#open?.media.close();
    this.#open = null;
    this.view.set(nothingOpen);
    this.list.set(noDevices);
    this.news.set(noNews);
  }

  track(source: Source): MediaStreamTrack | null {
    return this.#open?.media.track(source) ?? null;
  }

  async retry(): Promise<void> {
    await this.#open?.media.retry();
  }

  async turnCamera(): Promise<void> {
    this.#forget('camera');
    await this.#open?.media.turnCamera();
  }

  async choose(use: DeviceUse, deviceId: string): Promise<void> {
    this.#forget(use);
    if (use !== 'speaker') {
      await this.#open?.media.choose(use, deviceId);
      return;
    }
    rememberDevice('speaker', deviceId);
    this.output.set(deviceId);
  }

  async acceptOffer(): Promise<void> {
    const { offer } = this.news.get();
    this.refuseOffer();
    if (offer === null) return;
    await Promise.all(
      deviceUses.map(async (use) => {
        const deviceId = offer.uses[use];
        if (deviceId !== undefined) await this.choose(use, deviceId);
      }),
    );
  }

  refuseOffer(): void {
    this.news.set({ ...this.news.get(), offer: null });
  }

  forgetChanges(): void {
    this.news.set({ ...this.news.get(), changes: {} });
  }

  #forget(use: DeviceUse): void {
    const { changes, offer } = this.news.get();
    const { [use]: gone, ...rest } = changes;
    if (gone !== undefined) this.news.set({ offer, changes: rest });
  }

  #tell(change: DeviceChange): void {
    const { changes, offer } = this.news.get();
    this.news.set({ offer, changes: { ...changes, [change.use]: change } });
  }

  #plugged(devices: Devices): void {
    const before = this.list.get();
    this.list.set(devices);
    this.#followSpeaker(before, devices);
    const { changes, offer } = this.news.get();
    const kept =
      offer !== null && deviceUses.some((use) => isIn(use, offer.uses[use], devices)) ? offer : null;
    const arrived = arrivals(before, devices).flatMap(unlessChosen).at(-1);
    // Browsers may list the two halves of a headset one after the other.
    const isOther = arrived !== undefined && kept?.group === arrived.group;
    const both = isOther ? { ...arrived, uses: { ...kept.uses, ...arrived.uses } } : arrived;
    this.news.set({ changes, offer: both ?? kept });
  }

  /** The chosen speaker while it is present: sound sent to a missing one would be lost. */
  #followSpeaker(before: Devices, devices: Devices): void {
    const chosen = recallDevice('speaker');
    const there = isIn('speaker', chosen, devices);
    const used = this.output.get();
    this.output.set(chosen !== null && there ? chosen : '');
    if (chosen === null || before.length === 0) return;
    const nameIn = (list: Devices, deviceId: string) =>
      nameOf(
        list.find((one) => one.kind === 'audiooutput' && one.deviceId === deviceId) ?? { label: '' },
        'speaker',
      );
    if (there && used !== chosen) {
      this.#tell({ what: 'returned', use: 'speaker', now: nameIn(devices, chosen) });
    } else if (!there && used === chosen) {
      const [next] = devicesFor('speaker', devices);
      const now = next === undefined ? 'The usual speaker' : nameOf(next, 'speaker');
      this.#tell({ what: 'replaced', use: 'speaker', gone: nameIn(before, chosen), now });
    }
  }
}

function isIn(use: DeviceUse, deviceId: string | null | undefined, devices: Devices): boolean {
  return devicesFor(use, devices).some((device) => device.deviceId === deviceId);
}

/** A device the person chose earlier is used again without asking; for others that came with it nothing is offered. */
function unlessChosen(arrival: Arrival): Arrival[] {
  const uses = Object.entries(arrival.uses) as [DeviceUse, string][];
  return uses.some(([use, deviceId]) => recallDevice(use) === deviceId) ? [] : [arrival];
}

import type { Device, types } from 'mediasoup-client';
import type { ParticipantView, Source } from '../../../../domain/rooms/wire.ts';
import type { UplinkLevel } from '../../../../domain/rooms/uplink-policy.ts';
import type { Timers } from '../../service/timers.ts';
import { SentPicture } from './sent-picture.ts';
import { sendOptions, soundBps } from './transports.ts';
import { UplinkWatch } from '../quality/uplink-watch.ts';

export type SentMediaOwner = {
  admitted(): boolean;
  others(): readonly ParticipantView[];
  /** How much of the own picture the uplink carries has changed. */
  uplinkChanged(level: UplinkLevel): void;
};

/** What one join sends: a producer for each source, with as many bits as the connections at both ends carry. */
export class SentMedia {
  readonly #device: Device;
  readonly #transport: types.Transport;
  readonly #owner: SentMediaOwner;
  readonly #producers = new Map<Source, types.Producer>();
  readonly #stopWatching: () => void;
  #picture: SentPicture | undefined;
  #uplink: UplinkLevel = 'full';
  #soundBps = soundBps({ uplink: 'full', others: [] });

  constructor(options: {
    device: Device;
    transport: types.Transport;
    timers: Pick<Timers, 'every'>;
    owner: SentMediaOwner;
  }) {
    this.#device = options.device;
    this.#transport = options.transport;
    this.#owner = options.owner;
    const watch = new UplinkWatch(options.transport, {
      sendsPicture: () => this.#picture !== undefined,
      changed: (level) => {
        this.#onUplink(level);
      },
    });
    this.#stopWatching = watch.open(options.timers);
  }

  /** Sends this track as that source, replacing an earlier one. */
  async send(source: Source, track: MediaStreamTrack): Promise<void> {
    const known = this.#producers.get(source);
    if (known !== undefined && !known.closed) {
      if (known.track !== track) await known.replaceTrack({ track });
      return;
    }
    const producer = await this.#transport.produce(sendOptions(this.#device, source, track));
    this.#producers.set(source, producer);
    if (source === 'camera') {
      this.#picture?.close();
      this.#picture = new SentPicture(producer);
      if (this.#uplink !== 'full') this.#picture.limit(this.#uplink);
      this.sharpen();
    }
    this.fitSound();
  }

  /** Once it flows, the picture is soon sent in its full size. */
  sharpen(): void {
    if (this.#owner.admitted()) this.#picture?.sharpenSoon();
  }

  /** If somebody, at either end, has bandwidth for little more than sound, the microphone takes less of it. */
  fitSound(): void {
    const microphone = this.#producers.get('microphone');
    const maxBitrate = soundBps({ uplink: this.#uplink, others: this.#owner.others() });
    if (microphone === undefined || microphone.closed || maxBitrate === this.#soundBps) return;
    this.#soundBps = maxBitrate;
    microphone.setRtpEncodingParameters({ maxBitrate }).catch((error: unknown) => {
      // The room was left meanwhile: there is nothing to adjust.
      if (!microphone.closed) reportError(error);
    });
  }

  close(): void {
    this.#stopWatching();
    this.#picture?.close();
  }

  #onUplink(level: UplinkLevel): void {
    this.#uplink = level;
    this.#picture?.limit(level);
    this.fitSound();
    this.#owner.uplinkChanged(level);
  }
}

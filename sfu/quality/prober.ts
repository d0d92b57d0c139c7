import type { types } from 'mediasoup';
import type { PictureLevel } from '../../domain/rooms/wire.ts';
import { bpsToSustain } from '../../domain/rooms/downlink-policy.ts';

/** Relative to what stills need: a burst at this rate shows whether there is bandwidth for them and for more. */
const burst = 3;
/** Below a transport's initial estimate, which is the worker's limit while there are no pictures. */
const mostBps = 900_000;
/** Relative to what stills need: with less, the worker would forward none. */
const tried = 1.5;

type Limited = Pick<types.WebRtcTransport, 'setMaxOutgoingBitrate' | 'setMinOutgoingBitrate'>;

/**
 * Has the worker measure a line again when stills are tried after a time without pictures. It measures on picture
 * packets alone: without them its estimate does not change, or grows by itself. Lifting a limit above the estimate
 * makes it probe at once, with ten small packets; so a limit is set while no picture flows. After heavy loss the
 * estimate stays low until some dozens of packets have arrived, and the worker would forward none; so while stills
 * are tried the estimate may not fall below what they need.
 */
export class Prober {
  readonly #transport: Limited;
  #level: PictureLevel = 'full';
  #isTrying = false;

  constructor(transport: Limited) {
    this.#transport = transport;
  }

  /** Another level has been reached, with this many pictures. */
  async change(level: PictureLevel, pictures: number): Promise<void> {
    const before = this.#level;
    this.#level = level;
    const needed = bpsToSustain('still', pictures);
    if (this.#isTrying) await this.#transport.setMinOutgoingBitrate(0);
    this.#isTrying = before === 'audio' && level === 'still';
    if (level === 'audio') {
      await this.#transport.setMaxOutgoingBitrate(Math.min(burst * needed, mostBps));
    } else if (before === 'audio') {
      await this.#transport.setMaxOutgoingBitrate(0);
    }
    if (this.#isTrying) await this.#transport.setMinOutgoingBitrate(tried * needed);
  }
}

import type { types } from 'mediasoup';
import type { PictureLevel } from '../../domain/rooms/wire.ts';
import { bpsToSustain } from '../../domain/rooms/downlink-policy.ts';

/** Of what stills need: a burst at this rate tells whether there is room for them and for more. */
const burst = 3;
/** Below the estimate that a transport begins with: without pictures the worker has that limit by itself. */
const mostBps = 900_000;
/** Of what stills need: with less the worker would let none through. */
const tried = 1.5;

type Limited = Pick<types.WebRtcTransport, 'setMaxOutgoingBitrate' | 'setMinOutgoingBitrate'>;

/**
 * Has a line measured anew when stills are tried after a time without pictures. The worker measures by the packets of
 * pictures alone: without them its estimate stands still or grows by itself. It measures at once, by ten small packets,
 * when a limit is lifted that was above its estimate; so there is one while no picture flows. Where much had been lost before,
 * its estimate stays low until some dozens of packets have arrived, and it would let none through; so while stills are
 * tried it is not to go below what they need.
 */
export class Prober {
  readonly #transport: Limited;
  #level: PictureLevel = 'full';
  #isTrying = false;

  constructor(transport: Limited) {
    this.#transport = transport;
  }

  /** Another rung has been reached, with so many pictures. */
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

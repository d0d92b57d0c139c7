import type { types } from 'mediasoup';
import type { PictureRung } from '../domain/contract/media.ts';
import { bpsToHold } from '../domain/rooms/picture-ladder.ts';

/** Of what stills need: a burst at this rate tells whether there is room for them and for more. */
const burst = 3;
/** Below the estimate that a transport begins with: without pictures the worker has that limit by itself. */
const mostBps = 900_000;

/**
 * Has a line measured anew when pictures are tried again after a time without. The worker measures by the packets of
 * pictures alone: without them its estimate stands still or grows by itself. It measures at once, by ten small
 * packets, when a limit is lifted that was above its estimate; so there is one while no picture flows.
 */
export class LineProbe {
  readonly #transport: Pick<types.WebRtcTransport, 'setMaxOutgoingBitrate'>;
  #isLimited = false;

  constructor(transport: Pick<types.WebRtcTransport, 'setMaxOutgoingBitrate'>) {
    this.#transport = transport;
  }

  /** Another rung has been reached, with so many pictures. */
  async change(rung: PictureRung, pictures: number): Promise<void> {
    const limited = rung === 'audio';
    if (limited === this.#isLimited) return;
    this.#isLimited = limited;
    await this.#transport.setMaxOutgoingBitrate(
      limited ? Math.min(burst * bpsToHold('still', pictures), mostBps) : 0,
    );
  }
}

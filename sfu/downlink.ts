import type { types } from 'mediasoup';
import type { PictureRung } from '../domain/contract/media.ts';
import type { Log } from '../domain/ports.ts';
import { type DownlinkSample, type Ladder, newLadder, takeSample } from '../domain/rooms/picture-ladder.ts';
import type { PictureSupply } from './picture-supply.ts';
import { isWorkerGone } from './refusals.ts';
import { Starvation } from './starvation.ts';

export type DownlinkOptions = {
  transport: types.WebRtcTransport;
  /** The pictures that this participant is to be sent; with none there is nothing to choose. */
  pictures: () => Pick<PictureSupply, 'count' | 'flowing'>;
  /** The sound that this participant is sent. */
  sounds: () => readonly types.Consumer[];
  onRung: (rung: PictureRung) => void;
  log: Log;
};

type Estimate = Omit<DownlinkSample, 'pictures'>;

const lookEveryMs = 1_000;
/** An estimate that has fallen below this share of the last one is looked at without waiting. */
const fall = 0.75;

/** What a participant's downlink carries, as the worker estimates it, and the rung that follows from it. */
export class Downlink {
  readonly #options: DownlinkOptions;
  readonly #rounds: NodeJS.Timeout;
  #ladder: Ladder = newLadder();
  #last: Estimate = { availableBps: 0, loss: 0 };
  readonly #starvation = new Starvation();

  constructor(options: DownlinkOptions) {
    this.#options = options;
    this.#rounds = setInterval(() => {
      this.#attempt(() => this.#look());
    }, lookEveryMs).unref();
    const { transport } = options;
    transport.on('trace', ({ type, info }) => {
      const { availableBitrate = Infinity } = type === 'bwe' ? (info as { availableBitrate?: number }) : {};
      if (availableBitrate < this.#last.availableBps * fall) this.#attempt(() => this.#look());
    });
    this.#attempt(() => transport.enableTraceEvent(['bwe']));
  }

  get rung(): PictureRung {
    return this.#ladder.rung;
  }

  close(): void {
    clearInterval(this.#rounds);
  }

  async #look(): Promise<void> {
    const { transport, pictures, onRung, log } = this.#options;
    const { count } = pictures();
    if (count === 0) return;
    const [stats] = await transport.getStats();
    const { availableOutgoingBitrate: availableBps = 0, rtpPacketLossSent: loss = 0 } = stats ?? {};
    // Nothing is known before anything has arrived, and nothing new while nothing arrives.
    if (transport.closed || availableBps === 0 || transport.iceState === 'disconnected') return;
    const estimate = { availableBps, loss };
    const starved = await this.#isStarved(estimate);
    const before = this.rung;
    this.#last = estimate;
    this.#ladder = takeSample(this.#ladder, {
      availableBps,
      loss: starved ? 1 : loss,
      pictures: count,
    });
    if (this.rung === before) return;
    log.info('pictures changed', { rung: this.rung, before, availableBps, loss });
    onRung(this.rung);
  }

  async #isStarved({ availableBps, loss }: Estimate): Promise<boolean> {
    const standsStill = availableBps === this.#last.availableBps && loss === this.#last.loss;
    if (!standsStill || this.rung === 'audio') {
      this.#starvation.estimateMoved();
      return false;
    }
    const { pictures, sounds } = this.#options;
    const [seen, heard] = await Promise.all([passages(pictures().flowing), passages(sounds())]);
    return this.#starvation.estimateStood({
      picturePacketsSent: seen.reduce((sum, { out }) => sum + out.packetCount, 0),
      sounds: heard.map(({ into, out }) => ({ scoreIn: into.score, lostOut: out.fractionLost / 256 })),
    });
  }

  #attempt(work: () => Promise<void>): void {
    const { transport, log } = this.#options;
    work().catch((error: unknown) => {
      if (transport.closed || isWorkerGone(error)) return;
      log.error('downlink could not be looked at', error);
    });
  }
}

/** How each stream came to us, and how it went out. */
async function passages(consumers: readonly types.Consumer[]) {
  const all = await Promise.all(consumers.map((consumer) => consumer.getStats()));
  return all.flatMap((stats) => {
    const into = stats.find(({ type }) => type === 'inbound-rtp');
    const out = stats.find(({ type }) => type === 'outbound-rtp');
    return into === undefined || out === undefined ? [] : [{ into, out }];
  });
}

import type { types } from 'mediasoup';
import type { PictureRung } from '../domain/contract/media.ts';
import type { Log } from '../domain/ports.ts';
import { type DownlinkSample, type Ladder, newLadder, takeSample } from '../domain/rooms/picture-ladder.ts';
import { LineProbe } from './line-probe.ts';
import { LossFigure } from './loss-figure.ts';
import type { PictureSupply } from './picture-supply.ts';
import { isWorkerGone } from './refusals.ts';
import { lostSound, soundPassages } from './sound-loss.ts';
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
  readonly #lossFigure = new LossFigure();
  readonly #probe: LineProbe;

  constructor(options: DownlinkOptions) {
    this.#options = options;
    this.#rounds = setInterval(() => {
      this.#attempt(() => this.#look());
    }, lookEveryMs).unref();
    const { transport } = options;
    this.#probe = new LineProbe(transport);
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
    const { availableOutgoingBitrate: availableBps = 0, rtpPacketLossSent: measured = 0 } = stats ?? {};
    // Nothing is known before anything has arrived, and nothing new while nothing arrives.
    if (transport.closed || availableBps === 0 || transport.iceState === 'disconnected') return;
    const loss = await this.#loss({ availableBps, loss: measured });
    const before = this.rung;
    this.#ladder = takeSample(this.#ladder, { availableBps, loss, pictures: count });
    if (this.rung !== before) {
      log.info('pictures changed', { rung: this.rung, before, availableBps, loss });
      onRung(this.rung);
      await this.#probe.change(this.rung, count);
    }
  }

  /** The share that counts; all where the line is starved. */
  async #loss(estimate: Estimate): Promise<number> {
    const starved = await this.#isStarved(estimate);
    this.#last = estimate;
    if (starved) return 1;
    return this.#lossFigure.now({
      rung: this.rung,
      measured: estimate.loss,
      lostSound: async () => lostSound(await soundPassages(this.#options.sounds())),
    });
  }

  async #isStarved({ availableBps, loss }: Estimate): Promise<boolean> {
    const standsStill = availableBps === this.#last.availableBps && loss === this.#last.loss;
    if (!standsStill || this.rung === 'audio') {
      this.#starvation.estimateMoved();
      return false;
    }
    const { pictures, sounds } = this.#options;
    const [picturePacketsSent, heard] = await Promise.all([
      packetsSent(pictures().flowing),
      soundPassages(sounds()),
    ]);
    return this.#starvation.estimateStood({ picturePacketsSent, sounds: heard });
  }

  #attempt(work: () => Promise<void>): void {
    const { transport, log } = this.#options;
    work().catch((error: unknown) => {
      if (transport.closed || isWorkerGone(error)) return;
      log.error('downlink could not be looked at', error);
    });
  }
}

async function packetsSent(consumers: readonly types.Consumer[]): Promise<number> {
  const all = await Promise.all(consumers.map((consumer) => consumer.getStats()));
  return all
    .flat()
    .reduce((sum, { type, packetCount }) => (type === 'outbound-rtp' ? sum + packetCount : sum), 0);
}

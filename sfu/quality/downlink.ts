import type { types } from 'mediasoup';
import type { PictureLevel } from '../../domain/rooms/wire.ts';
import type { Log } from '../../domain/ports.ts';
import {
  type DownlinkSample,
  type DownlinkState,
  newDownlink,
  takeDownlinkSample,
} from '../../domain/rooms/downlink-policy.ts';
import { Prober } from './prober.ts';
import { LossEstimator, lostSound, soundPassages } from './loss-estimator.ts';
import type { LayerSelector } from './layer-selector.ts';
import { isWorkerGone } from '../workers/refusals.ts';
import { CongestionDetector } from './congestion-detector.ts';
import { StillTrial } from './still-trial.ts';

export type DownlinkOptions = {
  transport: types.WebRtcTransport;
  /** The pictures this participant should be sent; with none there is nothing to choose. */
  pictures: () => Pick<LayerSelector, 'count' | 'all' | 'flowing'>;
  /** The sound this participant is sent. */
  sounds: () => readonly types.Consumer[];
  onLevel: (level: PictureLevel) => void;
  log: Log;
};

type Estimate = Omit<DownlinkSample, 'pictures'>;

const sampleEveryMs = 1_000;
/** An estimate below this share of the last one is evaluated at once, not at the next sample. */
const fall = 0.75;

/** What a participant's downlink carries, as the worker estimates it, and the level that follows from it. */
export class Downlink {
  readonly #options: DownlinkOptions;
  readonly #sampling: NodeJS.Timeout;
  #policy: DownlinkState = newDownlink();
  #last: Estimate = { availableBps: 0, loss: 0 };
  readonly #congestion = new CongestionDetector();
  readonly #lossFigure = new LossEstimator();
  readonly #probe: Prober;
  readonly #trial = new StillTrial();

  constructor(options: DownlinkOptions) {
    this.#options = options;
    this.#sampling = setInterval(() => {
      this.#attempt(() => this.#sample());
    }, sampleEveryMs).unref();
    const { transport } = options;
    this.#probe = new Prober(transport);
    transport.on('trace', ({ type, info }) => {
      const { availableBitrate = Infinity } = type === 'bwe' ? (info as { availableBitrate?: number }) : {};
      if (availableBitrate < this.#last.availableBps * fall) this.#attempt(() => this.#sample());
    });
    this.#attempt(() => transport.enableTraceEvent(['bwe']));
  }

  get level(): PictureLevel {
    return this.#policy.level;
  }

  close(): void {
    clearInterval(this.#sampling);
  }

  async #sample(): Promise<void> {
    const { transport, pictures, onLevel, log } = this.#options;
    const { count } = pictures();
    if (count === 0) return;
    const [stats] = await transport.getStats();
    const { availableOutgoingBitrate: availableBps = 0, rtpPacketLossSent: measured = 0 } = stats ?? {};
    // Nothing is known before the first packet has arrived, and nothing new while none arrive.
    if (transport.closed || availableBps === 0 || transport.iceState === 'disconnected') return;
    if (await this.#trial.isEmpty(() => packetsSent(pictures().all))) return;
    const loss = await this.#loss({ availableBps, loss: measured });
    const before = this.level;
    this.#policy = takeDownlinkSample(this.#policy, { availableBps, loss, pictures: count });
    if (this.level !== before) {
      log.info('pictures changed', { rung: this.level, before, availableBps, loss });
      // Asked for first: the worker takes requests in order, and answers with what was sent before the change.
      const counting = packetsSent(pictures().all);
      onLevel(this.level);
      const [sent] = await Promise.all([counting, this.#probe.change(this.level, count)]);
      this.#trial.changed(before, this.level, sent);
    }
  }

  /** The share of lost packets to act on; all of them while the line is congested. */
  async #loss(estimate: Estimate): Promise<number> {
    const starved = await this.#isStarved(estimate);
    this.#last = estimate;
    if (starved) return 1;
    return this.#lossFigure.now({
      level: this.level,
      measured: estimate.loss,
      lostSound: async () => lostSound(await soundPassages(this.#options.sounds())),
      picturePacketsLost: () => sumOfSent(this.#options.pictures().all, ({ packetsLost }) => packetsLost),
    });
  }

  async #isStarved({ availableBps, loss }: Estimate): Promise<boolean> {
    const standsStill = availableBps === this.#last.availableBps && loss === this.#last.loss;
    if (!standsStill || this.level === 'audio') {
      this.#congestion.estimateMoved();
      return false;
    }
    const { pictures, sounds } = this.#options;
    const [picturePacketsSent, heard] = await Promise.all([
      packetsSent(pictures().flowing),
      soundPassages(sounds()),
    ]);
    return this.#congestion.estimateStood({ picturePacketsSent, sounds: heard });
  }

  #attempt(work: () => Promise<void>): void {
    const { transport, log } = this.#options;
    work().catch((error: unknown) => {
      if (transport.closed || isWorkerGone(error)) return;
      log.error('downlink could not be looked at', error);
    });
  }
}

function packetsSent(consumers: readonly types.Consumer[]): Promise<number> {
  return sumOfSent(consumers, ({ packetCount }) => packetCount);
}

async function sumOfSent(
  consumers: readonly types.Consumer[],
  figure: (stream: types.ConsumerStat) => number,
): Promise<number> {
  const all = await Promise.all(consumers.map((consumer) => consumer.getStats()));
  return all.flat().reduce((sum, stream) => (stream.type === 'outbound-rtp' ? sum + figure(stream) : sum), 0);
}

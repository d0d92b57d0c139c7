import { ortc, type types } from 'mediasoup';
import { isPicture, sourceTable } from '../../domain/rooms/sources.ts';
import type { ConsumerOffer, LargePictures, RtpCapabilities } from '../../domain/rooms/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ParticipantId } from '../../domain/ids.ts';
import type { Log } from '../../domain/ports.ts';
import type { LayerSelector } from '../quality/layer-selector.ts';
import { isWorkerGone, orInvalid } from '../workers/refusals.ts';
import type { SentStream } from './sending.ts';
import { onOtherPath } from '../workers/transports.ts';

/** A stream to offer, and whether it may still be offered once the worker has answered. */
export type Offering = {
  stream: SentStream;
  from: ParticipantId;
  warmUp: boolean;
  stillWanted: () => boolean;
  /** The browser is ready for it, and connected. */
  onTaken: () => void;
};

type Reception = Offering & { consumer: types.Consumer; taken: boolean };

export type ReceivingOptions = {
  transport: types.WebRtcTransport;
  /** Decides how much of the pictures that the browser takes may flow. */
  pictures: LayerSelector;
  canConsume: (stream: SentStream, rtpCapabilities: types.RtpCapabilities) => boolean;
  tellOffer: (offer: ConsumerOffer) => void;
  tellClosed: (consumerId: string) => void;
  log: Log;
};

/** By then the first picture is there, and nobody is waiting. */
const warmUpOutlastsMs = 2_000;

/** What one participant receives: consumers, each offered paused and resumed when the browser asks. */
export class Receiving {
  readonly #options: ReceivingOptions;
  readonly #receptions = new Map<string, Reception>();
  /** By producer, from the request on, so that nothing is offered twice. */
  readonly #offered = new Set<string>();
  #capabilities: types.RtpCapabilities | undefined;

  constructor(options: ReceivingOptions) {
    this.#options = options;
    onOtherPath(options.transport, () => {
      options.pictures.mend();
    });
  }

  get count(): number {
    return this.#receptions.size;
  }

  get ready(): boolean {
    return this.#capabilities !== undefined;
  }

  /** The others' sound that the browser takes. */
  get sounds(): types.Consumer[] {
    const receptions = [...this.#receptions.values()];
    const sounds = receptions.filter(({ stream, taken }) => taken && !isPicture(stream.source));
    return sounds.map(({ consumer }) => consumer);
  }

  /** Every stream this participant's browser should have. */
  get offers(): ConsumerOffer[] {
    return [...this.#receptions.values()].map(offerOf);
  }

  /**
   * From now on streams may be offered.
   * @throws DomainError `invalid` for capabilities that mediasoup cannot read.
   */
  setCapabilities(capabilities: RtpCapabilities): void {
    // Already parsed by the contract; the types differ from mediasoup's only in how an absent value is written.
    const readable = structuredClone(capabilities) as types.RtpCapabilities;
    try {
      ortc.validateAndNormalizeRtpCapabilities(readable);
    } catch (error) {
      throw new DomainError('invalid', 'The capabilities of your browser cannot be used.', { cause: error });
    }
    this.#capabilities = readable;
  }

  /** Offers the stream unless already offered; never rejects, because nobody requested it. */
  async offer(offering: Offering): Promise<void> {
    const { stream } = offering;
    const producerId = stream.producer.id;
    if (this.#capabilities === undefined || this.#offered.has(producerId) || !this.#canConsume(stream))
      return;
    this.#offered.add(producerId);
    try {
      const consumer = await this.#options.transport.consume({
        producerId,
        rtpCapabilities: this.#capabilities,
        paused: true,
        // mediasoup leaves retransmission of audio out unless asked: at 10 % loss, 3 % is concealed instead of 10 %.
        enableRtx: true,
      });
      this.#accept(offering, consumer);
    } catch (error) {
      this.#offered.delete(producerId);
      if (this.#options.transport.closed || stream.producer.closed || isWorkerGone(error)) return;
      this.#options.log.error('stream could not be offered', error, { producerId });
    }
  }

  /**
   * Resumes the stream, a picture as far as the downlink carries it; mediasoup asks for a key frame with it.
   * @throws DomainError `not-found` for an unknown stream, `wrong-phase` for the one that only warms up.
   */
  async resume(consumerId: string): Promise<void> {
    const reception = this.#receptions.get(consumerId);
    if (reception === undefined) throw new DomainError('not-found', 'There is no such stream.');
    if (reception.warmUp) {
      throw new DomainError('wrong-phase', 'This stream only warms the connection up and carries nothing.');
    }
    reception.taken = true;
    const { consumer, stream } = reception;
    const resumed = isPicture(stream.source)
      ? this.#options.pictures.supply(consumer, reception.from)
      : consumer.resume();
    this.#whenConnected(reception.onTaken);
    await orInvalid(() => resumed, {
      sentence: 'This stream cannot be resumed.',
      isOpen: () => !this.#options.transport.closed && !consumer.closed,
    });
    this.#endWarmUp();
  }

  /**
   * Calls back once packets can reach the browser. A stream must not be resumed earlier: its key frame would be lost,
   * and the next one asked for too soon to be answered.
   */
  #whenConnected(callback: () => void): void {
    const { transport } = this.#options;
    if (transport.dtlsState === 'connected') {
      callback();
      return;
    }
    const follow = (state: types.DtlsState): void => {
      if (state !== 'connected') return;
      transport.off('dtlsstatechange', follow);
      callback();
    };
    transport.on('dtlsstatechange', follow);
  }

  showLarge(large: LargePictures): void {
    this.#options.pictures.showLarge(large);
  }

  /** Packets from this producer have been lost. */
  mend(producerId: string): void {
    this.#options.pictures.mend(producerId);
  }

  /** Closes what comes from this producer and notifies the browser. */
  drop(producerId: string): void {
    this.#offered.delete(producerId);
    for (const [consumerId, reception] of this.#receptions) {
      if (reception.stream.producer.id !== producerId) continue;
      this.#receptions.delete(consumerId);
      reception.consumer.close();
      this.#options.tellClosed(consumerId);
    }
  }

  #canConsume(stream: SentStream): boolean {
    const capabilities = this.#capabilities;
    return capabilities !== undefined && this.#options.canConsume(stream, capabilities);
  }

  #accept(offering: Offering, consumer: types.Consumer): void {
    const { stream } = offering;
    if (this.#options.transport.closed || stream.producer.closed || !offering.stillWanted()) {
      this.#offered.delete(stream.producer.id);
      consumer.close();
      return;
    }
    const reception = { ...offering, consumer, taken: false };
    this.#receptions.set(consumer.id, reception);
    consumer.on('producerclose', () => {
      this.drop(stream.producer.id);
    });
    this.#options.tellOffer(offerOf(reception));
  }

  /**
   * The warm-up ends some time after the browser has taken everything offered: ending it makes the browser negotiate
   * again, which would delay the first picture if it came sooner.
   */
  #endWarmUp(): void {
    const receptions = [...this.#receptions.values()];
    if (receptions.some(({ warmUp, taken }) => !warmUp && !taken)) return;
    for (const { warmUp, stream } of receptions) {
      if (warmUp) this.#dropLater(stream.producer.id);
    }
  }

  #dropLater(producerId: string): void {
    const timer = setTimeout(() => {
      this.drop(producerId);
    }, warmUpOutlastsMs);
    // It keeps no process alive, and after the end there is nothing left to drop.
    timer.unref();
  }
}

function offerOf({ consumer, stream, from, warmUp }: Reception): ConsumerOffer {
  return {
    consumerId: consumer.id,
    producerId: stream.producer.id,
    participantId: from,
    source: stream.source,
    kind: sourceTable[stream.source].kind,
    rtpParameters: consumer.rtpParameters,
    warmUp,
  };
}

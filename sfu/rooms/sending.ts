import type { types } from 'mediasoup';
import { isPicture, picturesFirst, sourceTable } from '../../domain/rooms/sources.ts';
import type { RtpParameters, Source } from '../../domain/rooms/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { ended, isWorkerGone, orInvalid } from '../workers/refusals.ts';
import { onOtherPath } from '../workers/transports.ts';

/** A stream that a participant sends to us; `producer.closed` says when it is over. */
export type SentStream = { readonly source: Source; readonly producer: types.Producer };

type Flow = SentStream & {
  /** What the worker was last told; it takes requests in order, so there is no need to wait for its answer. */
  flowing: boolean;
  /** Somebody's browser is ready to take it. */
  taken: boolean;
};

/** Chrome takes no notice of a request sooner after another. */
const keyFramesApartMs = 300;

export type SendingOptions = {
  transport: types.WebRtcTransport;
  /** Whether the source may flow now: its owner is admitted and it is on. */
  mayFlow: (source: Source) => boolean;
  /** A stream has ended because another replaced it. */
  onReplaced: (stream: SentStream) => void;
  /** A part of the picture has been lost, which those who see it need a key frame to get over. */
  onTorn: (picture: SentStream) => void;
  log: Log;
};

/** What one participant sends: at most one producer for each source, paused whenever nobody may have it. */
export class Sending {
  readonly #options: SendingOptions;
  readonly #flows = new Map<Source, Flow>();
  /** Since when the browser has been looking for another way. */
  #lostAt: number | undefined;

  constructor(options: SendingOptions) {
    this.#options = options;
    onOtherPath(options.transport, () => {
      const pictures = [...this.#flows.values()].filter(
        ({ source, flowing }) => flowing && isPicture(source),
      );
      if (pictures.length === 0) return;
      const lostAt = this.#lostAt;
      this.#lostAt = undefined;
      for (const picture of pictures) {
        if (lostAt !== undefined) this.#askAgain(picture, lostAt);
        options.onTorn(picture);
      }
    });
  }

  /** Pictures first: their first frame takes longest, so they are offered first. */
  get streams(): SentStream[] {
    return picturesFirst.map((source) => this.#flows.get(source)).filter((flow) => flow !== undefined);
  }

  get count(): number {
    return this.#flows.size;
  }

  /** Something should be arriving from this participant. */
  get flowing(): boolean {
    return [...this.#flows.values()].some((flow) => flow.flowing && !flow.producer.closed);
  }

  find(source: Source): SentStream | undefined {
    return this.#flows.get(source);
  }

  /**
   * Takes a stream on; the one before it from the same source ends.
   * @throws DomainError `invalid` when it does not fit its source or mediasoup refuses it.
   */
  async produce({
    source,
    rtpParameters,
  }: {
    source: Source;
    rtpParameters: RtpParameters;
  }): Promise<SentStream> {
    const { transport } = this.#options;
    const { kind } = sourceTable[source];
    if (!rtpParameters.codecs.every(({ mimeType }) => mimeType.toLowerCase().startsWith(`${kind}/`))) {
      throw new DomainError('invalid', `A ${source} sends ${kind} and nothing else.`);
    }
    const producer = await orInvalid(
      // The contract has parsed them; its types differ from mediasoup's only in how they write what is absent.
      () => transport.produce({ kind, rtpParameters: rtpParameters as types.RtpParameters, paused: true }),
      {
        sentence: `The description of the stream from your ${source} cannot be used.`,
        isOpen: () => !transport.closed,
      },
    );
    if (transport.closed) {
      producer.close();
      throw ended();
    }
    const before = this.#flows.get(source);
    const flow: Flow = { source, producer, flowing: false, taken: false };
    this.#flows.set(source, flow);
    if (before !== undefined) {
      before.producer.close();
      this.#options.onReplaced(before);
    }
    this.align(source);
    return flow;
  }

  /**
   * Somebody's browser can take the stream now. Pictures wait for this: opening them asks the sender's browser for
   * a key frame, and Chrome ignores a second request within 300 ms, so one asked too early delays the first picture.
   */
  take(stream: SentStream): void {
    const flow = this.#flows.get(stream.source);
    if (flow?.producer !== stream.producer) return;
    flow.taken = true;
    this.align(stream.source);
  }

  /** Pauses or resumes the producer as its source and its owner's admission now say. */
  align(source: Source): void {
    const flow = this.#flows.get(source);
    if (flow === undefined || flow.producer.closed) return;
    const wanted = this.#options.mayFlow(source) && (!isPicture(source) || flow.taken);
    if (wanted === flow.flowing) return;
    flow.flowing = wanted;
    this.#watch(flow, wanted ? flow.producer.resume() : flow.producer.pause());
  }

  alignAll(): void {
    for (const source of this.#flows.keys()) this.align(source);
  }

  /**
   * ICE is restarting. Drop the NACK state so that the worker does not request packets lost before it: they are too
   * late for anybody, and the browser would send them for up to seconds before anything new, the key frame included.
   * This must happen before the first packet arrives on the new path.
   */
  losePath(): void {
    this.#lostAt = performance.now();
    for (const flow of this.#flows.values()) this.#beginAfresh(flow);
  }

  /** The key frame that was asked for when the way was lost has not been heard of. */
  #askAgain(picture: Flow, lostAt: number): void {
    const afterMs = lostAt + keyFramesApartMs - performance.now();
    if (afterMs <= 0) this.#beginAfresh(picture);
    else
      setTimeout(() => {
        this.#beginAfresh(picture);
      }, afterMs).unref();
  }

  /**
   * A pause makes the worker forget missing packets. After resuming it continues with the next packet, for receivers
   * without a gap, and asks for a key frame, however recent the last request.
   */
  #beginAfresh(flow: Flow): void {
    if (!flow.flowing || flow.producer.closed) return;
    this.#watch(flow, flow.producer.pause());
    this.#watch(flow, flow.producer.resume());
  }

  /** The worker takes requests in order, so nobody waits for them. */
  #watch({ source, producer }: Flow, request: Promise<void>): void {
    request.catch((error: unknown) => {
      if (producer.closed || isWorkerGone(error)) return;
      this.#options.log.error('producer could not be switched', error, { source, producerId: producer.id });
    });
  }
}

import type { types } from 'mediasoup';
import type { CheckCounts, CheckEcho, OpenedCheck } from '../../domain/checks/wire.ts';
import type { Direction, DtlsParameters, RtpCapabilities, RtpParameters } from '../../domain/rooms/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { MediaCheck } from '../../domain/ports.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { orInvalid } from '../workers/refusals.ts';
import { createTransports, describeTransport, type TransportPair } from '../workers/transports.ts';

type PathCheckParts = {
  worker: MediaWorker;
  router: types.Router;
  transports: TransportPair;
  /** The check has ended. */
  onEnded: (check: PathCheck) => void;
};

/**
 * One check on one worker: its own router, so that no room is involved, and a pair of transports. What comes in on
 * one goes out on the other without retransmission, so that lost packets are counted as lost.
 */
export class PathCheck implements MediaCheck {
  readonly worker: MediaWorker;
  readonly opened: OpenedCheck;
  readonly #parts: PathCheckParts;
  readonly #connected = new Set<Direction>();
  readonly #timer: NodeJS.Timeout;
  #producer: types.Producer | undefined;
  #echoed = false;
  #phase: 'open' | 'ended' = 'open';

  constructor(parts: PathCheckParts, { limitMs }: { limitMs: number }) {
    this.#parts = parts;
    this.worker = parts.worker;
    this.opened = {
      routerRtpCapabilities: { ...parts.router.rtpCapabilities },
      send: describeTransport(parts.transports.send),
      receive: describeTransport(parts.transports.receive),
    };
    this.#timer = setTimeout(() => {
      this.end();
    }, limitMs).unref();
  }

  /** Creates the transports; if that fails, everything already created is closed. */
  static async create(
    parts: Omit<PathCheckParts, 'transports'>,
    options: { limitMs: number },
  ): Promise<PathCheck> {
    try {
      const transports = await createTransports(parts.router, parts.worker.server);
      return new PathCheck({ ...parts, transports }, options);
    } catch (error) {
      parts.router.close();
      throw error;
    }
  }

  async connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void> {
    this.#requireOpen();
    if (this.#connected.has(direction))
      throw new DomainError('wrong-phase', `Your ${direction} transport is connected already.`);
    this.#connected.add(direction);
    // Already parsed by the contract; the types differ from mediasoup's only in how an absent value is written.
    const given = { dtlsParameters: dtlsParameters as types.DtlsParameters };
    await this.#ask(
      () => this.#parts.transports[direction].connect(given),
      'These security parameters cannot be used.',
    );
  }

  async echo(offer: { rtpParameters: RtpParameters; rtpCapabilities: RtpCapabilities }): Promise<CheckEcho> {
    this.#requireOpen();
    if (this.#echoed) throw new DomainError('wrong-phase', 'This check has its sound already.');
    if (!offer.rtpParameters.codecs.every(({ mimeType }) => /^audio\//i.test(mimeType)))
      throw new DomainError('invalid', 'A check takes sound and nothing else.');
    this.#echoed = true;
    const { send, receive } = this.#parts.transports;
    const rtpParameters = offer.rtpParameters as types.RtpParameters;
    const producer = await this.#ask(
      () => send.produce({ kind: 'audio', rtpParameters }),
      'The description of the sound cannot be used.',
    );
    this.#producer = producer;
    const rtpCapabilities = structuredClone(offer.rtpCapabilities) as types.RtpCapabilities;
    const consumer = await this.#ask(
      () => receive.consume({ producerId: producer.id, rtpCapabilities, enableRtx: false }),
      'The capabilities of your browser cannot be used.',
    );
    return { consumerId: consumer.id, producerId: producer.id, rtpParameters: { ...consumer.rtpParameters } };
  }

  async close(): Promise<CheckCounts> {
    this.#requireOpen();
    const producer = this.#producer;
    const stats =
      producer === undefined
        ? []
        : await this.#ask(() => producer.getStats(), 'This check cannot be read any more.');
    this.end();
    const sum = (one: 'packetCount' | 'packetsLost') => stats.reduce((all, stat) => all + stat[one], 0);
    return { received: sum('packetCount'), lost: Math.max(0, sum('packetsLost')) };
  }

  /** Ends the check. Idempotent. */
  end(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    clearTimeout(this.#timer);
    this.#parts.router.close();
    this.#parts.onEnded(this);
  }

  async #ask<T>(request: () => Promise<T>, sentence: string): Promise<T> {
    try {
      return await orInvalid(request, { sentence, isOpen: () => this.#phase === 'open' });
    } finally {
      // The check ended while the request was in flight: drop the result, whatever it was.
      this.#requireOpen();
    }
  }

  #requireOpen(): void {
    if (this.#phase === 'ended') throw new DomainError('wrong-phase', 'This check is over.');
  }
}

import type { types } from 'mediasoup';
import type {
  Direction,
  DtlsParameters,
  JoinedRoom,
  ParticipantView,
  RestartedIce,
  RoomFact,
  RoomSnapshot,
  RtpCapabilities,
  RtpParameters,
  Source,
  SourceState,
  SourceStates,
} from '../../domain/rooms/wire.ts';
import { mutedByHost } from '../../domain/rooms/sources.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ParticipantId } from '../../domain/ids.ts';
import type { Joining, Log } from '../../domain/ports.ts';
import { Downlink } from '../quality/downlink.ts';
import { FactBuffer } from '../../process/fact-buffer.ts';
import { GraceTimer } from './grace-timer.ts';
import { ParticipantHandle } from './participant-handle.ts';
import { LayerSelector } from '../quality/layer-selector.ts';
import { Receiving } from './receiving.ts';
import { ended, orInvalid } from '../workers/refusals.ts';
import { Sending, type SentStream } from './sending.ts';
import { JitterMonitor } from '../quality/jitter-monitor.ts';
import { describeTransport, type TransportPair } from '../workers/transports.ts';

/** How a participation can end; `left` is the participant's own doing, so they are not notified of it. */
export type EndReason = 'left' | 'replaced' | 'closed' | 'media-failed';

/** Events for the room that owns it. */
export type ParticipationHost = {
  /** There is something new to offer, or a new participant to offer it to. */
  streamsChanged(): void;
  streamEnded(stream: SentStream): void;
  pictureTorn(picture: SentStream): void;
  viewChanged(participation: LocalParticipation): void;
  ended(participation: LocalParticipation): void;
};

export type ParticipationOptions = {
  id: ParticipantId;
  joining: Joining & { admitted: boolean; sources: SourceStates };
  /** Its position in the order of joins to its room. */
  epoch: number;
  others: ParticipantView[];
  router: types.Router;
  transports: TransportPair;
  tell: (fact: RoomFact) => void;
  host: ParticipationHost;
  log: Log;
};

/** One participant in a room of this process: two transports, what they send and what they receive. */
export class LocalParticipation {
  readonly joined: JoinedRoom;
  readonly id: ParticipantId;
  readonly key: Joining['key'];
  readonly sending: Sending;
  readonly receiving: Receiving;
  readonly #options: ParticipationOptions;
  readonly #sources: SourceStates;
  readonly #jitter: JitterMonitor;
  readonly #pictures: LayerSelector;
  readonly #downlink: Downlink;
  readonly #connected = new Set<Direction>();
  #facts: FactBuffer<RoomFact>;
  #generation = 1;
  readonly #grace = new GraceTimer({
    mediaArrives: () => this.sending.flowing && this.#jitter.connection === 'steady',
    giveUp: () => {
      this.end('left');
    },
  });
  #admitted: boolean;
  #phase: 'open' | 'ended' = 'open';

  constructor(options: ParticipationOptions) {
    const { id, joining, router, transports, log } = options;
    this.#options = options;
    this.id = id;
    this.key = joining.key;
    this.#admitted = joining.admitted;
    this.#sources = { ...joining.sources };
    this.#facts = new FactBuffer({ pass: options.tell, log });
    this.sending = new Sending({
      transport: transports.send,
      mayFlow: (source) => this.#admitted && this.#sources[source] === 'on',
      onReplaced: (stream) => {
        options.host.streamEnded(stream);
      },
      onTorn: (picture) => {
        options.host.pictureTorn(picture);
      },
      log,
    });
    this.#jitter = new JitterMonitor({
      transports,
      isFlowing: () => this.sending.flowing,
      onChanged: () => {
        options.host.viewChanged(this);
      },
      log,
    });
    this.#pictures = new LayerSelector(log);
    this.#downlink = this.#watchDownlink();
    this.receiving = new Receiving({
      transport: transports.receive,
      pictures: this.#pictures,
      canConsume: ({ producer }, rtpCapabilities) =>
        router.canConsume({ producerId: producer.id, rtpCapabilities }),
      tellOffer: (payload) => {
        this.tell({ name: 'room:consumer', payload });
      },
      tellClosed: (consumerId) => {
        this.tell({ name: 'room:consumer-closed', payload: { consumerId } });
      },
      log,
    });
    this.joined = describeJoined(options);
    for (const transport of [transports.send, transports.receive]) {
      transport.on('dtlsstatechange', () => {
        this.#endIfGone();
      });
    }
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  get admitted(): boolean {
    return this.#admitted;
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  get view(): ParticipantView {
    const { name, role } = this.#options.joining;
    const { connection } = this.#jitter;
    const { level: pictures } = this.#downlink;
    return { participantId: this.id, name, role, sources: { ...this.#sources }, connection, pictures };
  }

  async connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void> {
    if (this.#connected.has(direction)) {
      throw new DomainError('wrong-phase', `Your ${direction} transport is connected already.`);
    }
    this.#connected.add(direction);
    // Already parsed by the contract; the types differ from mediasoup's only in how an absent value is written.
    const given = { dtlsParameters: dtlsParameters as types.DtlsParameters };
    await orInvalid(() => this.#options.transports[direction].connect(given), {
      sentence: 'These security parameters cannot be used.',
      isOpen: () => this.isOpen,
    });
    this.#assertOpen();
  }

  async produce(offer: { source: Source; rtpParameters: RtpParameters }): Promise<{ producerId: string }> {
    const { producer } = await this.sending.produce(offer);
    this.#options.host.streamsChanged();
    return { producerId: producer.id };
  }

  async restartIce(direction: Direction): Promise<RestartedIce> {
    const iceParameters = await orInvalid(() => this.#options.transports[direction].restartIce(), {
      sentence: 'This connection cannot be restarted.',
      isOpen: () => this.isOpen,
    });
    if (direction === 'send') this.sending.losePath();
    return { iceParameters: { ...iceParameters } };
  }

  receive(rtpCapabilities: RtpCapabilities): void {
    this.receiving.setCapabilities(rtpCapabilities);
    this.#options.host.streamsChanged();
  }

  async resume(consumerId: string): Promise<void> {
    await this.receiving.resume(consumerId);
  }

  setSource(source: Source, state: SourceState): void {
    if (this.#sources[source] === state) return;
    this.#sources[source] = state;
    this.sending.align(source);
    this.#options.host.viewChanged(this);
  }

  /**
   * Muted by the host. A participant that is muted already is not notified. A microphone that a telephone call has
   * taken, or that is missing, would go live later: the first is muted; for the second its owner's browser is
   * notified.
   */
  mute(): void {
    const unmuted = mutedByHost.filter((source) => this.#sources[source] !== 'off');
    if (!this.isOpen || unmuted.length === 0) return;
    for (const source of unmuted) {
      if (this.#sources[source] !== 'missing') this.setSource(source, 'off');
    }
    this.tell({ name: 'room:muted', payload: {} });
  }

  /** The handle of the connection that has just come; earlier handles are refused from now on. */
  handle(): ParticipantHandle {
    const own = this.#generation;
    return new ParticipantHandle(this, () => this.#generation === own);
  }

  /** Detaches: the connection is lost and media continues. A browser that has closed its media is not waited for. */
  letGo(): void {
    this.#facts.end();
    this.#grace.begin();
    this.#endIfGone();
    this.#options.log.info('participant lost their connection');
  }

  /** Another connection takes it up: it gets a snapshot, then the facts that follow that answer. */
  takeUp(
    tell: (fact: RoomFact) => void,
    others: ParticipantView[],
  ): { handle: ParticipantHandle; snapshot: RoomSnapshot } {
    this.#grace.end();
    this.#generation += 1;
    this.#facts.end();
    this.#facts = new FactBuffer({ pass: tell, log: this.#options.log });
    const sources = { ...this.#sources };
    const { level: pictures } = this.#downlink;
    const streams = this.receiving.offers;
    return {
      handle: this.handle(),
      snapshot: { admitted: this.#admitted, sources, others, pictures, streams },
    };
  }

  /** The browser has closed DTLS: it has left, but its socket could not say so. */
  #endIfGone(): void {
    const { send, receive } = this.#options.transports;
    const gone = send.dtlsState === 'closed' || receive.dtlsState === 'closed';
    if (gone && this.#grace.isRunning) this.end('left');
  }

  /** Admitted: media may flow from now on. */
  admit(others: ParticipantView[]): void {
    this.#admitted = true;
    this.tell({ name: 'room:admitted', payload: { others } });
    this.sending.alignAll();
  }

  /** Ends it. Idempotent. */
  end(reason: EndReason): void {
    if (!this.isOpen) return;
    if (reason !== 'left') this.tell({ name: 'room:left', payload: { reason } });
    this.#facts.end();
    this.#phase = 'ended';
    this.#jitter.close();
    this.#downlink.close();
    this.#pictures.close();
    this.#grace.end();
    this.#options.transports.send.close();
    this.#options.transports.receive.close();
    this.#options.host.ended(this);
    this.#options.log.info('participant left', { reason });
  }

  tell(fact: RoomFact): void {
    this.#facts.tell(fact);
  }

  /** The join has been answered: send the buffered facts. */
  openFacts(): void {
    this.#facts.open();
  }

  /** A change of level is sent to both ends: to the receiver, and to those who are seen less or more. */
  #watchDownlink(): Downlink {
    const { transports, host, log } = this.#options;
    return new Downlink({
      transport: transports.receive,
      pictures: () => this.#pictures,
      sounds: () => this.receiving.sounds,
      onLevel: (level) => {
        this.#pictures.change(level);
        this.tell({ name: 'room:pictures', payload: { rung: level } });
        host.viewChanged(this);
      },
      log,
    });
  }

  #assertOpen(): void {
    if (!this.isOpen) throw ended();
  }
}

function describeJoined({ id, joining, others, router, transports }: ParticipationOptions): JoinedRoom {
  return {
    participantId: id,
    routerRtpCapabilities: { ...router.rtpCapabilities },
    send: describeTransport(transports.send),
    receive: describeTransport(transports.receive),
    admitted: joining.admitted,
    sources: joining.sources,
    others,
  };
}

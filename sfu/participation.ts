import type { types } from 'mediasoup';
import type {
  Direction,
  DtlsParameters,
  JoinedRoom,
  ParticipantView,
  RoomFact,
  RtpCapabilities,
  RtpParameters,
  Source,
  SourceState,
} from '../domain/contract/media.ts';
import { DomainError } from '../domain/errors.ts';
import type { ParticipantId } from '../domain/ids.ts';
import type { Joining, Log, Participation } from '../domain/ports.ts';
import { FactLine } from './fact-line.ts';
import { Receiving } from './receiving.ts';
import { ended, orInvalid } from './refusals.ts';
import { Sending, type SentStream } from './sending.ts';
import type { Sources } from './source-choices.ts';
import { describeTransport, type TransportPair } from './transports.ts';

/** How a participation can end; `left` is the participant's own doing, so it is not told to them. */
export type EndReason = 'left' | 'replaced' | 'closed' | 'media-failed';

/** What a participation says upwards; its room answers. */
export type ParticipationHost = {
  /** There is something new to offer, or somebody new to offer it to. */
  streamsChanged(): void;
  streamEnded(stream: SentStream): void;
  sourceChanged(participation: LocalParticipation, source: Source, state: SourceState): void;
  ended(participation: LocalParticipation): void;
};

export type ParticipationOptions = {
  id: ParticipantId;
  joining: Joining & { admitted: boolean };
  sources: Sources;
  others: ParticipantView[];
  router: types.Router;
  transports: TransportPair;
  tell: (fact: RoomFact) => void;
  host: ParticipationHost;
  log: Log;
};

/** One participant in a room of this process: two transports, what they send and what they receive. */
export class LocalParticipation implements Participation {
  readonly joined: JoinedRoom;
  readonly id: ParticipantId;
  readonly key: Joining['key'];
  readonly sending: Sending;
  readonly receiving: Receiving;
  readonly #options: ParticipationOptions;
  readonly #sources: Sources;
  readonly #connected = new Set<Direction>();
  readonly #facts: FactLine;
  #admitted: boolean;
  #phase: 'open' | 'ended' = 'open';

  constructor(options: ParticipationOptions) {
    const { id, joining, sources, others, router, transports, log } = options;
    this.#options = options;
    this.id = id;
    this.key = joining.key;
    this.#admitted = joining.admitted;
    this.#sources = { ...sources };
    this.#facts = new FactLine(options.tell, log);
    this.sending = new Sending({
      transport: transports.send,
      mayFlow: (source) => this.#admitted && this.#sources[source] === 'on',
      onReplaced: (stream) => {
        options.host.streamEnded(stream);
      },
      log,
    });
    this.receiving = new Receiving({
      transport: transports.receive,
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
    this.joined = {
      participantId: id,
      routerRtpCapabilities: { ...router.rtpCapabilities },
      send: describeTransport(transports.send),
      receive: describeTransport(transports.receive),
      admitted: joining.admitted,
      sources,
      others,
    };
  }

  get admitted(): boolean {
    return this.#admitted;
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  get view(): ParticipantView {
    const { name, role } = this.#options.joining;
    return { participantId: this.id, name, role, sources: { ...this.#sources } };
  }

  async connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void> {
    this.#assertOpen();
    if (this.#connected.has(direction)) {
      throw new DomainError('wrong-phase', `Your ${direction} transport is connected already.`);
    }
    this.#connected.add(direction);
    // The contract has parsed them; its types differ from mediasoup's only in how they write what is absent.
    const given = { dtlsParameters: dtlsParameters as types.DtlsParameters };
    await orInvalid(() => this.#options.transports[direction].connect(given), {
      sentence: 'These security parameters cannot be used.',
      isOpen: () => this.isOpen,
    });
    this.#assertOpen();
  }

  async produce(offer: { source: Source; rtpParameters: RtpParameters }): Promise<{ producerId: string }> {
    this.#assertOpen();
    const { producer } = await this.sending.produce(offer);
    this.#options.host.streamsChanged();
    return { producerId: producer.id };
  }

  receive(rtpCapabilities: RtpCapabilities): Promise<void> {
    return Promise.try(() => {
      this.#assertOpen();
      this.receiving.setCapabilities(rtpCapabilities);
      this.#options.host.streamsChanged();
    });
  }

  async resume(consumerId: string): Promise<void> {
    this.#assertOpen();
    await this.receiving.resume(consumerId);
  }

  setSource(source: Source, state: SourceState): Promise<void> {
    return Promise.try(() => {
      this.#assertOpen();
      this.#change(source, state);
    });
  }

  /** The host's doing. Whoever is muted already, or has no microphone, is told nothing. */
  mute(): void {
    if (!this.isOpen || this.#sources.microphone !== 'on') return;
    this.#change('microphone', 'off');
    this.tell({ name: 'room:muted', payload: {} });
  }

  leave(): Promise<void> {
    return Promise.try(() => {
      this.#assertOpen();
      this.end('left');
    });
  }

  /** Media may flow from now on. */
  admit(others: ParticipantView[]): void {
    this.#admitted = true;
    this.tell({ name: 'room:admitted', payload: { others } });
    this.sending.alignAll();
  }

  /** Ends it, whoever wishes so; a second time does nothing. */
  end(reason: EndReason): void {
    if (!this.isOpen) return;
    if (reason !== 'left') this.tell({ name: 'room:left', payload: { reason } });
    this.#facts.end();
    this.#phase = 'ended';
    this.#options.transports.send.close();
    this.#options.transports.receive.close();
    this.#options.host.ended(this);
    this.#options.log.info('participant left', { reason });
  }

  tell(fact: RoomFact): void {
    this.#facts.tell(fact);
  }

  /** The join has been answered: what was to be told since then follows now. */
  openFacts(): void {
    this.#facts.open();
  }

  #change(source: Source, state: SourceState): void {
    if (this.#sources[source] === state) return;
    this.#sources[source] = state;
    this.sending.align(source);
    this.#options.host.sourceChanged(this, source, state);
  }

  #assertOpen(): void {
    if (!this.isOpen) throw ended();
  }
}

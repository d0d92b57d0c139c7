import type { types } from 'mediasoup-client';
import { Device } from 'mediasoup-client';
import type {
  ConsumerOffer,
  JoinedRoom,
  MediaKind,
  ParticipantView,
  RoomFact,
  RtpCapabilities,
  Source,
  SourceState,
} from '../../../domain/contract/media.ts';
import type { ParticipantId, RoomId } from '../../../domain/ids.ts';
import { keepingPlaces, without } from './arrangement.ts';
import { sharpenSoon } from './first-picture.ts';
import type { RoomWire } from './room-wire.ts';
import { connectTransports, sendOptions } from './transports.ts';

export type RemoteTracks = { audio: MediaStreamTrack | null; video: MediaStreamTrack | null };

export type MediaRoomView = {
  readonly joined: boolean;
  readonly admitted: boolean;
  readonly others: readonly ParticipantView[];
  readonly remotes: Readonly<Partial<Record<ParticipantId, RemoteTracks>>>;
  /** Whether packets pass; `weak` while the network between browser and SFU is interrupted. */
  readonly network: 'starting' | 'good' | 'weak';
};

export type MediaRoomEnd =
  { why: 'replaced' | 'closed' | 'media-failed' } | { why: 'refused'; message: string };

/** Whom a room tells: children speak through what they were handed. */
export type RoomOwner = {
  changed(view: MediaRoomView): void;
  /** The server's word on the person's own sources; it remembers them across reloads. */
  joined(sources: JoinedRoom['sources']): void;
  ended(end: MediaRoomEnd): void;
};

/** An interrupted transport that has not come back by itself in this time is given up and made anew. */
const weakForMs = 6000;

const gatherForMs = 20;

/** One stay in one media room, from `room:join` to leaving. A new stay is a new `MediaRoom`. */
export class MediaRoom {
  readonly #wire: RoomWire;
  readonly #owner: RoomOwner;
  #view: MediaRoomView = { joined: false, admitted: false, others: [], remotes: {}, network: 'starting' };
  #device: Device | null = null;
  #transports: { send: types.Transport; receive: types.Transport } | null = null;
  #stopFacts: () => void = () => undefined;
  #stopSharpening: () => void = () => undefined;
  #weakTimer: ReturnType<typeof setTimeout> | undefined;
  #gatherTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #gathered: ConsumerOffer[] = [];
  readonly #producers = new Map<Source, types.Producer>();
  readonly #consumers = new Map<string, types.Consumer>();
  /** Consumers taken back while they were still being made. */
  readonly #takenBack = new Set<string>();

  constructor(options: { wire: RoomWire; owner: RoomOwner }) {
    this.#wire = options.wire;
    this.#owner = options.owner;
  }

  /** Joins and makes both transports. Afterwards the owner offers its tracks with `send`. */
  async open(roomId: RoomId, sources: Record<Source, SourceState>): Promise<void> {
    this.#stopFacts = this.#wire.onRoomFact((fact) => {
      this.#onFact(fact);
    });
    const making = Device.factory();
    const answer = await this.#wire.command('room:join', { roomId, sources });
    if (this.#closed) return;
    if (!answer.ok) {
      this.#end({ why: 'refused', message: answer.message });
      return;
    }
    // From here on the room's facts are about this stay: the answer comes before them (design, rule 24).
    this.#show({ joined: true, admitted: answer.value.admitted, others: answer.value.others });
    this.#owner.joined(answer.value.sources);
    const device = await making;
    // The contract describes these loosely, because they come from our own SFU; mediasoup-client knows them closely.
    await device.load({ routerRtpCapabilities: answer.value.routerRtpCapabilities });
    if (this.#isClosed()) return;
    this.#device = device;
    this.#transports = connectTransports(device, answer.value, {
      wire: this.#wire,
      stateChanged: () => {
        this.#watchNetwork();
      },
    });
    // Not waited for, so that the own tracks are offered in the same breath.
    this.#receive(device.recvRtpCapabilities).catch(reportError);
  }

  async #receive(capabilities: types.RtpCapabilities): Promise<void> {
    const answer = await this.#wire.command('room:receive', {
      rtpCapabilities: capabilities as RtpCapabilities,
    });
    if (!answer.ok) this.#end({ why: 'media-failed' });
  }

  /** Sends this track as that source, in place of an earlier one. Nothing happens before the room is open. */
  async send(source: Source, track: MediaStreamTrack): Promise<void> {
    if (this.#transports === null || this.#device === null || this.#closed) return;
    const known = this.#producers.get(source);
    if (known !== undefined && !known.closed) {
      if (known.track !== track) await known.replaceTrack({ track });
      return;
    }
    const producer = await this.#transports.send.produce(sendOptions(this.#device, source, track));
    if (this.#isClosed()) producer.close();
    else {
      this.#producers.set(source, producer);
      this.#sharpen();
    }
  }

  #sharpen(): void {
    const camera = this.#producers.get('camera');
    if (camera === undefined || !this.#view.admitted) return;
    this.#stopSharpening();
    this.#stopSharpening = sharpenSoon(camera);
  }

  /** Stops or starts the packets of a source at this end. */
  setFlowing(source: Source, flowing: boolean): void {
    const producer = this.#producers.get(source);
    if (producer === undefined || producer.closed) return;
    if (flowing) producer.resume();
    else producer.pause();
  }

  isOpen(): boolean {
    return this.#transports !== null && !this.#closed;
  }

  /** Leaves. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#weakTimer);
    clearTimeout(this.#gatherTimer);
    this.#stopSharpening();
    this.#stopFacts();
    this.#transports?.send.close();
    this.#transports?.receive.close();
  }

  /** `#closed` as it is now: an `await` may have changed it. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #onFact(fact: RoomFact): void {
    if (this.#closed || !this.#view.joined) return;
    switch (fact.name) {
      case 'room:admitted':
        this.#show({ admitted: true, others: fact.payload.others });
        this.#sharpen();
        break;
      case 'room:participant':
        this.#show({ others: keepingPlaces(this.#view.others, fact.payload) });
        break;
      case 'room:participant-left': {
        const { participantId } = fact.payload;
        const remotes = { ...this.#view.remotes, [participantId]: { audio: null, video: null } };
        this.#show({ others: without(this.#view.others, participantId), remotes });
        break;
      }
      case 'room:consumer':
        this.#gather(fact.payload);
        break;
      case 'room:consumer-closed':
        this.#takeBack(fact.payload.consumerId);
        break;
      case 'room:left':
        this.#end({ why: fact.payload.reason });
        break;
      case 'room:speaker':
      case 'room:muted':
        // Of no stay in particular: see `use-room-keeper.ts`.
        break;
    }
  }

  /**
   * Sound and picture of a person are offered within a few milliseconds. Taken together they cost the browser one
   * negotiation instead of two, and that is a good part of the way to the first picture.
   */
  #gather(offer: ConsumerOffer): void {
    this.#gathered.push(offer);
    clearTimeout(this.#gatherTimer);
    if (offer.warmUp || this.#gathered.length >= this.#expected(offer.participantId)) this.#consumeGathered();
    else
      this.#gatherTimer = setTimeout(() => {
        this.#consumeGathered();
      }, gatherForMs);
  }

  /** How many streams this person has, as far as is known. */
  #expected(participantId: ParticipantId): number {
    const sources = this.#view.others.find((other) => other.participantId === participantId)?.sources;
    return sources === undefined ? 1 : Object.values(sources).filter((state) => state !== 'missing').length;
  }

  #consumeGathered(): void {
    clearTimeout(this.#gatherTimer);
    this.#consume(this.#gathered.splice(0)).catch(() => {
      this.#end({ why: 'media-failed' });
    });
  }

  async #consume(offers: readonly ConsumerOffer[]): Promise<void> {
    const made = await Promise.all(offers.map((offer) => this.#makeConsumer(offer)));
    // The warm-up only opens the receive transport before the call is answered; it never carries anything.
    const wanted = made.flatMap(({ offer, consumer }) =>
      consumer === null || offer.warmUp ? [] : [{ offer, consumer }],
    );
    // Asked for first, drawn second: the picture is on its way while the page makes room for it.
    const resumed = wanted.map(({ offer }) =>
      this.#wire.command('room:resume', { consumerId: offer.consumerId }),
    );
    this.#showTracks(wanted.map(({ offer, consumer }) => ({ ...offer, track: consumer.track })));
    await Promise.all(resumed);
  }

  async #makeConsumer(
    offer: ConsumerOffer,
  ): Promise<{ offer: ConsumerOffer; consumer: types.Consumer | null }> {
    if (this.#transports === null) return { offer, consumer: null };
    const consumer = await this.#transports.receive.consume({
      id: offer.consumerId,
      producerId: offer.producerId,
      kind: offer.kind,
      rtpParameters: offer.rtpParameters as types.RtpParameters,
      // One name for sound and picture of a person: the browser plays them in step.
      streamId: offer.participantId,
    });
    if (this.#isClosed() || this.#takenBack.has(offer.consumerId)) {
      consumer.close();
      return { offer, consumer: null };
    }
    this.#consumers.set(offer.consumerId, consumer);
    return { offer, consumer };
  }

  #takeBack(consumerId: string): void {
    this.#takenBack.add(consumerId);
    const consumer = this.#consumers.get(consumerId);
    this.#consumers.delete(consumerId);
    if (consumer === undefined) return;
    const gone = (Object.entries(this.#view.remotes) as [ParticipantId, RemoteTracks][]).filter(
      ([, tracks]) => tracks[consumer.kind] === consumer.track,
    );
    this.#showTracks(gone.map(([participantId]) => ({ participantId, kind: consumer.kind, track: null })));
    consumer.close();
  }

  #showTracks(
    changes: readonly { participantId: ParticipantId; kind: MediaKind; track: MediaStreamTrack | null }[],
  ): void {
    if (changes.length === 0) return;
    const remotes = { ...this.#view.remotes };
    for (const { participantId, kind, track } of changes) {
      remotes[participantId] = { ...(remotes[participantId] ?? { audio: null, video: null }), [kind]: track };
    }
    this.#show({ remotes });
  }

  #watchNetwork(): void {
    if (this.#transports === null || this.#closed) return;
    const states = [this.#transports.send.connectionState, this.#transports.receive.connectionState];
    clearTimeout(this.#weakTimer);
    if (states.includes('failed')) {
      this.#end({ why: 'media-failed' });
    } else if (states.includes('disconnected')) {
      this.#show({ network: 'weak' });
      this.#weakTimer = setTimeout(() => {
        this.#end({ why: 'media-failed' });
      }, weakForMs);
    } else if (states.includes('connected')) {
      this.#show({ network: 'good' });
    }
  }

  #show(change: Partial<MediaRoomView>): void {
    this.#view = { ...this.#view, ...change };
    this.#owner.changed(this.#view);
  }

  #end(end: MediaRoomEnd): void {
    if (this.#closed) return;
    this.close();
    this.#owner.ended(end);
  }
}

import type { types } from 'mediasoup-client';
import type { ConsumerOffer, MediaKind, ParticipantView } from '../../../../domain/rooms/wire.ts';
import type { ParticipantId } from '../../../../domain/ids.ts';
import type { RoomWire } from '../session/room-wire.ts';

export type RemoteTracks = { audio: MediaStreamTrack | null; video: MediaStreamTrack | null };
export type Remotes = Readonly<Partial<Record<ParticipantId, RemoteTracks>>>;

export type StreamsOwner = {
  others(): readonly ParticipantView[];
  changed(remotes: Remotes): void;
  failed(): void;
};

const gatherForMs = 20;

/** What the others send: offered by the room, taken as consumers, shown as tracks. */
export class RemoteStreams {
  readonly #wire: Pick<RoomWire, 'command'>;
  readonly #transport: types.Transport;
  readonly #owner: StreamsOwner;
  #remotes: Remotes = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #batch: ConsumerOffer[] = [];
  /** From the offer on, so that a snapshot offers nothing twice. */
  readonly #taken = new Map<string, types.Consumer | 'in-hand'>();

  constructor(options: { wire: Pick<RoomWire, 'command'>; transport: types.Transport; owner: StreamsOwner }) {
    this.#wire = options.wire;
    this.#transport = options.transport;
    this.#owner = options.owner;
  }

  /**
   * Sound and picture of a person are offered within a few milliseconds. Batched, they cost the browser one
   * negotiation instead of two, which is a good part of the time to the first picture.
   */
  offer(offer: ConsumerOffer): void {
    if (this.#closed || this.#taken.has(offer.consumerId)) return;
    this.#taken.set(offer.consumerId, 'in-hand');
    this.#batch.push(offer);
    clearTimeout(this.#timer);
    if (offer.warmUp || this.#batch.length >= this.#expected(offer.participantId)) this.#takeBatch();
    else
      this.#timer = setTimeout(() => {
        this.#takeBatch();
      }, gatherForMs);
  }

  takeBack(consumerId: string): void {
    const consumer = this.#taken.get(consumerId);
    this.#taken.delete(consumerId);
    if (consumer === undefined || consumer === 'in-hand') return;
    const gone = (Object.entries(this.#remotes) as [ParticipantId, RemoteTracks][]).filter(
      ([, tracks]) => tracks[consumer.kind] === consumer.track,
    );
    this.#show(gone.map(([participantId]) => ({ participantId, kind: consumer.kind, track: null })));
    consumer.close();
  }

  forget(participantId: ParticipantId): void {
    this.#remotes = { ...this.#remotes, [participantId]: { audio: null, video: null } };
    this.#owner.changed(this.#remotes);
  }

  /** Brings everything in line with the snapshot; facts sent on the lost connection may never have arrived. */
  reconcile(streams: readonly ConsumerOffer[]): void {
    const there = new Set(streams.map(({ consumerId }) => consumerId));
    for (const consumerId of [...this.#taken.keys()]) if (!there.has(consumerId)) this.takeBack(consumerId);
    for (const stream of streams) {
      if (!this.#taken.has(stream.consumerId)) this.offer(stream);
      else if (!stream.warmUp) this.#resume(stream.consumerId).catch(reportError);
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  /** How many streams this person has, as far as is known. */
  #expected(participantId: ParticipantId): number {
    const other = this.#owner.others().find((one) => one.participantId === participantId);
    return other === undefined
      ? 1
      : Object.values(other.sources).filter((state) => state !== 'missing').length;
  }

  #takeBatch(): void {
    clearTimeout(this.#timer);
    this.#take(this.#batch.splice(0)).catch(() => {
      if (!this.#closed) this.#owner.failed();
    });
  }

  async #take(offers: readonly ConsumerOffer[]): Promise<void> {
    const made = await Promise.all(offers.map((offer) => this.#makeConsumer(offer)));
    // The warm-up only opens the receive transport before the call is answered; it never carries anything.
    const wanted = made.flatMap(({ offer, consumer }) =>
      consumer === null || offer.warmUp ? [] : [{ offer, consumer }],
    );
    // Requested first, drawn second: the picture is on its way while the page makes room for it.
    const resumed = wanted.map(({ offer }) => this.#resume(offer.consumerId));
    this.#show(wanted.map(({ offer, consumer }) => ({ ...offer, track: consumer.track })));
    await Promise.all(resumed);
  }

  async #resume(consumerId: string): Promise<void> {
    await this.#wire.command('room:resume', { consumerId });
  }

  async #makeConsumer(
    offer: ConsumerOffer,
  ): Promise<{ offer: ConsumerOffer; consumer: types.Consumer | null }> {
    const consumer = await this.#transport.consume({
      id: offer.consumerId,
      producerId: offer.producerId,
      kind: offer.kind,
      rtpParameters: offer.rtpParameters as types.RtpParameters,
      // One stream id for sound and picture of a person: the browser plays them in step.
      streamId: offer.participantId,
    });
    // Closed, or withdrawn while it was being made.
    if (this.#isClosed() || !this.#taken.has(offer.consumerId)) {
      consumer.close();
      return { offer, consumer: null };
    }
    this.#taken.set(offer.consumerId, consumer);
    return { offer, consumer };
  }

  #show(
    changes: readonly { participantId: ParticipantId; kind: MediaKind; track: MediaStreamTrack | null }[],
  ): void {
    if (changes.length === 0) return;
    const remotes = { ...this.#remotes };
    for (const { participantId, kind, track } of changes) {
      remotes[participantId] = { ...(remotes[participantId] ?? { audio: null, video: null }), [kind]: track };
    }
    this.#remotes = remotes;
    this.#owner.changed(remotes);
  }
}

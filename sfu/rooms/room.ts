import { randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import type { MediaLimits } from '../../config/sfu.ts';
import type { ParticipantView, RoomFact, SourceStates, JoinGeneration } from '../../domain/rooms/wire.ts';
import { participantId, type RoomId } from '../../domain/ids.ts';
import type { Joining, Log, MediaCounts, MediaRooms, Participation } from '../../domain/ports.ts';
import { mediaCodecs } from '../workers/media-codecs.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { LocalParticipation, type ParticipationHost } from './participation.ts';
import { ended, isWorkerGone, joiningAlready, noConnectionLeft, unavailable } from '../workers/refusals.ts';
import type { SentStream } from './sending.ts';
import { ActiveSpeaker } from '../quality/active-speaker.ts';
import { JoinGenerations } from './join-generations.ts';
import {
  createTransports,
  limitIncoming,
  type TransportPair,
  watchTransports,
} from '../workers/transports.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';

/** One to send and one to receive. */
const transportsEach = 2;
/** A page that is reloaded while it joins leaves a join behind; a program could go on for ever. */
const mostArrivalsOfOne = 4;

export type RoomOptions = {
  id: RoomId;
  pool: WorkerPool;
  /** What each kind of participant may send; without it, anything. */
  incomingBps?: MediaLimits['incomingBps'] | undefined;
  /** Whether this process has more connections than it may, with those of a join that has begun. */
  hasTooMany: () => boolean;
  /** The room takes no more joins. */
  onClosed: () => void;
  log: Log;
};

type Joiner = Joining & { admitted: boolean; sources: SourceStates; stay?: JoinGeneration | undefined };

/** A join that waits for its transports; what is decided meanwhile about its key applies to it. */
type Arrival = { key: Joining['key']; epoch: number; admitted: boolean; expelled: boolean };
type TakenUp = Awaited<ReturnType<MediaRooms['takeUp']>>;

type Place = { router: types.Router; worker: MediaWorker; release: () => void };

/** One media room: a router on one worker, and who is in it. It closes by itself when it is empty. */
export class Room implements ParticipationHost {
  readonly worker: MediaWorker;
  readonly #options: RoomOptions;
  readonly #place: Place;
  readonly #participations = new Map<Joining['key'], LocalParticipation>();
  readonly #arrivals = new Set<Arrival>();
  readonly #generations = new JoinGenerations();
  readonly #speakers: ActiveSpeaker;
  #closed: 'closed' | 'media-failed' | undefined;

  private constructor(options: RoomOptions, place: Place) {
    this.worker = place.worker;
    this.#options = options;
    this.#place = place;
    this.#speakers = new ActiveSpeaker({
      router: place.router,
      tell: (participantId) => {
        for (const one of this.#admitted()) one.tell({ name: 'room:speaker', payload: { participantId } });
      },
      log: options.log,
    });
  }

  static async create(options: RoomOptions): Promise<Room> {
    let room: Room | undefined;
    const { worker, release } = await options.pool.place(() => room?.counts().consumers ?? 0);
    try {
      const router = await worker.createRouter({ mediaCodecs: mediaCodecs() });
      room = new Room(options, { router, worker, release });
      return room;
    } catch (error) {
      release();
      throw isWorkerGone(error) ? unavailable({ cause: error }) : error;
    }
  }

  get isOpen(): boolean {
    return this.#closed === undefined;
  }

  counts(): Omit<MediaCounts, 'workers' | 'rooms'> {
    const counts = { participants: this.#participations.size, transports: 0, producers: 0, consumers: 0 };
    for (const { sending, receiving } of this.#participations.values()) {
      counts.transports += transportsEach;
      counts.producers += sending.count;
      counts.consumers += receiving.count;
    }
    return counts;
  }

  /** Of participants, and of those who are joining. */
  get transportCount(): number {
    return (this.#participations.size + this.#arrivals.size) * transportsEach;
  }

  /** An earlier participation of the same key ends only when this one has its transports. */
  async join(joiner: Joiner, tell: (fact: RoomFact) => void): Promise<Participation> {
    const arriving = [...this.#arrivals].filter(({ key }) => key === joiner.key);
    if (arriving.length >= mostArrivalsOfOne) throw joiningAlready();
    const epoch = this.#generations.begin(joiner.key, joiner.stay);
    const arrival: Arrival = { key: joiner.key, epoch, admitted: joiner.admitted, expelled: false };
    this.#arrivals.add(arrival);
    try {
      // Whoever replaces their own participation takes nothing more.
      if (!this.#participations.has(joiner.key) && this.#options.hasTooMany()) throw noConnectionLeft();
      const transports = await this.#createTransports();
      const before = this.#participations.get(joiner.key);
      const overtaken = before !== undefined && before.epoch > epoch;
      if (!this.isOpen || arrival.expelled || overtaken) {
        transports.send.close();
        transports.receive.close();
        throw this.#closed === 'media-failed' ? unavailable() : ended();
      }
      before?.end('replaced');
      return this.#enter({ ...joiner, admitted: arrival.admitted }, { epoch, transports, tell }).handle();
    } finally {
      this.#arrivals.delete(arrival);
      this.#closeIfEmpty();
    }
  }

  /** Undefined when that participant has left or has joined again since. */
  takeUp(whom: Parameters<MediaRooms['takeUp']>[1], tell: (fact: RoomFact) => void): TakenUp {
    const found = this.#participations.get(whom.key);
    if (found?.id !== whom.participantId) return undefined;
    this.#generations.begin(whom.key, whom.stay);
    const others = viewsOf(this.#admitted().filter((other) => other !== found));
    const { handle, snapshot } = found.takeUp(tell, others);
    setImmediate(() => {
      found.openFacts();
    });
    return { participation: handle, snapshot };
  }

  /** Admits those of these keys who are here or joining; resolves when all streams have been offered. */
  async admit(keys: readonly Joining['key'][]): Promise<void> {
    for (const arrival of this.#arrivals) if (keys.includes(arrival.key)) arrival.admitted = true;
    const before = this.#admitted();
    const entering = [...this.#participations.values()].filter(
      ({ key, admitted }) => !admitted && keys.includes(key),
    );
    const now = [...before, ...entering];
    for (const one of entering) one.admit(viewsOf(now.filter((other) => other !== one)));
    // Offer before all other facts, because the first picture waits for it.
    const offered = this.#offerStreams();
    for (const other of before) for (const one of entering) this.#tellParticipant(other, one);
    await offered;
  }

  expel(key: Joining['key']): void {
    for (const arrival of this.#arrivals) if (arrival.key === key) arrival.expelled = true;
    this.#participations.get(key)?.end('closed');
  }

  muteOthers(except: Joining['key']): void {
    for (const one of this.#participations.values()) if (one.key !== except) one.mute();
  }

  /** Idempotent. */
  close(reason: 'closed' | 'media-failed'): void {
    if (!this.isOpen) return;
    this.#closed = reason;
    for (const participation of [...this.#participations.values()]) participation.end(reason);
    this.#place.router.close();
    this.#place.release();
    this.#options.onClosed();
    this.#options.log.info('room closed', { reason });
  }

  streamsChanged(): void {
    // Each offer handles its own failure.
    this.#offerStreams().catch((error: unknown) => {
      this.#options.log.error('streams could not be offered', error);
    });
  }

  streamEnded({ producer }: SentStream): void {
    for (const { receiving } of this.#participations.values()) receiving.drop(producer.id);
  }

  pictureTorn({ producer }: SentStream): void {
    for (const { receiving } of this.#participations.values()) receiving.mend(producer.id);
  }

  viewChanged(participation: LocalParticipation): void {
    if (!participation.admitted) return;
    for (const other of this.#admitted())
      if (other !== participation) this.#tellParticipant(other, participation);
  }

  ended(participation: LocalParticipation): void {
    this.#participations.delete(participation.key);
    if (!this.isOpen) return;
    for (const stream of participation.sending.streams) this.streamEnded(stream);
    this.#speakers.forget(participation.id);
    this.#followSpeakers(this.#admitted());
    if (participation.admitted) {
      const payload = { participantId: participation.id };
      for (const other of this.#admitted()) other.tell({ name: 'room:participant-left', payload });
    }
    this.#closeIfEmpty();
  }

  async #createTransports(): Promise<TransportPair> {
    try {
      return await createTransports(this.#place.router, this.worker.server);
    } catch (error) {
      if (this.#closed === 'closed') throw ended();
      throw this.isOpen && this.worker.usable ? error : unavailable({ cause: error });
    }
  }

  #enter(
    joiner: Joiner,
    { epoch, transports, tell }: { epoch: number; transports: TransportPair; tell: (fact: RoomFact) => void },
  ): LocalParticipation {
    const id = participantId.parse(randomUUID());
    const log = this.#options.log.child({ participantId: id });
    const others = this.#admitted();
    const participation = new LocalParticipation({
      id,
      joining: joiner,
      epoch,
      others: viewsOf(others),
      router: this.#place.router,
      transports,
      tell,
      host: this,
      log,
    });
    this.#participations.set(joiner.key, participation);
    watchTransports(transports, log);
    const most = this.#options.incomingBps?.[kindOf(joiner.key)];
    if (most !== undefined) limitIncoming(transports.send, most, log);
    if (joiner.admitted) for (const other of others) this.#tellParticipant(other, participation);
    // Facts from here on are sent after the join has been answered.
    setImmediate(() => {
      participation.openFacts();
    });
    log.info('participant joined', { role: joiner.role, state: joiner.admitted ? 'admitted' : 'waiting' });
    return participation;
  }

  /** Offers everyone each stream they may have and have not been offered; never twice. */
  async #offerStreams(): Promise<void> {
    const offers: Promise<void>[] = [];
    const admitted = this.#admitted();
    this.#followSpeakers(admitted);
    for (const receiver of this.#participations.values()) {
      if (!receiver.receiving.ready) continue;
      if (!receiver.admitted) offers.push(...this.#offerWarmUp(receiver));
      else
        for (const sender of admitted)
          if (sender !== receiver) offers.push(...this.#offerFrom(sender, receiver));
    }
    await Promise.all(offers);
  }

  #offerFrom(sender: LocalParticipation, receiver: LocalParticipation): Promise<void>[] {
    return sender.sending.streams.map((stream) =>
      receiver.receiving.offer({
        stream,
        from: sender.id,
        warmUp: false,
        stillWanted: () => receiver.isOpen && sender.isOpen,
        onTaken: () => {
          sender.sending.take(stream);
        },
      }),
    );
  }

  /**
   * The participant's own microphone, paused, so that their browser opens ICE and DTLS for receiving while it still
   * rings. It is on nobody else's transport and is never resumed, so nothing opens towards the other side.
   */
  #offerWarmUp(receiver: LocalParticipation): Promise<void>[] {
    const stream = receiver.sending.find('microphone');
    if (stream === undefined) return [];
    const stillWanted = (): boolean => receiver.isOpen && !receiver.admitted;
    return [
      receiver.receiving.offer({
        stream,
        from: receiver.id,
        warmUp: true,
        stillWanted,
        onTaken: () => undefined,
      }),
    ];
  }

  #followSpeakers(admitted: readonly LocalParticipation[]): void {
    const microphones = admitted.flatMap(({ id, sending }) => {
      const stream = sending.find('microphone');
      return stream === undefined ? [] : [{ participantId: id, producer: stream.producer }];
    });
    this.#speakers.follow(microphones, admitted.length);
  }

  #admitted(): LocalParticipation[] {
    return [...this.#participations.values()].filter(({ admitted }) => admitted);
  }

  #tellParticipant(to: LocalParticipation, about: LocalParticipation): void {
    to.tell({ name: 'room:participant', payload: about.view });
  }

  #closeIfEmpty(): void {
    if (this.#participations.size === 0 && this.#arrivals.size === 0) this.close('closed');
  }
}

function kindOf(key: Joining['key']): 'station' | 'clinician' | 'guest' {
  if (key.startsWith('station:')) return 'station';
  return key.startsWith('clinician:') ? 'clinician' : 'guest';
}

function viewsOf(participations: readonly LocalParticipation[]): ParticipantView[] {
  return participations.map(({ view }) => view);
}

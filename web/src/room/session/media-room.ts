import { Device, type types } from 'mediasoup-client';
import type { ParticipantId, RoomId } from '../../../../domain/ids.ts';
import type { UplinkLevel } from '../../../../domain/rooms/uplink-policy.ts';
import type {
  EnteredRoom,
  JoinGeneration,
  ParticipantView,
  PictureLevel,
  RoomFact,
  RoomSnapshot,
  RtpCapabilities,
  Source,
  SourceStates,
} from '../../../../domain/rooms/wire.ts';
import type { Timers } from '../../service/timers.ts';
import { MediaPath, type Network } from '../media/media-path.ts';
import { type Remotes, RemoteStreams } from '../media/remote-streams.ts';
import { SentMedia } from '../media/sent-media.ts';
import { connectTransports } from '../media/transports.ts';
import { keepingPlaces, without } from './arrangement.ts';
import type { RoomWire } from './room-wire.ts';

export type MediaRoomView = {
  readonly joined: boolean;
  readonly admitted: boolean;
  readonly others: readonly ParticipantView[];
  readonly remotes: Remotes;
  readonly network: Network;
  /** What the connection carries of the others' pictures. */
  readonly pictures: PictureLevel;
  /** What it carries of the own picture. */
  readonly uplink: UplinkLevel;
  /** The participant of this join, for measuring it; null before the room has been entered. */
  readonly transports: readonly types.Transport[] | null;
};

export type MediaRoomEnd =
  { why: 'replaced' | 'closed' | 'media-failed' } | { why: 'refused'; message: string };

/** Callbacks of the owner of a room. */
export type RoomOwner = {
  changed(view: MediaRoomView): void;
  /** The person's own sources as the service has them. */
  joined(entered: Pick<EnteredRoom, 'sources' | 'chosen'>): void;
  ended(end: MediaRoomEnd): void;
};

/** What exists once the room has been entered. */
type Inside = {
  participantId: ParticipantId;
  transports: { send: types.Transport; receive: types.Transport };
  sent: SentMedia;
  streams: RemoteStreams;
  path: MediaPath;
};

/** One join of one media room, from `room:join` to leaving. Another join is another `MediaRoom`. */
export class MediaRoom {
  readonly roomId: RoomId;
  readonly #wire: RoomWire;
  readonly #timers: Timers;
  readonly #owner: RoomOwner;
  #view: MediaRoomView = {
    joined: false,
    admitted: false,
    others: [],
    remotes: {},
    network: 'starting',
    pictures: 'full',
    uplink: 'full',
    transports: null,
  };
  #inside: Inside | null = null;
  #stopFacts: () => void = () => undefined;
  #closed = false;
  /** Whether a request may have been lost, so that only a new join helps. */
  #shaken = false;

  constructor(options: { roomId: RoomId; wire: RoomWire; timers: Timers; owner: RoomOwner }) {
    this.roomId = options.roomId;
    this.#wire = options.wire;
    this.#timers = options.timers;
    this.#owner = options.owner;
  }

  /** Joins and makes both transports. Afterwards the owner offers its tracks with `send`. */
  async open(sources: SourceStates, generation: JoinGeneration): Promise<void> {
    this.#stopFacts = this.#wire.onRoomFact((fact) => {
      this.#onFact(fact);
    });
    const making = Device.factory();
    const answer = await this.#wire.command('room:join', { roomId: this.roomId, sources, stay: generation });
    if (this.#closed) return;
    if (!answer.ok) {
      this.#end({ why: 'refused', message: answer.message });
      return;
    }
    // From here on the room's facts are about this join: the service sends the answer before them and queues what
    // happens between. What was muted is known before anything is switched on.
    this.#owner.joined(answer.value);
    this.#show({ joined: true, admitted: answer.value.admitted, others: answer.value.others });
    const device = await making;
    // The contract describes these loosely, because they come from our own SFU; mediasoup-client has the exact types.
    await device.load({ routerRtpCapabilities: answer.value.routerRtpCapabilities });
    if (this.#isClosed()) return;
    this.#enter(device, answer.value);
    // Not awaited, so that the own tracks are offered at the same time.
    this.#receive(device.recvRtpCapabilities).catch(reportError);
  }

  /**
   * Continues over a new signalling connection with the media that has kept flowing; returns the own sources as the
   * service has them. `anew`: only a new join helps; `later`: the connection has gone again.
   */
  async takeUp(generation: JoinGeneration): Promise<SourceStates | 'anew' | 'later'> {
    if (this.#inside === null || this.#shaken || !this.#inside.path.established) return 'anew';
    const { participantId, path } = this.#inside;
    const answer = await this.#wire.command('room:take-up', {
      roomId: this.roomId,
      participantId,
      stay: generation,
    });
    if (this.#closed) return 'later';
    if (!answer.ok) return answer.code === 'unavailable' ? 'later' : 'anew';
    this.#align(answer.value);
    path.signOfLife();
    return answer.value.sources;
  }

  /** Sends this track as that source, replacing an earlier one. Nothing happens before the room is open. */
  async send(source: Source, track: MediaStreamTrack): Promise<void> {
    if (this.#inside === null || this.#closed) return;
    try {
      await this.#inside.sent.send(source, track);
    } catch (error) {
      this.#shaken = true;
      throw error;
    }
  }

  signOfLife(): void {
    this.#inside?.path.signOfLife();
  }

  networkChanged(): void {
    this.#inside?.path.networkChanged();
  }

  isOpen(): boolean {
    return this.#inside !== null && !this.#closed;
  }

  /** Leaves. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopFacts();
    this.#inside?.sent.close();
    this.#inside?.path.close();
    this.#inside?.streams.close();
    this.#inside?.transports.send.close();
    this.#inside?.transports.receive.close();
  }

  #enter(device: Device, entered: EnteredRoom): void {
    const wire = this.#wire;
    const transports = connectTransports(device, entered, {
      wire,
      stateChanged: () => {
        this.#inside?.path.sample();
      },
    });
    const failed = () => {
      this.#end({ why: 'media-failed' });
    };
    const streams = new RemoteStreams({
      wire,
      transport: transports.receive,
      owner: {
        others: () => this.#view.others,
        changed: (remotes) => {
          this.#show({ remotes });
        },
        failed,
      },
    });
    const changed = (network: Network) => {
      this.#show({ network });
    };
    const path = new MediaPath({ transports, wire, timers: this.#timers, owner: { changed, lost: failed } });
    const sent = this.#sendOver(transports.send, device);
    this.#inside = { participantId: entered.participantId, transports, sent, streams, path };
    this.#show({ transports: [transports.send, transports.receive] });
  }

  #sendOver(transport: types.Transport, device: Device): SentMedia {
    const owner = {
      admitted: () => this.#view.admitted,
      others: () => this.#view.others,
      uplinkChanged: (uplink: UplinkLevel) => {
        this.#show({ uplink });
      },
    };
    return new SentMedia({ device, transport, timers: this.#timers, owner });
  }

  async #receive(capabilities: types.RtpCapabilities): Promise<void> {
    const answer = await this.#wire.command('room:receive', {
      rtpCapabilities: capabilities as RtpCapabilities,
    });
    if (!answer.ok) this.#end({ why: 'media-failed' });
  }

  #align({ admitted, others, pictures, streams }: RoomSnapshot): void {
    const before = this.#view;
    this.#show({ admitted, others, pictures });
    if (admitted && !before.admitted) this.#inside?.sent.sharpen();
    const there = new Set(others.map(({ participantId }) => participantId));
    for (const { participantId } of before.others) {
      if (!there.has(participantId)) this.#inside?.streams.forget(participantId);
    }
    this.#inside?.streams.reconcile(streams);
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
        this.#inside?.sent.sharpen();
        break;
      case 'room:participant':
        this.#show({ others: keepingPlaces(this.#view.others, fact.payload) });
        break;
      case 'room:participant-left': {
        const { participantId } = fact.payload;
        this.#show({ others: without(this.#view.others, participantId) });
        this.#inside?.streams.forget(participantId);
        break;
      }
      case 'room:consumer':
        this.#inside?.streams.offer(fact.payload);
        break;
      case 'room:consumer-closed':
        this.#inside?.streams.takeBack(fact.payload.consumerId);
        break;
      case 'room:pictures':
        this.#show({ pictures: fact.payload.rung });
        break;
      case 'room:left':
        this.#end({ why: fact.payload.reason });
        break;
      case 'room:speaker':
      case 'room:muted':
        // Of no stay in particular: `RoomSession` handles them.
        break;
    }
  }

  #show(change: Partial<MediaRoomView>): void {
    this.#view = { ...this.#view, ...change };
    if (change.others !== undefined) this.#inside?.sent.fitSound();
    this.#owner.changed(this.#view);
  }

  #end(end: MediaRoomEnd): void {
    if (this.#closed) return;
    this.close();
    this.#owner.ended(end);
  }
}

/** Whether the own camera is suspended, because the connection carries the sound and no more. */
export function isSuspended(room: Pick<MediaRoomView, 'uplink'> | null): boolean {
  return room !== null && room.uplink !== 'full';
}

import type {
  ChosenSources,
  EnteredRoom,
  Source,
  SourceState,
  SourceStates,
} from '../../../../domain/rooms/wire.ts';
import type { RoomId } from '../../../../domain/ids.ts';
import {
  eachSource,
  isPicture,
  mutedByHost,
  sourceNames,
  sourceTable,
} from '../../../../domain/rooms/sources.ts';
import type { Timers } from '../../service/timers.ts';
import { type LocalView, nothingOpen, trackOf } from '../devices/local-media.ts';
import { NotAnswered } from '../media/transports.ts';
import type { SourcesMemory } from './chosen-sources.ts';
import { isSuspended, type MediaRoom, type MediaRoomView } from './media-room.ts';
import type { RoomWire } from './room-wire.ts';

const sayAgainMs = 1000;
const unchosen: ChosenSources = eachSource((source) => sourceTable[source].initially);

/** Where the tracks go. */
type SendingRoom = Pick<MediaRoom, 'isOpen' | 'send'>;

export type OwnSourcesOptions = {
  wire: Pick<RoomWire, 'command'>;
  timers: Pick<Timers, 'after'>;
  /** Keeps what was chosen through a reload. */
  memory: SourcesMemory;
  /** Something else is wanted than before, in the same room. */
  changed: (wanted: ChosenSources) => void;
};

/**
 * The own microphone and camera: owns what is wanted of them, and brings tracks, producers and the service's word in
 * line with it. The session tells it about devices and room, and reads from it.
 *
 * | State        | What it is                                 | Who sets it                                  | Who reads it              |
 * | ------------ | ------------------------------------------ | -------------------------------------------- | ------------------------- |
 * | wanted       | what the person, or their host, chose      | `toggle`, `acceptMuting`, `entered`, `begin` | pages, `states`, `settle` |
 * | unheard      | switched here, not yet acknowledged        | `toggle`; an acknowledgement ends it         | `entered`                 |
 * | acknowledged | what the service has confirmed             | `entered`, `takenUp`, an answered command    | `settle`                  |
 * | local        | what each device can give                  | `devicesChanged`                             | `states`, `settle`        |
 * | admitted     | whether others may hear and see the person | `roomChanged`                                | `settle`                  |
 * | suspended    | the connection carries sound, no picture   | `roomChanged`                                | `states`                  |
 * | room         | where the tracks go                        | `attach`                                     | `settle`                  |
 *
 * `states` makes of `wanted`, `local` and `suspended` what the service is told.
 */
export class OwnSources {
  readonly #options: OwnSourcesOptions;
  #wanted: ChosenSources = unchosen;
  readonly #unheard = new Set<Source>();
  #acknowledged: Partial<SourceStates> = {};
  #local: LocalView = nothingOpen;
  #admitted = false;
  #suspended = false;
  #room: SendingRoom | null = null;
  /** Whose choices these are kept as. */
  #roomId: RoomId | null = null;
  #work: Promise<void> = Promise.resolve();
  #stopRetry: () => void = () => undefined;

  constructor(options: OwnSourcesOptions) {
    this.#options = options;
  }

  get wanted(): ChosenSources {
    return this.#wanted;
  }

  /** As the service is told. A device still being opened counts as there: the picture is on its way. */
  states(): SourceStates {
    return eachSource((source): SourceState => {
      const local = this.#local[source].state;
      if (local === 'failed') return 'missing';
      // Off wins: what was switched off is still off when it is given back.
      if (this.#wanted[source] === 'off') return 'off';
      if (local === 'taken') return 'taken';
      return isPicture(source) && this.#suspended ? 'held' : 'on';
    });
  }

  /** Another room to be in, or none: nothing is chosen yet but what was chosen in this room before a reload. */
  begin(roomId: RoomId | null): void {
    this.#roomId = roomId;
    this.#wanted = (roomId === null ? null : this.#options.memory.recall(roomId)) ?? unchosen;
    this.#unheard.clear();
    this.#admitted = false;
    this.#suspended = false;
    this.#stopRetry();
  }

  /** The room that is being joined, or none. A join says everything, so nothing counts as acknowledged before it. */
  attach(room: SendingRoom | null): void {
    this.#room = room;
    this.#acknowledged = {};
  }

  devicesChanged(local: LocalView): void {
    this.#local = local;
    this.settle();
  }

  roomChanged(room: Pick<MediaRoomView, 'admitted' | 'uplink'> | null): void {
    const admitted = room?.admitted ?? false;
    const suspended = isSuspended(room);
    if (admitted === this.#admitted && suspended === this.#suspended) return;
    this.#admitted = admitted;
    this.#suspended = suspended;
    this.settle();
  }

  toggle(source: Source): void {
    this.#unheard.add(source);
    this.#choose({ ...this.#wanted, [source]: this.#wanted[source] === 'on' ? 'off' : 'on' });
    this.settle();
  }

  /** The host has muted this person, which counts as their own choice from now on. */
  acceptMuting(): void {
    for (const source of mutedByHost) {
      if (this.#wanted[source] === 'on') this.toggle(source);
    }
  }

  /**
   * A join was answered. Off wins: what is off at either end stays off, unless the person has just switched it on here.
   * So nothing that was muted in another tab, before a reload or on another server goes live by itself.
   */
  entered({ sources: acknowledged, chosen }: Pick<EnteredRoom, 'sources' | 'chosen'>): void {
    this.#acknowledged = { ...acknowledged };
    this.#choose(
      eachSource((source) =>
        chosen[source] === 'off' && !this.#unheard.has(source) ? 'off' : this.#wanted[source],
      ),
    );
  }

  /** What the service takes for true after a reconnect. */
  takenUp(acknowledged: SourceStates): void {
    this.#acknowledged = { ...acknowledged };
    this.settle();
  }

  /** One change after the other. */
  settle(): void {
    for (const source of sourceNames) {
      // At once, not after what is still under way: this is the moment the other side sees and hears.
      const track = trackOf(this.#local[source]);
      if (track !== null) track.enabled = this.#wanted[source] === 'on' && this.#admitted;
    }
    if (this.#room !== null) this.#work = this.#work.then(() => this.#settleRoom());
  }

  #choose(wanted: ChosenSources): void {
    this.#wanted = wanted;
    if (this.#roomId !== null) this.#options.memory.remember(this.#roomId, wanted);
    this.#options.changed(wanted);
  }

  async #settleRoom(): Promise<void> {
    const room = this.#room;
    if (room?.isOpen() !== true) return;
    try {
      await Promise.all(sourceNames.map((source) => this.#settleSource(room, source)));
    } catch (error) {
      // A room that closed underneath fails what was under way; its successor starts over.
      if (!this.#sendsTo(room)) return;
      if (error instanceof NotAnswered) this.#settleAgain();
      else reportError(error);
    }
  }

  async #settleSource(room: SendingRoom, source: Source): Promise<void> {
    const track = trackOf(this.#local[source]);
    if (track !== null) await room.send(source, track);
    const state = this.states()[source];
    if (!this.#sendsTo(room)) return;
    if (this.#acknowledged[source] !== state) await this.#tell(room, source, state);
    else if (state === this.#wanted[source]) this.#unheard.delete(source);
  }

  async #tell(room: SendingRoom, source: Source, state: SourceState): Promise<void> {
    const answer = await this.#options.wire.command('room:set-source', { source, state });
    if (!this.#sendsTo(room)) return;
    if (answer.ok) {
      this.#acknowledged = { ...this.#acknowledged, [source]: state };
      if (this.#wanted[source] === state) this.#unheard.delete(source);
    } else {
      this.#settleAgain();
    }
  }

  /** After an `await`: the room may have been left, or closed underneath. */
  #sendsTo(room: SendingRoom): boolean {
    return this.#room === room && room.isOpen();
  }

  #settleAgain(): void {
    this.#stopRetry();
    this.#stopRetry = this.#options.timers.after(sayAgainMs, () => {
      this.settle();
    });
  }
}

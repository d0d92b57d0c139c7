import type {
  ChosenSources,
  EnteredRoom,
  Source,
  SourceState,
  SourceStates,
} from '../../../../domain/rooms/wire.ts';
import type { Timers } from '../../service/timers.ts';
import type { MediaRoom } from './media-room.ts';
import type { OwnDevices } from '../devices/own-devices.ts';
import type { RoomWire } from './room-wire.ts';
import { NotAnswered } from '../media/transports.ts';

const sources: readonly Source[] = ['microphone', 'camera'];
const sayAgainMs = 1000;

export type SourcesOwner = {
  wanted(): ChosenSources;
  /** The person, or the service, has chosen. */
  chose(wanted: ChosenSources): void;
  admitted(): boolean;
  /** The connection carries the own sound and no picture beside it. */
  isSuspended(): boolean;
  readonly devices: Pick<OwnDevices, 'view' | 'track'>;
  room(): MediaRoom | null;
};

/** The own microphone and camera: brings tracks, producers and the service's word in line with what the person wants. */
export class OwnSources {
  readonly #owner: SourcesOwner;
  readonly #wire: Pick<RoomWire, 'command'>;
  readonly #timers: Timers;
  /** What the service was last told about each source. */
  #acknowledged: Partial<SourceStates> = {};
  /** What the person has switched here and the service has not heard of yet. */
  readonly #unheard = new Set<Source>();
  #work: Promise<void> = Promise.resolve();
  #stopRetry: () => void = () => undefined;

  constructor(options: { owner: SourcesOwner; wire: Pick<RoomWire, 'command'>; timers: Timers }) {
    this.#owner = options.owner;
    this.#wire = options.wire;
    this.#timers = options.timers;
  }

  /** As the service is told. A device still being opened counts as there: the picture is on its way. */
  states(): SourceStates {
    const wanted = this.#owner.wanted();
    const local = this.#owner.devices.view.get();
    const state = (source: Source): SourceState => {
      if (local[source].state === 'failed') return 'missing';
      // Off wins: what was switched off is still off when it is given back.
      if (wanted[source] === 'off') return 'off';
      if (local[source].state === 'taken') return 'taken';
      return source === 'camera' && this.#owner.isSuspended() ? 'held' : 'on';
    };
    return { microphone: state('microphone'), camera: state('camera') };
  }

  toggle(source: Source): void {
    const wanted = this.#owner.wanted();
    this.#unheard.add(source);
    this.#owner.chose({ ...wanted, [source]: wanted[source] === 'on' ? 'off' : 'on' });
    this.settle();
  }

  /**
   * A join was answered. Off wins: what is off at either end stays off, unless the person has just switched it on here.
   * So nothing that was muted in another tab, before a reload or on another server goes live by itself.
   */
  entered({ sources: acknowledged, chosen }: Pick<EnteredRoom, 'sources' | 'chosen'>): void {
    this.#acknowledged = { ...acknowledged };
    const wanted = this.#owner.wanted();
    const one = (source: Source) =>
      chosen[source] === 'off' && !this.#unheard.has(source) ? 'off' : wanted[source];
    this.#owner.chose({ microphone: one('microphone'), camera: one('camera') });
  }

  /** What the service takes for true after a reconnect. */
  takenUp(acknowledged: SourceStates): void {
    this.#acknowledged = { ...acknowledged };
    this.settle();
  }

  /** A new join is about to say everything. */
  forgetAcknowledged(): void {
    this.#acknowledged = {};
  }

  /** Another room, in which nothing has been chosen. */
  startOver(): void {
    this.#acknowledged = {};
    this.#unheard.clear();
    this.#stopRetry();
  }

  /** One change after the other. */
  settle(): void {
    const wanted = this.#owner.wanted();
    for (const source of sources) {
      // At once, not after what is still under way: this is the moment the other side sees and hears.
      const track = this.#owner.devices.track(source);
      if (track !== null) track.enabled = wanted[source] === 'on' && this.#owner.admitted();
    }
    this.#work = this.#work.then(() => this.#settleRoom());
  }

  async #settleRoom(): Promise<void> {
    const room = this.#owner.room();
    if (room?.isOpen() !== true) return;
    try {
      await Promise.all(sources.map((source) => this.#settleSource(room, source)));
    } catch (error) {
      // A room that closed underneath fails what was under way; its successor starts over.
      if (this.#owner.room() !== room || !room.isOpen()) return;
      if (error instanceof NotAnswered) this.#settleAgain();
      else reportError(error);
    }
  }

  async #settleSource(room: MediaRoom, source: Source): Promise<void> {
    const track = this.#owner.devices.track(source);
    if (track !== null) await room.send(source, track);
    const state = this.states()[source];
    if (this.#owner.room() !== room || !room.isOpen()) return;
    if (this.#acknowledged[source] !== state) await this.#tell(room, source, state);
    else if (state === this.#owner.wanted()[source]) this.#unheard.delete(source);
  }

  async #tell(room: MediaRoom, source: Source, state: SourceState): Promise<void> {
    const answer = await this.#wire.command('room:set-source', { source, state });
    if (this.#owner.room() !== room || !room.isOpen()) return;
    if (answer.ok) {
      this.#acknowledged = { ...this.#acknowledged, [source]: state };
      if (this.#owner.wanted()[source] === state) this.#unheard.delete(source);
    } else {
      this.#settleAgain();
    }
  }

  #settleAgain(): void {
    this.#stopRetry();
    this.#stopRetry = this.#timers.after(sayAgainMs, () => {
      this.settle();
    });
  }
}

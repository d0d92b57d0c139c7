import type { ChosenSources, LargePictures, RoomFact, Source } from '../../../../domain/rooms/wire.ts';
import type { ParticipantId, RoomId } from '../../../../domain/ids.ts';
import { Backoff } from '../../service/backoff.ts';
import type { Connection } from '../../service/connection.ts';
import { Observable } from '../../service/observable.ts';
import type { Timers } from '../../service/timers.ts';
import type { RoomRole } from './arrangement.ts';
import { tabMemory } from './chosen-sources.ts';
import { LargeShown } from './large-shown.ts';
import { type LocalView, nothingOpen } from '../devices/local-media.ts';
import { MediaRoom, type MediaRoomEnd, type MediaRoomView } from './media-room.ts';
import { OwnDevices } from '../devices/own-devices.ts';
import { OwnSources } from './own-sources.ts';
import { PictureWatch, watchedIn } from '../quality/picture-watch.ts';
import { RoomClaim } from './room-claim.ts';
import { watchMediaArrival } from '../quality/media-arrival.ts';
import { JoinGenerations } from './join-generations.ts';

/** What a page shows of the room. `replaced` waits for the person; `retrying` recovers by itself. */
export type RoomView = {
  readonly status: 'idle' | 'joining' | 'in-room' | 'retrying' | 'replaced';
  readonly local: LocalView;
  /** What the person has chosen, as `OwnSources` says. */
  readonly wanted: ChosenSources;
  readonly room: MediaRoomView | null;
};

/** Keeps this browser in the media room it should be in: through reloads, lost connections and second tabs. */
export class RoomSession {
  readonly view: Observable<RoomView>;
  readonly role: RoomRole;
  readonly devices = new OwnDevices();
  /** Who speaks, in a room of three or more. */
  readonly speaker = new Observable<ParticipantId | null>(null);
  readonly pictureWatch = new PictureWatch({ watching: () => watchedIn(this.view.get().room) });
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #backoff = new Backoff({ firstMs: 400, maxMs: 5000 });
  readonly #claim = new RoomClaim();
  #roomId: RoomId | null = null;
  #room: MediaRoom | null = null;
  readonly #own: OwnSources;
  readonly #large: LargeShown;
  readonly #generations = new JoinGenerations();
  /** Media has flowed since the last failure: then an immediate retry is worthwhile. */
  #mayRejoinAtOnce = true;
  /** Whether this tab, where the person acted, may still take back a room that a slower tab joined after it. */
  #mayInsist = false;
  #stopRetry: () => void = () => undefined;
  #stops: (() => void)[] = [];

  constructor(options: { role: RoomRole; connection: Connection; timers: Timers }) {
    this.role = options.role;
    this.#connection = options.connection;
    this.#timers = options.timers;
    this.#own = new OwnSources({
      wire: this.#connection,
      timers: this.#timers,
      memory: tabMemory,
      changed: (wanted) => {
        this.#show({ wanted });
      },
    });
    this.view = new Observable<RoomView>({
      status: 'idle',
      local: nothingOpen,
      wanted: this.#own.wanted,
      room: null,
    });
    this.#large = new LargeShown({ wire: this.#connection, room: () => this.#room });
  }

  open(): void {
    this.#stops = [
      this.devices.view.subscribe(() => {
        const local = this.devices.view.get();
        this.#show({ local });
        this.#own.devicesChanged(local);
      }),
      this.#connection.onRoomFact((fact) => {
        this.#onFact(fact);
      }),
      this.#connection.connects.subscribe(() => {
        if (this.#roomId !== null && this.view.get().status !== 'replaced') this.#reconnect();
      }),
      watchMediaArrival({
        alive: () => {
          if (this.#room !== null) this.#room.signOfLife();
          else if (this.view.get().status === 'retrying') this.#join();
        },
        networkChanged: () => {
          this.#room?.networkChanged();
        },
      }),
    ];
  }

  /**
   * Sets which room to be in, or none. Idempotent. `deliberate` when a person has just acted in this tab: it then
   * takes the call over from another one.
   */
  aim(roomId: RoomId | null, how: { deliberate: boolean }): void {
    if (roomId === this.#roomId) return;
    if (this.#roomId !== null) this.#leave();
    this.#roomId = roomId;
    this.#own.begin(roomId);
    const { wanted } = this.#own;
    this.#show({ status: roomId === null ? 'idle' : 'joining', room: null, wanted });
    if (roomId !== null) this.#enter(roomId, how.deliberate);
  }

  /** Opens the devices ahead of the room, at the press of the button. */
  prepare(): void {
    if (this.#roomId === null) this.devices.open();
  }

  /** Releases devices that were opened for a call that did not come. */
  standDown(): void {
    if (this.#roomId === null) this.devices.close();
  }

  /** Takes the call over from another tab, if one has it. */
  useHere(): void {
    if (this.#roomId !== null && this.view.get().status === 'replaced') this.#enter(this.#roomId, true);
  }

  toggle(source: Source): void {
    this.#own.toggle(source);
  }

  /** Of everybody else the small picture is enough. */
  showLarge(large: LargePictures): void {
    this.#large.show(large);
  }

  close(): void {
    this.#leave();
    for (const stop of this.#stops) stop();
    this.#roomId = null;
    this.#own.begin(null);
  }

  #enter(roomId: RoomId, steal: boolean): void {
    this.#mayInsist = steal;
    const lost = () => {
      if (this.#roomId === roomId) this.#yield();
    };
    this.#claim.take(`bedside-room:${this.role}:${roomId}`, { steal, lost }).then((ours) => {
      if (this.#roomId !== roomId) return;
      if (!ours) {
        this.#yield();
        return;
      }
      this.#show({ status: 'joining' });
      this.devices.open();
      this.#join();
    }, reportError);
  }

  /** Another tab has the call; this one keeps out of it, also where its own join is still in progress. */
  #yield(): void {
    this.#stopRetry();
    if (this.#room !== null) {
      this.#room.close();
      this.#use(null);
      this.#connection.command('room:leave', {}).catch(reportError);
    }
    this.devices.close();
    this.#show({ status: 'replaced', room: null });
    this.#own.roomChanged(null);
  }

  #leave(): void {
    this.#stopRetry();
    this.#room?.close();
    this.#use(null);
    // Refused where the server has closed the room already, and that is all right.
    this.#connection.command('room:leave', {}).catch(reportError);
    this.devices.close();
    this.#claim.release();
  }

  #join(): void {
    if (this.#roomId === null) return;
    this.#stopRetry();
    this.#room?.close();
    const room: MediaRoom = new MediaRoom({
      roomId: this.#roomId,
      wire: this.#connection,
      timers: this.#timers,
      owner: {
        changed: (view) => {
          if (this.#room === room) this.#onRoom(view);
        },
        joined: (entered) => {
          if (this.#room === room) this.#own.entered(entered);
        },
        ended: (end) => {
          if (this.#room === room) this.#onEnd(end);
        },
      },
    });
    this.#use(room);
    room.open(this.#own.states(), this.#generations.next()).then(
      () => {
        if (this.#room === room) this.#own.settle();
        // The join may have been answered after the session ended.
        else if (this.#room === null) this.#connection.command('room:leave', {}).catch(reportError);
      },
      (error: unknown) => {
        reportError(error);
        if (this.#room === room) this.#onEnd({ why: 'media-failed' });
      },
    );
  }

  #use(room: MediaRoom | null): void {
    this.#room = room;
    this.#own.attach(room);
  }

  /** What the service says to the person rather than of one stay, which `MediaRoom` handles. */
  #onFact(fact: RoomFact): void {
    switch (fact.name) {
      case 'room:speaker':
        this.speaker.set(fact.payload.participantId);
        break;
      case 'room:muted':
        this.#own.acceptMuting();
        break;
      case 'room:left':
        // A room joined anew says who speaks when somebody does.
        this.speaker.set(null);
        break;
      default:
        break;
    }
  }

  #onRoom(view: MediaRoomView): void {
    if (view.admitted && this.view.get().room?.admitted !== true) performance.mark('bedside:admitted');
    this.#show({ room: view, status: 'in-room' });
    this.#own.roomChanged(view);
    this.#large.settle();
    if (view.network !== 'good') return;
    this.#backoff.reset();
    this.#mayRejoinAtOnce = true;
  }

  /** The signalling connection is back; the media may have kept flowing without it. */
  #reconnect(): void {
    const room = this.#room;
    this.#stopRetry();
    if (room?.isOpen() !== true) {
      this.#join();
      return;
    }
    const generation = this.#generations.next();
    room.takeUp(generation).then((result) => {
      if (this.#room !== room || this.#generations.last !== generation) return;
      if (result === 'anew') this.#join();
      else if (result === 'later') {
        this.#stopRetry = this.#timers.after(this.#backoff.next(), () => {
          this.#reconnect();
        });
      } else {
        this.#own.takenUp(result);
        this.#large.settle();
      }
    }, reportError);
  }

  #onEnd(end: MediaRoomEnd): void {
    this.#use(null);
    if (end.why === 'replaced' && this.#mayInsist) {
      // A tab that had begun to join before this one took the claim was answered last. Take it back once only, so
      // that two devices of one person do not take the room from each other for ever.
      this.#mayInsist = false;
      this.#join();
      return;
    }
    if (end.why === 'replaced') {
      this.#claim.release();
      this.#yield();
      return;
    }
    this.#show({ status: 'retrying' });
    if (end.why === 'media-failed' && this.#mayRejoinAtOnce) {
      this.#mayRejoinAtOnce = false;
      this.#join();
      return;
    }
    this.#stopRetry = this.#timers.after(this.#backoff.next(), () => {
      this.#join();
    });
  }

  #show(change: Partial<RoomView>): void {
    this.view.set({ ...this.view.get(), ...change });
  }
}

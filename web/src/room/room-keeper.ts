import type { JoinedRoom, Source, SourceState } from '../../../domain/contract/media.ts';
import type { ParticipantId, RoomId } from '../../../domain/ids.ts';
import { Backoff } from '../service/backoff.ts';
import type { Connection } from '../service/connection.ts';
import { Observable } from '../service/observable.ts';
import type { Timers } from '../service/timers.ts';
import type { RoomRole } from './arrangement.ts';
import { type ChosenSources, recallSources, rememberSources } from './chosen-sources.ts';
import { LocalMedia, type LocalView } from './local-media.ts';
import { MediaRoom, type MediaRoomEnd, type MediaRoomView } from './media-room.ts';
import { RoomClaim } from './room-claim.ts';

/** What a page shows of the room. `replaced` waits for the person; `retrying` comes back by itself. */
export type RoomView = {
  readonly status: 'idle' | 'joining' | 'in-room' | 'retrying' | 'replaced';
  readonly local: LocalView;
  readonly wanted: ChosenSources;
  readonly room: MediaRoomView | null;
};

const sources: readonly Source[] = ['microphone', 'camera'];
const bothOn: ChosenSources = { microphone: 'on', camera: 'on' };
const noDevices: LocalView = { microphone: { state: 'opening' }, camera: { state: 'opening' } };

/** Keeps this browser in the media room it should be in: through reloads, lost connections and second tabs. */
export class RoomKeeper {
  readonly view = new Observable<RoomView>({ status: 'idle', local: noDevices, wanted: bothOn, room: null });
  readonly role: RoomRole;
  /** Who speaks, in a room of three or more. */
  readonly speaker = new Observable<ParticipantId | null>(null);
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #backoff = new Backoff({ firstMs: 400, maxMs: 5000 });
  readonly #claim = new RoomClaim();
  #roomId: RoomId | null = null;
  #local: { media: LocalMedia; stop: () => void } | null = null;
  #room: MediaRoom | null = null;
  /** What the server was last told about each source. */
  #told: Partial<Record<Source, SourceState>> = {};
  /** Whether the person's choices before a reload are known by now. */
  #recalled = false;
  /** Whether this tab, where the person acted, may still take back a room that a slower tab joined after it. */
  #mayInsist = false;
  #work: Promise<void> = Promise.resolve();
  #stopRetry: () => void = () => undefined;
  #stopConnects: () => void = () => undefined;

  constructor(options: { role: RoomRole; connection: Connection; timers: Timers }) {
    this.role = options.role;
    this.#connection = options.connection;
    this.#timers = options.timers;
  }

  open(): void {
    this.#stopConnects = this.#connection.connects.subscribe(() => {
      if (this.#roomId !== null && this.view.get().status !== 'replaced') this.#join();
    });
  }

  /**
   * Says which room to be in, or none. Saying it again changes nothing. `deliberate` when a person has just acted in
   * this tab: it then takes the call over from another one.
   */
  aim(roomId: RoomId | null, how: { deliberate: boolean }): void {
    if (roomId === this.#roomId) return;
    if (this.#roomId !== null) this.#leave();
    this.#roomId = roomId;
    if (roomId === null) {
      this.#show({ status: 'idle', room: null, wanted: bothOn });
      return;
    }
    const kept = recallSources(roomId);
    this.#recalled = kept !== null;
    this.#show({ status: 'joining', room: null, wanted: kept ?? bothOn });
    this.#enter(roomId, how.deliberate);
  }

  /** Opens the devices ahead of the room, at the press of the button. */
  prepare(): void {
    if (this.#roomId === null) this.#openDevices();
  }

  /** Lets go of devices that were opened for a call that did not come. */
  standDown(): void {
    if (this.#roomId === null) this.#closeDevices();
  }

  /** Takes the call over from another tab, if one has it. */
  useHere(): void {
    if (this.#roomId !== null && this.view.get().status === 'replaced') this.#enter(this.#roomId, true);
  }

  toggle(source: Source): void {
    const { wanted } = this.view.get();
    const chosen: ChosenSources = { ...wanted, [source]: wanted[source] === 'on' ? 'off' : 'on' };
    this.#show({ wanted: chosen });
    if (this.#roomId !== null) rememberSources(this.#roomId, chosen);
    this.#settle();
  }

  /** The host has muted this person, which counts as their own choice from now on. */
  acceptMuting(): void {
    this.#told = { ...this.#told, microphone: 'off' };
    if (this.view.get().wanted.microphone === 'on') this.toggle('microphone');
  }

  async retryDevices(): Promise<void> {
    await this.#local?.media.retry();
  }

  async chooseDevice(source: Source, deviceId: string): Promise<void> {
    await this.#local?.media.choose(source, deviceId);
  }

  close(): void {
    this.#stopConnects();
    this.#leave();
    this.#roomId = null;
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
      this.#openDevices();
      this.#join();
    }, reportError);
  }

  /** Another tab has the call; this one keeps out of it, also where its own join is still under way. */
  #yield(): void {
    this.#stopRetry();
    if (this.#room !== null) {
      this.#room.close();
      this.#room = null;
      this.#connection.command('room:leave', {}).catch(reportError);
    }
    this.#closeDevices();
    this.#show({ status: 'replaced', room: null });
  }

  #openDevices(): void {
    if (this.#local !== null) return;
    const media = new LocalMedia();
    const stop = media.view.subscribe(() => {
      this.#show({ local: media.view.get() });
      this.#settle();
    });
    this.#local = { media, stop };
    media.open().catch(reportError);
  }

  #closeDevices(): void {
    this.#local?.stop();
    this.#local?.media.close();
    this.#local = null;
    this.#show({ local: noDevices });
  }

  #leave(): void {
    this.#stopRetry();
    this.#room?.close();
    this.#room = null;
    // Refused where the server has closed the room already, and that is all right.
    this.#connection.command('room:leave', {}).catch(reportError);
    this.#closeDevices();
    this.#claim.release();
    this.#told = {};
  }

  #join(): void {
    if (this.#roomId === null) return;
    this.#stopRetry();
    this.#room?.close();
    const room: MediaRoom = new MediaRoom({
      wire: this.#connection,
      owner: {
        changed: (view) => {
          if (this.#room === room) this.#onRoom(view);
        },
        joined: (known) => {
          if (this.#room === room) this.#recall(known);
        },
        ended: (end) => {
          if (this.#room === room) this.#onEnd(end);
        },
      },
    });
    this.#room = room;
    this.#told = {};
    room.open(this.#roomId, this.#states()).then(
      () => {
        if (this.#room === room) this.#settle();
        // The join may have been answered after everything was over.
        else if (this.#room === null) this.#connection.command('room:leave', {}).catch(reportError);
      },
      (error: unknown) => {
        reportError(error);
        if (this.#room === room) this.#onEnd({ why: 'media-failed' });
      },
    );
  }

  #onRoom(view: MediaRoomView): void {
    const before = this.view.get();
    if (view.admitted && before.room?.admitted !== true) performance.mark('bedside:admitted');
    this.#show({ room: view, status: 'in-room' });
    if (view.admitted !== before.room?.admitted) this.#settle();
    if (view.network === 'good') this.#backoff.reset();
  }

  /** On the first join of a page without a memory the server knows better. */
  #recall(known: JoinedRoom['sources']): void {
    this.#told = { ...known };
    if (this.#recalled) return;
    this.#recalled = true;
    const choice = (source: Source) => (known[source] === 'off' ? 'off' : 'on');
    this.#show({ wanted: { microphone: choice('microphone'), camera: choice('camera') } });
  }

  #onEnd(end: MediaRoomEnd): void {
    this.#room = null;
    if (end.why === 'replaced' && this.#mayInsist) {
      // A tab that had begun to join before this one took the claim was answered last. Once only, so that two devices
      // of one person do not take the room from each other for ever.
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
    this.#stopRetry = this.#timers.after(this.#backoff.next(), () => {
      this.#join();
    });
  }

  /** Brings tracks, producers and the server's word in line with what is wanted; one change after the other. */
  #settle(): void {
    const { room, wanted } = this.view.get();
    for (const source of sources) {
      // At once, not after what is still under way: this is the moment the other side sees and hears.
      const track = this.#local?.media.track(source);
      if (track) track.enabled = wanted[source] === 'on' && (room?.admitted ?? false);
    }
    this.#work = this.#work.then(() => this.#settleRoom());
  }

  async #settleRoom(): Promise<void> {
    const room = this.#room;
    if (room?.isOpen() !== true) return;
    try {
      await Promise.all(sources.map((source) => this.#settleSource(room, source)));
    } catch (error) {
      // A room that closed underneath fails what was under way; its successor starts over.
      if (this.#room === room && room.isOpen()) reportError(error);
    }
  }

  async #settleSource(room: MediaRoom, source: Source): Promise<void> {
    const track = this.#local?.media.track(source) ?? null;
    if (track !== null) {
      await room.send(source, track);
      room.setFlowing(source, this.view.get().wanted[source] === 'on');
    }
    const state = this.#states()[source];
    if (this.#told[source] === state || this.#room !== room || !room.isOpen()) return;
    const answer = await this.#connection.command('room:set-source', { source, state });
    if (answer.ok && this.#room === room) this.#told = { ...this.#told, [source]: state };
  }

  /** As the server is told. A device still being opened counts as there: the picture is on its way. */
  #states(): Record<Source, SourceState> {
    const { local, wanted } = this.view.get();
    const state = (source: Source): SourceState =>
      local[source].state === 'failed' ? 'missing' : wanted[source];
    return { microphone: state('microphone'), camera: state('camera') };
  }

  #show(change: Partial<RoomView>): void {
    this.view.set({ ...this.view.get(), ...change });
  }
}

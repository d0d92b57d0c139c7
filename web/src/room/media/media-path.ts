import type { types } from 'mediasoup-client';
import type { Direction } from '../../../../domain/rooms/wire.ts';
import { Backoff } from '../../service/backoff.ts';
import type { Timers } from '../../service/timers.ts';
import { MediaLiveness } from '../quality/media-liveness.ts';
import type { RoomWire } from '../session/room-wire.ts';

/** Whether packets get through; `weak` while the network between browser and SFU is interrupted. */
export type Network = 'starting' | 'good' | 'weak';

export type PathOwner = {
  changed(network: Network): void;
  /** Restarting has not helped, or is no longer possible: the transports must be made again. */
  lost(): void;
};

type Transports = Readonly<Record<Direction, types.Transport>>;

const directions: readonly Direction[] = ['send', 'receive'];
/** This many restarts were answered without packets getting through again. */
const mostRestarts = 4;
/**
 * Chrome does not report a new address for up to 2 s and then looks for paths from it by itself, if a restart is in
 * progress; another restart in the middle of that would start over.
 */
const secondRestartMs = 2000;
/** Longer than a socket in doubt has to answer; a reconnected socket is itself a sign of life. */
const silentForMs = 600;

/**
 * Keeps a network path open. When it is interrupted, or the browser's network has changed, ICE is restarted, at once
 * and then with growing delays that any sign of life cuts short. Without signalling it waits and never gives up.
 */
export class MediaPath {
  readonly #transports: Transports;
  readonly #wire: Pick<RoomWire, 'command' | 'doubt' | 'assure'>;
  readonly #timers: Timers;
  readonly #owner: PathOwner;
  readonly #backoff = new Backoff({ firstMs: secondRestartMs, maxMs: 4000 });
  #network: Network = 'starting';
  #restarts = 0;
  #restarting = false;
  /** Nothing arrives, whatever the transports still report. */
  #silent = false;
  #stopTimer: () => void = () => undefined;
  #trustWire: () => void = () => undefined;
  readonly #liveness: MediaLiveness;
  readonly #stopLiveness: () => void;
  #closed = false;

  constructor(options: {
    transports: Transports;
    wire: Pick<RoomWire, 'command' | 'doubt' | 'assure'>;
    timers: Timers;
    owner: PathOwner;
  }) {
    this.#transports = options.transports;
    this.#wire = options.wire;
    this.#timers = options.timers;
    this.#owner = options.owner;
    this.#liveness = new MediaLiveness(options.transports, {
      stopped: () => {
        this.#stopped();
      },
      beats: () => {
        this.#beats();
      },
    });
    this.#stopLiveness = this.#liveness.open(options.timers);
  }

  /** Packets get through in both directions that are in use, and no interruption is known. */
  get established(): boolean {
    return directions.every((direction) => ['connected', 'disconnected'].includes(this.#stateOf(direction)));
  }

  /** A transport's state has changed. */
  sample(): void {
    if (this.#closed) return;
    const states = directions.map((direction) => this.#stateOf(direction));
    if (states.includes('failed')) {
      this.#owner.lost();
    } else if (states.includes('disconnected')) {
      this.#weaken();
    } else if (
      !this.#silent &&
      states.includes('connected') &&
      !(this.#network === 'weak' && states.includes('connecting'))
    ) {
      this.#stopTimer();
      this.#restarts = 0;
      this.#backoff.reset();
      this.#tell('good');
    }
  }

  /** Something works again: retry now. */
  signOfLife(): void {
    if (this.#network === 'weak') this.#restartIn(0);
  }

  /** Another network: the path in use may be gone, whatever the transports still report. */
  networkChanged(): void {
    if (this.#network === 'starting') return;
    this.#restarts = 0;
    this.#restart(directions).catch(reportError);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
    this.#stopLiveness();
  }

  #stopped(): void {
    if (this.#closed || this.#network !== 'good') return;
    this.#silent = true;
    this.#weaken();
  }

  #beats(): void {
    this.#trustWire();
    this.#wire.assure();
    if (!this.#silent) return;
    this.#silent = false;
    this.sample();
  }

  #weaken(): void {
    // After a change of address the socket is as dead as the media, and would not notice for a dozen seconds.
    if (this.#network === 'good') this.#trustWire = this.#wire.doubt();
    this.#tell('weak');
    // A restart costs the large picture for a while: if only the packets have stopped, check the socket first.
    this.#restartIn(this.#silent ? silentForMs : 0);
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #stateOf(direction: Direction): types.ConnectionState {
    return this.#transports[direction].connectionState;
  }

  #tell(network: Network): void {
    if (network === this.#network) return;
    this.#network = network;
    this.#owner.changed(network);
  }

  #restartIn(ms: number): void {
    if (this.#closed) return;
    this.#stopTimer();
    this.#stopTimer = this.#timers.after(ms, () => {
      this.#restartBroken().catch(reportError);
    });
  }

  async #restartBroken(): Promise<void> {
    // A path that has opened since the last sample is not torn down again.
    if (this.#silent) await this.#liveness.sample();
    if (this.#network !== 'weak') return;
    const broken = directions.filter((direction) => this.#silent || this.#stateOf(direction) !== 'connected');
    await this.#restart(broken);
  }

  async #restart(which: readonly Direction[]): Promise<void> {
    if (this.#closed || this.#restarting) return;
    if (this.#restarts >= mostRestarts) {
      this.#owner.lost();
      return;
    }
    this.#restarting = true;
    try {
      const answered = await Promise.all(which.map((direction) => this.#restartOne(direction)));
      if (answered.includes(true)) this.#restarts += 1;
    } finally {
      this.#restarting = false;
    }
    if (!this.#isClosed() && this.#network === 'weak') this.#restartIn(this.#backoff.next());
  }

  /**
   * Whether the service has answered. `wrong-phase` is the answer to a new socket that has not taken up its
   * participant yet; `room:take-up` decides whether that is still possible.
   */
  async #restartOne(direction: Direction): Promise<boolean> {
    const transport = this.#transports[direction];
    if (transport.connectionState === 'new') return false;
    const answer = await this.#wire.command('room:restart-ice', { direction });
    if (this.#isClosed()) return false;
    if (answer.ok) {
      const { iceParameters, iceServers } = answer.value;
      // The credentials of the join may have expired by now.
      await transport.updateIceServers({ iceServers });
      await transport.restartIce({ iceParameters });
    } else if (!['unavailable', 'wrong-phase'].includes(answer.code)) {
      this.#owner.lost();
    }
    return answer.ok || answer.code !== 'unavailable';
  }
}

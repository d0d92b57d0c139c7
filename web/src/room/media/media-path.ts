import type { types } from 'mediasoup-client';
import type { Direction } from '../../../../domain/rooms/wire.ts';
import { Backoff } from '../../service/backoff.ts';
import type { Timers } from '../../service/timers.ts';
import { MediaLiveness } from '../quality/media-liveness.ts';
import type { RoomWire } from '../session/room-wire.ts';

/** Whether packets pass; `weak` while the network between browser and SFU is interrupted. */
export type Network = 'starting' | 'good' | 'weak';

export type PathOwner = {
  changed(network: Network): void;
  /** Restarting has not helped, or is not possible any more: the transports must be made anew. */
  lost(): void;
};

type Transports = Readonly<Record<Direction, types.Transport>>;

const directions: readonly Direction[] = ['send', 'receive'];
/** So many restarts were answered without packets coming through again. */
const mostRestarts = 4;
/**
 * Chrome says nothing of a new address for up to 2 s and then looks for ways from it by itself, if a restart is under way;
 * another one in the middle of that would begin from nothing.
 */
const secondRestartMs = 2000;
/** Longer than a socket in doubt has to answer; one that is gone brings a sign of life when it is back. */
const silentForMs = 600;

/**
 * Keeps the way of the packets open. When it is interrupted, or the browser's network has changed, ICE is restarted, at
 * once and then with growing waits that any sign of life cuts short. Without signalling it waits and never gives up.
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
  /** Nothing arrives, whatever the transports still believe. */
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

  /** Packets have passed in both directions that are in use, and nothing is known to have stopped them. */
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

  /** Something works again: what waits is tried now. */
  signOfLife(): void {
    if (this.#network === 'weak') this.#restartIn(0);
  }

  /** Another network: the way the packets took may be gone, whatever the transports still believe. */
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
    // On another address the socket is as dead as the media, and would not find out for a dozen seconds.
    if (this.#network === 'good') this.#trustWire = this.#wire.doubt();
    this.#tell('weak');
    // A restart costs the large picture for a while: where nothing but the pulse has stopped, the socket is asked first.
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
    // A way that has opened since the last beat is not torn down again.
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
   * Whether the service has answered. `wrong-phase` is what a socket hears that has just come and has not taken the place
   * up yet; whether that can still be done is for `room:take-up` to say.
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

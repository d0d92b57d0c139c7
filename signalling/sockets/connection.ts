import type { Actor } from '../../domain/actors.ts';
import type { CommandPhase } from '../../domain/contract/commands.ts';
import type { ConnectionEnd } from '../../domain/contract/facts.ts';
import type { Clock } from '../../domain/ports.ts';
import { CheckSession } from '../rooms/check-session.ts';
import type { Identity } from './identity.ts';
import type { RoomSession } from '../rooms/room-session.ts';
import type { BedsideSocket } from './socket-publisher.ts';

/** setTimeout fires at once for anything longer than this. */
const longestTimerMs = 2 ** 31 - 1;

/** One connected socket of an authenticated actor. */
export class Connection {
  readonly roomSession: RoomSession;
  readonly checkSession = new CheckSession();
  readonly #socket: BedsideSocket;
  readonly #clock: Clock;
  #identity: Identity;
  #expiry: NodeJS.Timeout | undefined;
  /** Whether this browser may be back in a moment, or has been told to leave for good. */
  #ending: 'cut-off' | 'gone' = 'cut-off';

  constructor(options: {
    socket: BedsideSocket;
    identity: Identity;
    roomSession: RoomSession;
    clock: Clock;
  }) {
    this.#socket = options.socket;
    this.#identity = options.identity;
    this.roomSession = options.roomSession;
    this.#clock = options.clock;
    this.#startExpiry();
  }

  get id(): string {
    return this.#socket.id;
  }

  get isOpen(): boolean {
    return this.#socket.connected;
  }

  get identity(): Identity {
    return this.#identity;
  }

  get actor(): Actor {
    return this.#identity.actor;
  }

  /** The phases that decide which commands are known now. */
  get phases(): readonly CommandPhase[] {
    const { phases } = this.#identity;
    return [
      ...phases,
      ...(this.roomSession.occupied === undefined ? [] : (['in-room'] as const)),
      ...(this.checkSession.isInside ? (['checking'] as const) : []),
    ];
  }

  /** Continues with the actor or token read again; the caller has verified that it is the same subject. */
  renew(identity: Identity): void {
    const before = this.#identity.expiresAt;
    this.#identity = identity;
    // Every socket's holder is read again each minute, with the same token: thousands of timers need not be reset.
    if (identity.expiresAt.getTime() !== before.getTime()) {
      this.#startExpiry();
    }
  }

  /** Sends the reason, then ends the connection; the fact is on the wire before the end. */
  end(reason: ConnectionEnd): void {
    if (reason !== 'token-expired' && reason !== 'roles-changed') this.#ending = 'gone';
    this.#socket.emit('connection:ended', { reason });
    this.#socket.disconnect(true);
  }

  /** Ends the connection without a reason; the browser may come back at once. */
  cutOff(): void {
    this.#socket.disconnect(true);
  }

  /** Releases everything that belongs to the socket, once it has gone. Idempotent. */
  async close(): Promise<void> {
    clearTimeout(this.#expiry);
    await Promise.all([this.roomSession.close(this.#ending), this.checkSession.close()]);
  }

  #startExpiry(): void {
    clearTimeout(this.#expiry);
    if (!this.isOpen) {
      return;
    }
    const leftMs = this.#identity.expiresAt.getTime() - this.#clock.now().getTime();
    this.#expiry = setTimeout(
      () => {
        this.end('token-expired');
      },
      Math.min(Math.max(leftMs, 0), longestTimerMs),
    );
  }
}

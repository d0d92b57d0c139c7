import { io, type Socket } from 'socket.io-client';
import type { Answer, CommandName, PayloadInput, Reply } from '../../domain/contract/commands.ts';
import type { AudienceState } from '../../domain/states/wire.ts';
import type { Interval } from './intervals.ts';
import type { SeededRandom } from './seeded-random.ts';

const answerWithinMs = 5000;
const readEveryMs = 5000;
const renewEveryMs = 60_000;

type LineOptions = {
  /** One for each server, in the order of their numbers. */
  urls: readonly [string, ...string[]];
  newToken: () => string;
  random: SeededRandom;
};

/** A period for which a browser held a connection to a server. */
export type Attached = Interval & { server: number };

/**
 * A browser's connection as the web app keeps it: it reconnects to either server whenever it is lost, reads its whole
 * state on every connect and every 5 s, keeps the newest state, and renews its token.
 */
export class Line {
  readonly #options: LineOptions;
  #socket: Socket | undefined;
  #wanted = false;
  #wantedSince = 0;
  #state: AudienceState | undefined;
  #timers: NodeJS.Timeout[] = [];
  /** When its person wanted to be connected, and to which server they were. */
  readonly wanted: Interval[] = [];
  readonly attached: Attached[] = [];

  constructor(options: LineOptions) {
    this.#options = options;
  }

  get state(): AudienceState['state'] | undefined {
    return this.#socket?.connected === true ? this.#state?.state : undefined;
  }

  get isWanted(): boolean {
    return this.#wanted;
  }

  /** Connects, and again whenever the connection is lost, until `leave`. */
  come(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#wantedSince = performance.now();
    this.#connect();
  }

  leave(): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.wanted.push({ from: this.#wantedSince, to: performance.now() });
    this.#socket?.disconnect();
    this.#forget();
  }

  /** Rejects when there is no connection or no answer in time; a refusal is an answer. */
  async say<N extends CommandName>(name: N, payload: PayloadInput<N>): Promise<Answer<Reply<N>>> {
    const socket = this.#socket;
    if (socket?.connected !== true) throw new Error('not connected');
    return (await socket.timeout(answerWithinMs).emitWithAck(name, payload)) as Answer<Reply<N>>;
  }

  #connect(): void {
    const { urls, newToken, random } = this.#options;
    const server = random.between(0, urls.length - 1);
    const socket = io(urls[server] ?? urls[0], {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: 2000,
      auth: { token: newToken() },
    });
    this.#socket = socket;
    socket.onAny((_name: string, fact: unknown) => {
      if (isState(fact)) this.#hear(socket, fact);
    });
    socket.on('connect', () => {
      const since = performance.now();
      socket.on('disconnect', () => this.attached.push({ server, from: since, to: performance.now() }));
      this.#keepUp(socket);
    });
    socket.on('connect_error', () => {
      this.#again(socket);
    });
    socket.on('disconnect', () => {
      this.#again(socket);
    });
  }

  #keepUp(socket: Socket): void {
    const read = () => {
      this.say('state:read', {}).then(
        (answer) => {
          if (answer.ok) this.#hear(socket, answer.value);
        },
        // The next one will do.
        () => undefined,
      );
    };
    const renew = () => {
      this.say('auth:renew', { token: this.#options.newToken() }).catch(() => undefined);
    };
    this.#timers = [setInterval(read, readEveryMs), setInterval(renew, renewEveryMs)];
    read();
  }

  #hear(socket: Socket, state: AudienceState): void {
    if (socket === this.#socket && state.seq >= (this.#state?.seq ?? 0)) this.#state = state;
  }

  #again(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#forget();
    socket.disconnect();
    if (!this.#wanted) return;
    setTimeout(
      () => {
        if (this.#wanted && this.#socket === undefined) this.#connect();
      },
      this.#options.random.between(100, 500),
    );
  }

  #forget(): void {
    this.#socket = undefined;
    this.#state = undefined;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }
}

function isState(fact: unknown): fact is AudienceState {
  return typeof fact === 'object' && fact !== null && 'seq' in fact && 'state' in fact;
}

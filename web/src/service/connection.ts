import { io, type Socket } from 'socket.io-client';
import type {
  Answer,
  ClientToServer,
  CommandName,
  PayloadInput,
  Refusal,
  Reply,
} from '../../../domain/contract/commands.ts';
import {
  audienceFacts,
  type AudienceFactName,
  type ConnectionEnd,
  type ServerToClient,
} from '../../../domain/contract/facts.ts';
import { roomFacts, type RoomFact, type RoomFactName } from '../../../domain/rooms/wire.ts';
import type { AudienceState, Board, StateReply } from '../../../domain/states/wire.ts';
import type { Access } from './access.ts';
import { ApiError } from './api.ts';
import { isInDoubt, newest } from './audience.ts';
import { Backoff } from './backoff.ts';
import { observeClock, promptAnswerMs, unknownOffset } from './clock.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Link, LinkEnd } from './link.ts';
import { Observable } from './observable.ts';
import type { Timers } from './timers.ts';

const heartbeatMs = 5000;
const answerWithinMs = 5000;
/** How soon the state is asked for again after it could not be read, while the socket is there. */
const readAgainMs = 1500;
/** What asking again may help against. */
const passing: readonly string[] = ['unavailable', 'internal', 'too-many'];

/** Whether a refusal is of the moment only: the service cannot be reached, or cannot do it now. */
export function mayPass({ code }: Refusal): boolean {
  return passing.includes(code);
}

/** Answers that say nothing about the state: the service could not read it. */
const unread: readonly string[] = ['unavailable', 'internal'];
/** When the state was asked for, and what was known then. */
type Asked = { at: number; known: AudienceState | null };

/** What is read as a heartbeat: the own state, or the board by whoever has no state and only looks. */
export type Beat = 'state:read' | 'board:read';

/** The one socket of a page: commands out, facts in, the newest state, and coming back after every loss. */
export class Connection {
  readonly link = new Observable<Link>({ status: 'connecting' });
  readonly audience = new Observable<AudienceState | null>(null);
  readonly clock = new Observable(unknownOffset);
  /** Counts how often the board has changed. */
  readonly boardChanges = new Observable(0);
  /** Counts the connects; anything that belongs to the old connection starts again. */
  readonly connects = new Observable(0);

  readonly #access: Access;
  readonly #beatBy: Beat;
  readonly #timers: Timers;
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  readonly #roomListeners = new Set<(fact: RoomFact) => void>();
  readonly #backoff = new Backoff({ firstMs: 300, maxMs: 3000 });
  readonly #stops: (() => void)[] = [];
  readonly #heart = new Heartbeat({
    ask: (withinMs) => this.#ask(withinMs),
    died: () => {
      this.#socket.disconnect();
      this.#lose();
      this.#retrySoon(0);
    },
  });
  readonly assure = this.#heart.assure.bind(this.#heart);
  #stopRetry: () => void = () => undefined;
  #attempting = false;
  #refusals = 0;
  #closed = false;

  constructor(options: { access: Access; timers: Timers; beat?: Beat }) {
    this.#access = options.access;
    this.#beatBy = options.beat ?? 'state:read';
    this.#timers = options.timers;
    this.#socket = io({
      transports: ['websocket'],
      autoConnect: false,
      reconnection: false,
      forceNew: true,
      timeout: answerWithinMs,
    });
  }

  open(): void {
    this.#listen();
    const listening = new AbortController();
    window.addEventListener('online', this.#retrySoon.bind(this, 0), { signal: listening.signal });
    const lose = () => {
      this.#lose();
    };
    window.addEventListener('offline', lose, { signal: listening.signal });
    this.#stops.push(
      () => {
        listening.abort();
      },
      this.#timers.every(heartbeatMs, () => {
        this.#later(this.#heart.beat(answerWithinMs - 500));
      }),
      this.#access.state.subscribe(() => {
        this.#onAccess();
      }),
    );
    this.#later(this.#attempt());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopRetry();
    for (const stop of this.#stops) stop();
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
  }

  /** Sends a command. Never throws: not being connected is the answer `unavailable`. */
  async command<N extends CommandName>(name: N, payload: PayloadInput<N>): Promise<Answer<Reply<N>>> {
    if (!this.#socket.connected) return notConnected;
    try {
      return await this.#emit(name, payload, answerWithinMs);
    } catch {
      // No answer in time, or the connection went away: whether the command arrived is unknown.
      this.#later(this.#heart.beat(2000));
      return notConnected;
    }
  }

  /** Socket.IO's own types cannot follow a name that is only known at run time; ours can. Throws when late. */
  async #emit<N extends CommandName>(
    name: N,
    payload: PayloadInput<N>,
    withinMs: number,
  ): Promise<Answer<Reply<N>>> {
    const socket = this.#socket.timeout(withinMs) as unknown as {
      emitWithAck(name: string, payload: unknown): Promise<Answer<Reply<N>>>;
    };
    return await socket.emitWithAck(name, payload);
  }

  /** Media has stopped on the same network: if the socket does not answer at once either, it is gone too. */
  doubt(): () => void {
    const trusted = new AbortController();
    this.#later(this.#heart.doubt(promptAnswerMs(this.clock.get()), trusted.signal));
    return trusted.abort.bind(trusted);
  }

  /** Asks for the whole state; also when nothing seems to have changed. */
  async refresh(): Promise<void> {
    const asked = { at: Date.now(), known: this.audience.get() };
    const answer = await this.command(this.#beatBy, {});
    // Whether an answer that is late means a dead connection is the heartbeat's to say.
    if (answer !== notConnected) this.#judge(answer, asked);
  }

  onRoomFact(listener: (fact: RoomFact) => void): () => void {
    this.#roomListeners.add(listener);
    return () => {
      this.#roomListeners.delete(listener);
    };
  }

  /** The server's time now, in milliseconds. */
  now(): number {
    return Date.now() + this.clock.get().ms;
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.#later(this.#onConnect());
    });
    socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
      this.#later(this.#onConnectError(error.data?.code ?? error.message));
    });
    socket.on('disconnect', () => {
      // Socket.IO would keep a socket that was cut off; dropping it makes room for the next attempt.
      socket.disconnect();
      this.#lose();
    });
    socket.on('connection:ended', ({ reason }) => {
      this.#onEnded(reason);
    });
    socket.on('board:changed', () => {
      this.boardChanges.set(this.boardChanges.get() + 1);
    });
    for (const name of Object.keys(audienceFacts) as AudienceFactName[]) {
      socket.on(name, (state: AudienceState) => {
        this.#hear(state);
      });
    }
    for (const name of Object.keys(roomFacts) as RoomFactName[]) {
      const tell = (payload: unknown) => {
        for (const listener of [...this.#roomListeners]) listener({ name, payload } as RoomFact);
      };
      // The event map's union of handlers cannot be written for a name that is only known at run time.
      (socket as unknown as { on(name: string, listener: (payload: unknown) => void): void }).on(name, tell);
    }
  }

  async #attempt(): Promise<void> {
    if (this.#closed || this.#attempting || this.#socket.active || this.link.get().status === 'ended') return;
    this.#attempting = true;
    try {
      const token = await this.#access.token();
      if (!this.#hasEnded()) {
        this.#socket.auth = this.#beatBy === 'board:read' ? { token, only: 'manager' } : { token };
        this.#socket.connect();
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A refusal of the service has been reported by `#onAccess`; everything else is worth a retry.
      if (!this.#hasEnded()) this.#lose();
    } finally {
      this.#attempting = false;
    }
  }

  #hasEnded(): boolean {
    return this.#closed || this.link.get().status === 'ended';
  }

  async #onConnect(): Promise<void> {
    this.#heart.startOver();
    this.#refusals = 0;
    this.#backoff.reset();
    this.connects.set(this.connects.get() + 1);
    await this.refresh();
  }

  async #onConnectError(code: string): Promise<void> {
    this.#socket.disconnect();
    if (code === 'unauthenticated' && this.#refusals++ < 2) {
      await this.#access.renew().catch(() => undefined);
    } else if (code === 'unauthenticated' || code === 'forbidden') {
      this.#end('refused');
    }
    if (!this.#hasEnded()) this.#lose();
  }

  #onEnded(reason: ConnectionEnd): void {
    if (reason === 'token-expired' || reason === 'roles-changed') {
      // The next attempt finds a new token, or is refused one.
      this.#later(this.#access.renew());
    } else {
      this.#end(reason);
    }
  }

  #onAccess(): void {
    const state = this.#access.state.get();
    if (state.phase === 'refused') {
      this.#end(state.why === 'somebody-else' ? 'somebody-else' : 'refused');
    } else if (state.phase === 'granted' && this.#socket.connected) {
      this.#later(this.command('auth:renew', { token: state.token }));
    }
  }

  #end(reason: LinkEnd): void {
    if (this.#hasEnded()) return;
    this.link.set({ status: 'ended', reason });
    this.#socket.disconnect();
  }

  /** Reads the state; whether an answer came in time. Without a socket there is nothing to wait for. */
  async #ask(withinMs: number): Promise<boolean> {
    if (!this.#socket.connected) return true;
    const asked = { at: Date.now(), known: this.audience.get() };
    try {
      const answer = await this.#emit(this.#beatBy, {}, withinMs);
      // The token is no longer valid: the next connect brings a new one.
      if (!answer.ok && answer.code === 'unauthenticated') this.#later(this.#access.renew());
      this.#judge(answer, asked);
      return true;
    } catch {
      return false;
    }
  }

  /** A socket may be there while the service behind it cannot read or keep anything. */
  #judge(answer: Answer<StateReply | Board>, asked: Asked): void {
    if (answer.ok) this.#take(answer.value, asked);
    const idle = answer.ok ? !answer.value.writable : unread.includes(answer.code);
    if (idle) this.#lose({ unread: true });
    else if (this.#socket.connected && !this.#hasEnded() && this.link.get().status !== 'connected')
      this.link.set({ status: 'connected' });
  }

  #take(state: StateReply | Board, { at: sentAt, known }: Asked): void {
    const observed = { serverNow: state.now, sentAt, receivedAt: Date.now() };
    this.clock.set(observeClock(this.clock.get(), observed));
    if ('state' in state) this.audience.set(newest(this.audience.get(), state, known));
  }

  #hear(state: AudienceState): void {
    const known = this.audience.get();
    this.audience.set(newest(known, state));
    // A ring of a restored database must not wait for the next beat.
    if (isInDoubt(known, state)) this.#later(this.refresh());
  }

  #lose({ unread: isUnread = false }: { unread?: boolean } = {}): void {
    if (this.#hasEnded()) return;
    const link = this.link.get();
    if (link.status !== 'lost' || link.unread !== isUnread) {
      const since = link.status === 'lost' ? link.since : Date.now();
      this.link.set({ status: 'lost', since, unread: isUnread });
    }
    this.#retrySoon(this.#socket.connected ? readAgainMs : this.#backoff.next());
  }

  #retrySoon(ms: number): void {
    this.#stopRetry();
    this.#stopRetry = this.#timers.after(ms, () => {
      if (this.#socket.connected) this.#later(this.#heart.beat(2000));
      else this.#later(this.#attempt());
    });
  }

  /** For work that nobody awaits: its failures are states of this connection, already reported as such. */
  #later(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!(error instanceof ApiError)) reportError(error);
    });
  }
}

const notConnected: Refusal = { ok: false, code: 'unavailable', message: 'Not connected to the service.' };

import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { ActorStore } from '../domain/actor-kinds.ts';
import type { AccessTokens, Clock, Facts, Log, MediaRooms, Reads, Relays } from '../domain/ports.ts';
import type { UseCases } from '../domain/use-cases.ts';
import { type CommandCounts, CommandDispatcher, refusal } from './commands/dispatcher.ts';
import { PresenceTracker } from './presence/presence-tracker.ts';
import { ActorSockets } from './sockets/actor-sockets.ts';
import { roomsOf } from './sockets/audience-rooms.ts';
import { checkHandlers } from './commands/check-handlers.ts';
import { Connection } from './sockets/connection.ts';
import type { Commands } from './commands/registry.ts';
import { socketHandlers } from './commands/handlers.ts';
import { Identities } from './sockets/identity.ts';
import type { QualityReports } from './rooms/quality-reports.ts';
import { RoomSession } from './rooms/room-session.ts';
import { RoomReconciler } from './rooms/room-reconciler.ts';
import { PeriodicTask } from '../process/periodic-task.ts';
import { SampledLog } from '../process/sampled-log.ts';
import { requestIdFrom, withinRequest } from '../process/request-context.ts';
import type { BedsideSocket, SocketPublisher } from './sockets/socket-publisher.ts';

/** How often the service looks after its own sockets, in milliseconds. */
export type Rhythm = {
  seenMs: number;
  inRoomsMs: number;
  roomsMs: number;
  actorsMs: number;
  qualityMs: number;
};
const defaultRhythm: Rhythm = {
  seenMs: 5000,
  inRoomsMs: 2000,
  roomsMs: 10_000,
  actorsMs: 60_000,
  qualityMs: 2000,
};

/**
 * Of how many connections the actors are read again together. The store makes one statement of them; more at a time
 * would hold up what is said meanwhile.
 */
const rereadBatchSize = 100;

/** What sockets read and mark beside their use cases: who somebody is, and that they are there. */
type SocketStore = ActorStore & {
  /** Whoever is not seen in time is not rung, so being seen must not wait behind presses. */
  readonly priority: {
    readonly reads: Pick<Reads, 'markSeen' | 'markGone' | 'markInRooms' | 'listGuestsHere'>;
  };
};

export type ServeOptions = {
  http: HttpServer;
  /** Scheme, host and port of every page that may connect. */
  allowedOrigins: readonly string[];
  useCases: UseCases;
  store: SocketStore;
  facts: Pick<Facts, 'boardChanged'>;
  clock: Clock;
  accessTokens: AccessTokens;
  mediaRooms: Pick<MediaRooms, 'join' | 'takeUp' | 'admit' | 'expel' | 'openCheck'>;
  relays: Relays;
  /** How often each station checks its path to the SFU by itself. */
  checkEverySeconds: number;
  log: Log;
  rhythm?: Partial<Rhythm>;
};

type Parts = ServeOptions & { publisher: SocketPublisher; counts: CommandCounts; reports: QualityReports };

/** The sockets of one server: who may connect, what they may say, and how they end. */
export class SocketService {
  readonly #options: Parts;
  readonly #connections = new Set<Connection>();
  readonly #actorSockets: ActorSockets;
  readonly #identities: Identities;
  readonly #presence: PresenceTracker;
  readonly #reconciler: RoomReconciler;
  readonly #commands: Commands;
  readonly #refused: SampledLog;
  #tasks: PeriodicTask[] = [];
  #closing = false;

  constructor(options: Parts) {
    const { useCases, store, mediaRooms, log, accessTokens } = options;
    this.#options = options;
    this.#refused = new SampledLog(log);
    this.#actorSockets = new ActorSockets(({ id: socketId, actor: { kind } }) => {
      this.#refused.info('connection ended: too many of one actor', { kind }, { socketId });
    });
    this.#identities = new Identities({ accessTokens, store });
    this.#presence = new PresenceTracker({ ...options, reads: store.priority.reads });
    this.#reconciler = new RoomReconciler({ mediaRooms, enterRoom: useCases.enterRoom, log });
    const { relays, checkEverySeconds: everySeconds } = options;
    const handlers = socketHandlers({
      useCases,
      identities: this.#identities,
      reconciler: this.#reconciler,
      checks: checkHandlers({ useCases, mediaRooms, relays, everySeconds }),
      log,
    });
    this.#commands = { useCases, handlers };
  }

  get socketCount(): number {
    return this.#connections.size;
  }

  /** Begins to accept sockets. */
  open(): void {
    const { publisher, http, log } = this.#options;
    const rhythm = { ...defaultRhythm, ...this.#options.rhythm };
    this.#tasks = [
      new PeriodicTask({ name: 'seen', everyMs: rhythm.seenMs, log, task: () => this.#presence.round() }),
      new PeriodicTask({
        name: 'in-rooms',
        everyMs: rhythm.inRoomsMs,
        log,
        task: () => this.#presence.roundOfRooms(),
      }),
      new PeriodicTask({
        name: 'rooms',
        everyMs: rhythm.roomsMs,
        log,
        task: () => this.#reconciler.checkAll(this.#connections),
      }),
      new PeriodicTask({
        name: 'quality',
        everyMs: rhythm.qualityMs,
        log,
        task: () => this.#options.reports.write(),
      }),
      new PeriodicTask({ name: 'actors', everyMs: rhythm.actorsMs, log, task: () => this.#rereadActors() }),
    ];
    publisher.io.use((socket, next) => {
      const requestId = requestIdFrom(socket.handshake.headers['traceparent']);
      withinRequest(requestId, () => this.#authenticate(socket)).then(() => {
        next();
      }, next);
    });
    publisher.io.on('connection', (socket) => {
      this.#connected(socket);
    });
    publisher.io.attach(http, {
      allowRequest: (request, answer) => {
        answer(null, this.#isWelcome(request));
      },
    });
  }

  /** Ends without the last word that would keep browsers from coming back: they are to try another server. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#presence.close();
    await Promise.all(this.#tasks.map((task) => task.close()));
    const connections = [...this.#connections];
    this.#options.publisher.io.engine.close();
    await Promise.all(connections.map((connection) => connection.close()));
    await this.#options.reports.write();
  }

  /** Browsers always send their page's origin. What sends none is no browser, and its token alone decides. */
  #isWelcome({ headers: { origin } }: IncomingMessage): boolean {
    return !this.#closing && (origin === undefined || this.#options.allowedOrigins.includes(origin));
  }

  /** The error reaches the browser as `connect_error`, with `{ code, message }` as its data. */
  async #authenticate(socket: BedsideSocket): Promise<void> {
    const { handshake } = socket;
    const { token, only } = handshake.auth as { token?: unknown; only?: unknown };
    // The adapter sends handshakes between servers: credentials must not be in them.
    handshake.auth = {};
    handshake.headers = {};
    try {
      socket.data.identity = await this.#identities.identify(token, only);
    } catch (error) {
      const { code, message } = refusal(error, 'connect', this.#options.log);
      this.#refused.info('connection refused', { outcome: code });
      throw Object.assign(new Error(message), { data: { code, message } });
    }
  }

  #connected(socket: BedsideSocket): void {
    const { publisher, clock, mediaRooms, relays, useCases, counts, log } = this.#options;
    const { identity } = socket.data;
    const tell = (fact: { name: string; payload: unknown }) => {
      (socket as { emit(name: string, payload: unknown): boolean }).emit(fact.name, fact.payload);
    };
    const roomSession = new RoomSession({ mediaRooms, relays, useCases, tell });
    const connection = new Connection({ socket, identity, roomSession, clock });
    const share = this.#actorSockets.join(connection);
    const dispatcher = new CommandDispatcher({
      connection,
      share,
      commands: this.#commands,
      counts,
      log,
      refused: this.#refused,
    });
    this.#connections.add(connection);
    this.#settle(socket.join([publisher.here, ...roomsOf(identity)]));
    socket.conn.on('packet', () => {
      this.#presence.hear(connection);
    });
    // Going no further than this keeps every name, reserved or made up, from Socket.IO's own event emitter.
    socket.use((packet) => {
      if (connection.isOpen) {
        dispatcher.receive(packet);
      }
    });
    socket.on('disconnect', (reason) => {
      log.info('disconnected', { socketId: socket.id, reason });
      this.#settle(this.#disconnected(connection));
    });
    log.info('connected', { socketId: socket.id, phase: identity.phases.join('.') });
    this.#settle(this.#presence.arrived(connection));
    // A holder revoked after they were looked up and before they joined their rooms has missed the ending.
    this.#settle(this.#rereadActor(connection));
  }

  async #disconnected(connection: Connection): Promise<void> {
    this.#connections.delete(connection);
    this.#actorSockets.leave(connection);
    await connection.close();
    // A server that stops says nothing of its clinicians: they are back on another one before silence counts.
    if (!this.#closing) {
      await this.#presence.departed(connection);
    }
  }

  /** Makes up for an `endConnections` lost with Redis: nobody stays connected beyond what Postgres says. */
  async #rereadActors(): Promise<void> {
    const connections = [...this.#connections];
    for (let n = 0; n < connections.length; n += rereadBatchSize) {
      await Promise.all(connections.slice(n, n + rereadBatchSize).map((one) => this.#rereadActor(one)));
    }
  }

  async #rereadActor(connection: Connection): Promise<void> {
    const { identity } = connection;
    const reread = await this.#identities.reread(identity);
    // A renewal in between has read newer truth than this.
    if (!connection.isOpen || connection.identity !== identity) {
      return;
    }
    if ('end' in reread) {
      connection.end(reread.end);
    } else {
      connection.renew(reread.identity);
    }
  }

  #settle(work: Promise<void> | void): void {
    Promise.resolve(work).catch((error: unknown) => {
      this.#options.log.error('socket work failed', error);
    });
  }
}

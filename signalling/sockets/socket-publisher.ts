import { randomUUID } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import type { ClientToServer } from '../../domain/contract/commands.ts';
import type { FactName, ServerToClient } from '../../domain/contract/facts.ts';
import { adapterClient } from './adapter-client.ts';
import type { Identity } from './identity.ts';
import { RedisLink, type RedisOptions } from './redis-link.ts';

type SocketData = { identity: Identity };
export type BedsideSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
export type BedsideServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
type FactPayload<N extends FactName> = Parameters<ServerToClient[N]>[0];

/** The longest packet a browser may send. A longer one ends its connection with WebSocket code 1009 (message too big). */
export const maxPacketBytes = 64 * 1024;

/** How many entries the stream keeps: some seconds of a busy service, for a server that reconnects. */
const streamLength = 1000;
const whereaboutsWithinMs = 2000;

/** One process's part in the socket network: its own sockets (if it serves any) and the link to all other servers. */
export class SocketPublisher {
  readonly io: BedsideServer;
  /** A room that contains every socket of this process, to tell its own from those of others. */
  readonly here = `server:${randomUUID()}`;
  readonly #link: RedisLink;

  private constructor(io: BedsideServer, link: RedisLink) {
    this.io = io;
    this.#link = link;
  }

  static async create(options: RedisOptions & { prefix: string }): Promise<SocketPublisher> {
    const link = await RedisLink.create(options);
    const stream = `${options.prefix}:facts`;
    const client = await adapterClient({ link, stream, log: options.log });
    const io: BedsideServer = new Server({
      adapter: createAdapter(client, {
        streamName: stream,
        channelPrefix: stream,
        sessionKeyPrefix: `${stream}:session:`,
        maxLen: streamLength,
        onlyPlaintext: true,
      }),
      transports: ['websocket'],
      perMessageDeflate: false,
      maxHttpBufferSize: maxPacketBytes,
      serveClient: false,
      // A peer that never authenticates does not keep a connection.
      connectTimeout: 10_000,
      // The answer to each ping is the heartbeat that keeps a clinician reachable, also in a background tab, whose
      // own timers a browser slows down.
      pingInterval: 5000,
    });
    return new SocketPublisher(io, link);
  }

  /** To its own sockets at once, to those of other servers through Redis: without Redis, local work goes on. */
  emit<N extends FactName>(room: string, name: N, payload: FactPayload<N>): void {
    for (const door of [this.io.local.to(room), this.io.to(room).except(this.here)]) {
      (door as { emit(name: string, payload: unknown): boolean }).emit(name, payload);
    }
  }

  /** Everywhere, after all facts emitted to that room before. */
  disconnect(room: string): void {
    this.io.local.in(room).disconnectSockets(true);
    this.io.in(room).except(this.here).disconnectSockets(true);
  }

  /** Whether a socket is in the room on any server; throws if none is here and a server or Redis does not answer. */
  async isAnywhere(room: string): Promise<boolean> {
    if (this.io.of('/').adapter.rooms.has(room)) return true;
    const sockets = await this.io.in(room).timeout(whereaboutsWithinMs).fetchSockets();
    return sockets.length > 0;
  }

  /** Leaves the network; whoever serves sockets ends them. Idempotent. */
  async close(): Promise<void> {
    if (this.#link.closed) {
      return;
    }
    await this.io.of('/').adapter.close();
    this.#link.close();
  }
}

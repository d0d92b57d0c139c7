import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  certificateEnds,
  type ControlTls,
  controlUrl,
  endsSoon,
  readControlTls,
} from '../../config/control.ts';
import type { MediaNodeConfig } from '../../config/config.ts';
import { DomainError } from '../../domain/errors.ts';
import { mediaNodeId, type RoomId } from '../../domain/ids.ts';
import { isClockWrong, isFull } from '../../domain/rooms/media-nodes.ts';
import type { Log, Participation } from '../../domain/ports.ts';
import { PeriodicTask } from '../../process/periodic-task.ts';
import { SampledLog } from '../../process/sampled-log.ts';
import { LocalMediaRooms } from '../rooms/local-media-rooms.ts';
import { noSpaceForCheck } from '../checks/path-checks.ts';
import { greetServer, HandshakeFailed, refusedProof } from './handshake.ts';
import { LoadMeter } from './node-load.ts';
import { NodeProofs } from './node-proofs.ts';
import { NodeRegistry } from './node-registry.ts';
import { ServedConnection, type ServingNode } from './served-connection.ts';
import { largestMessage, type NodeCard } from './wire.ts';

const beatMs = 1_000;
/** How long media continue after their server is gone: its browsers rejoin through another server and take over. */
const orphansKeptMs = 10_000;

/** Servers that connect at once are fewer; strangers are not to take more. */
const mostGreeted = 64;

type NodeParts = { config: MediaNodeConfig; version: string; log: Log };
type OpenedParts = NodeParts & {
  rooms: LocalMediaRooms;
  registry: NodeRegistry;
  tls: ControlTls | undefined;
};

/** An SFU node: media rooms in a process of their own, registered in Redis and controlled by servers over WebSockets. */
export class MediaNode implements ServingNode {
  readonly rooms: LocalMediaRooms;
  readonly #parts: NodeParts;
  readonly #nodeId = mediaNodeId.parse(randomUUID());
  readonly #registry: NodeRegistry;
  readonly #meter: LoadMeter;
  readonly #proofs: NodeProofs;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessage,
    perMessageDeflate: false,
  });
  /** Not known to be servers yet. */
  readonly #greeting = new Set<WebSocket>();
  readonly #refused: SampledLog;
  readonly #connections = new Set<ServedConnection>();
  readonly #orphans = new Set<NodeJS.Timeout>();
  readonly #asked = Promise.withResolvers<'asked'>();
  #draining = false;
  #beat: PeriodicTask | undefined;
  #closed: Promise<void> | undefined;

  private constructor(parts: OpenedParts) {
    const { config, tls } = parts;
    this.#parts = parts;
    this.rooms = parts.rooms;
    this.#registry = parts.registry;
    this.#meter = new LoadMeter(parts.rooms, {
      capacity: config.node.consumersPerWorker * config.sfu.workers,
    });
    this.#proofs = new NodeProofs(config.node.secret);
    this.#refused = new SampledLog(parts.log);
    const answer = (_request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(this.#draining ? 503 : 200).end(this.#draining ? 'draining' : 'ready');
    };
    this.#http =
      tls === undefined
        ? createServer(answer)
        : createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }, answer);
  }

  /** Starts the workers, listens and registers; if a part cannot start it throws and leaves nothing open. */
  static async create(parts: NodeParts): Promise<MediaNode> {
    const { config, log } = parts;
    const tls = await readControlTls(config.node.control);
    if (tls !== undefined && endsSoon(tls, new Date())) log.warn(certificateEnds);
    await using opening = new AsyncDisposableStack();
    const rooms = await LocalMediaRooms.create({ ...config.sfu, log });
    opening.defer(() => rooms.close());
    const { redisUrl, redisPrefix: prefix } = config;
    const registry = await NodeRegistry.create({ redisUrl, prefix, log });
    opening.defer(() => {
      registry.close();
    });
    const node = new MediaNode({ ...parts, rooms, registry, tls });
    await node.#listen();
    opening.move();
    await node.#tick();
    node.#beat = new PeriodicTask({ name: 'beat', everyMs: beatMs, log, task: () => node.#tick() });
    return node;
  }

  card(): NodeCard {
    const { config, version } = this.#parts;
    const { region, host, control } = config.node;
    const url = config.node.url ?? controlUrl({ host, port: this.port, tls: control.tls });
    const load = this.#meter.read({ draining: this.#draining });
    return { nodeId: this.#nodeId, url, region, version, load };
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** Residency is checked here again, whatever the server decided. A room that is already open takes every joiner. */
  refusal(roomId: RoomId, region: string): DomainError | undefined {
    const { load, region: own } = this.card();
    if (region !== own) return new DomainError('forbidden', 'This media node is in another region.');
    if (this.rooms.hasRoom(roomId) || !isFull(load)) return undefined;
    return new DomainError('unavailable', 'This media node takes no more rooms.');
  }

  /** Also refuses a check from another region; calls take precedence over checks. */
  checkRefusal(region: string): DomainError | undefined {
    const { load, region: own } = this.card();
    if (region !== own) return new DomainError('forbidden', 'This media node is in another region.');
    return isFull(load) ? noSpaceForCheck() : undefined;
  }

  orphaned(participations: readonly Participation[]): void {
    if (participations.length === 0 || this.#closed !== undefined) return;
    this.#parts.log.warn('a server has gone and left participants', { count: participations.length });
    const timer = setTimeout(() => {
      this.#orphans.delete(timer);
      for (const participation of participations) this.#leave(participation);
    }, orphansKeptMs);
    this.#orphans.add(timer);
  }

  /** Settles when a server has asked this node to drain; the owner of the process then acts as on a signal. */
  get drainAsked(): Promise<'asked'> {
    return this.#asked.promise;
  }

  /** Drains from here on, so that the server's answer is already true; the process does the rest. */
  askToDrain(): void {
    this.#beginDraining();
    this.#asked.resolve('asked');
  }

  /**
   * Takes no new rooms, has servers move the open ones to other nodes, and resolves when the node is empty or the
   * limit is reached. The caller closes.
   */
  async drain(): Promise<'empty' | 'late'> {
    this.#beginDraining();
    const late = performance.now() + this.#parts.config.node.drainSeconds * 1000;
    while (this.rooms.counts().rooms > 0) {
      if (performance.now() > late) return 'late';
      await this.#tick();
      await new Promise((resolve) => setTimeout(resolve, beatMs / 10));
    }
    return 'empty';
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    for (const timer of this.#orphans) clearTimeout(timer);
    await this.#beat?.close();
    await this.#registry.withdraw(this.#nodeId);
    this.#http.close();
    // Tell the servers first that the node is going: their participants then rejoin elsewhere instead of seeing a
    // closed room.
    for (const connection of this.#connections) connection.close();
    for (const socket of this.#greeting) socket.terminate();
    this.#sockets.close();
    await this.rooms.close();
    this.#registry.close();
  }

  async #listen(): Promise<void> {
    const { host, port } = this.#parts.config.node;
    this.#http.on('upgrade', (request, socket, head) => {
      this.#upgrade({ request, socket, head });
    });
    await listening(this.#http, { host, port });
  }

  #upgrade({ request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer }): void {
    // A certificate of our authority, which only servers have; TLS has checked it and left the verdict to us.
    if (socket instanceof TLSSocket && !socket.authorized) {
      this.#refuse(socket, { status: '401 Unauthorized', reason: String(socket.authorizationError) });
      return;
    }
    if (this.#greeting.size >= mostGreeted) {
      this.#refuse(socket, { status: '503 Service Unavailable', reason: 'too-many' });
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      this.#greet(opened).catch((error: unknown) => {
        this.#parts.log.error('a connection could not be served', error);
      });
    });
  }

  #refuse(socket: Duplex, { status, reason }: { status: string; reason: string }): void {
    this.#refused.info('a connection was refused', { reason });
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  }

  /** Nothing that it says is read before it has proved to be a server of this node. */
  async #greet(socket: WebSocket): Promise<void> {
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    this.#greeting.add(socket);
    const greeted = await greetServer(socket, { nodeId: this.#nodeId, proofs: this.#proofs }).catch(
      (error: unknown) => {
        const reason = error instanceof HandshakeFailed ? error.reason : 'failed';
        this.#refused.info('a connection was refused', { reason });
        if (reason === 'other-secret-or-node') socket.close(refusedProof);
        else socket.terminate();
      },
    );
    this.#greeting.delete(socket);
    if (greeted === undefined) return;
    this.#compareClocks(greeted.clock);
    this.#serve(socket, greeted.proof);
  }

  #serve(socket: WebSocket, proof: string): void {
    if (this.#closed !== undefined || socket.readyState !== socket.OPEN) {
      socket.terminate();
      return;
    }
    const connection = new ServedConnection(socket, { node: this, log: this.#parts.log });
    this.#connections.add(connection);
    const onClosed = () => this.#connections.delete(connection);
    connection.open({ proof, onClosed });
  }

  /** The server says so too, and to its operators; this is for whoever looks here. */
  #compareClocks(clockOfServer: number): void {
    const clockAheadMs = Date.now() - clockOfServer;
    if (isClockWrong({ clockAheadMs }))
      this.#parts.log.warn('the clock of this media node is not that of the service', { clockAheadMs });
  }

  #beginDraining(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#parts.log.info('media node draining', { rooms: this.rooms.counts().rooms });
    this.#sayState();
  }

  async #tick(): Promise<void> {
    await this.#meter.sample();
    this.#sayState();
    await this.#registry.renew(this.card());
  }

  #sayState(): void {
    for (const connection of this.#connections) connection.sayState();
  }

  /** A participation that has been replaced meanwhile refuses; that is fine. */
  #leave(participation: Participation): void {
    participation.leave().catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'wrong-phase') return;
      this.#parts.log.error('an orphan could not be put out', error);
    });
  }
}

async function listening(server: Server, at: { host: string; port: number }): Promise<void> {
  server.listen(at);
  await once(server, 'listening');
}

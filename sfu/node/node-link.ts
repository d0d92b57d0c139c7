import { WebSocket } from 'ws';
import type { RoomFact } from '../../domain/rooms/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { MediaNode, NodeLoad } from '../../domain/rooms/media-nodes.ts';
import type { Clock, Log, MediaCounts } from '../../domain/ports.ts';
import { unavailable } from '../workers/refusals.ts';
import { type ControlConfig, type ControlTls, whyUnsafe } from '../../config/control.ts';
import { greetNode, handshakeWithinMs } from './handshake.ts';
import { watchHeartbeat } from './heartbeat.ts';
import { ClockDifference } from './node-clock.ts';
import type { NodeProofs } from './node-proofs.ts';
import {
  type FromNode,
  fromNode,
  jsonOf,
  largestMessage,
  readFact,
  type Request,
  type ParticipantNo,
  textOf,
  type Welcome,
} from './wire.ts';

/** Receives the facts of one participation, and is notified when its node is gone. */
export type ParticipantListener = { hear(fact: RoomFact): void; lost(): void };

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };
/** How a server reaches nodes: the secret and, beyond this machine, the certificates of both sides. */
export type NodeAccess = {
  proofs: NodeProofs;
  control: ControlConfig;
  tls: ControlTls | undefined;
  clock: Clock;
};
export type LinkEvents = { drains: () => void; lost: (link: NodeLink) => void };

/** A server's end of its connection to one node. When the connection breaks, everything that runs over it has ended. */
export class NodeLink {
  readonly node: MediaNode;
  /** What the node runs. */
  readonly version: string;
  readonly #socket: WebSocket;
  readonly #events: LinkEvents;
  readonly #log: Log;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<ParticipantNo, ParticipantListener>();
  readonly #clock: Clock;
  readonly #clocks = new ClockDifference();
  #load: NodeLoad;
  #counts: MediaCounts;
  #last = 0;
  /** Rooms being opened there that the node's own figures do not include yet. */
  #opening = 0;

  private constructor(
    socket: WebSocket,
    parts: { welcome: Welcome; node: MediaNode; events: LinkEvents; clock: Clock; log: Log },
  ) {
    this.#socket = socket;
    this.node = parts.node;
    this.version = parts.welcome.card.version;
    this.#load = parts.welcome.card.load;
    this.#counts = parts.welcome.counts;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#noteClock(parts.welcome);
  }

  /** Connects, and verifies that this is the intended node. */
  static async open(
    node: MediaNode,
    { access, events, log }: { access: NodeAccess; events: LinkEvents; log: Log },
  ): Promise<NodeLink> {
    const { proofs, control, tls, clock } = access;
    const unsafe = whyUnsafe(node.url, control);
    if (unsafe !== undefined) throw new Error(`this media node is not used: ${unsafe}`);
    const socket = new WebSocket(node.url, {
      ...tls,
      handshakeTimeout: handshakeWithinMs,
      maxPayload: largestMessage,
      perMessageDeflate: false,
      followRedirects: false,
    });
    try {
      const welcome = await greetNode(socket, { nodeId: node.nodeId, proofs, clock });
      const link = new NodeLink(socket, { welcome, node, events, clock, log });
      link.#listen();
      return link;
    } catch (error) {
      // Closing a socket before it has opened emits an error too.
      socket.on('error', () => undefined);
      socket.terminate();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get load(): NodeLoad {
    return { ...this.#load, rooms: this.#load.rooms + this.#opening };
  }

  get counts(): MediaCounts {
    return this.#counts;
  }

  /** How far the clock of the node is ahead of the service's; negative when it is behind. */
  get clockAheadMs(): number {
    return this.#clocks.aheadMs;
  }

  /** Counts a room from the moment it is being opened, so that rooms opened at the same time spread. */
  async expecting<T>(opening: () => Promise<T>): Promise<T> {
    this.#opening += 1;
    try {
      return await opening();
    } finally {
      this.#opening -= 1;
    }
  }

  /** @throws DomainError as the node answers, or `unavailable` when the connection breaks before the answer. */
  request(asked: Request): Promise<unknown> {
    if (!this.isOpen) return Promise.reject(unavailable());
    this.#last += 1;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#last, { resolve, reject });
    this.#socket.send(JSON.stringify({ id: this.#last, request: asked }));
    return promise;
  }

  listen(participantNo: ParticipantNo, listener: ParticipantListener): void {
    this.#listeners.set(participantNo, listener);
  }

  unlisten(participantNo: ParticipantNo): void {
    this.#listeners.delete(participantNo);
  }

  close(): void {
    this.#socket.terminate();
  }

  #listen(): void {
    watchHeartbeat(this.#socket);
    this.#socket.on('message', (data) => {
      this.#receive(textOf(data));
    });
    this.#socket.on('error', (error) => {
      this.#log.warn('connection to a media node failed', {
        code: 'code' in error ? String(error.code) : 'unknown',
      });
    });
    this.#socket.once('close', () => {
      this.#lose();
    });
  }

  #lose(): void {
    this.#events.lost(this);
    const [listeners, waiting] = [[...this.#listeners.values()], [...this.#waiting.values()]];
    this.#listeners.clear();
    this.#waiting.clear();
    for (const { reject } of waiting) reject(unavailable());
    for (const listener of listeners) listener.lost();
  }

  #receive(text: string): void {
    const parsed = fromNode.safeParse(jsonOf(text));
    if (!parsed.success) {
      this.#log.error('message of a media node not understood', parsed.error, { node: this.node.nodeId });
      this.#socket.terminate();
      return;
    }
    const message = parsed.data;
    switch (message.kind) {
      case 'state':
        this.#count(message);
        this.#note(message.load);
        this.#noteClock(message);
        break;
      case 'answer':
        this.#count(message);
        this.#settle(message);
        break;
      case 'fact':
        this.#tell(message);
        break;
      case 'welcome':
        this.#log.warn('a media node introduced itself twice', { node: this.node.nodeId });
    }
  }

  #count({ counts }: { counts: MediaCounts }): void {
    this.#counts = counts;
    this.#load = { ...this.#load, rooms: counts.rooms, consumers: counts.consumers };
  }

  #noteClock({ clock: theirs }: { clock: number }): void {
    this.#clocks.note({ theirs, ours: this.#clock.now().getTime() });
  }

  #note(load: NodeLoad): void {
    const before = this.#load.draining;
    this.#load = load;
    if (load.draining && !before) this.#events.drains();
  }

  #settle({ id, answered }: Extract<FromNode, { kind: 'answer' }>): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (answered.ok) waiting?.resolve(answered.value);
    else waiting?.reject(new DomainError(answered.code, answered.message));
  }

  #tell({ seat: participantNo, fact }: Extract<FromNode, { kind: 'fact' }>): void {
    try {
      this.#listeners.get(participantNo)?.hear(readFact(fact));
    } catch (error) {
      this.#log.error('fact of a media node not understood', error, { fact: fact.name });
    }
  }
}

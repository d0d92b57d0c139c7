import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { MediaNodeId } from '../../domain/ids.ts';
import type { Log } from '../../domain/ports.ts';
import {
  isClockWrong,
  type KnownNode,
  type MediaNode,
  type MediaNodes,
} from '../../domain/rooms/media-nodes.ts';
import { PeriodicTask } from '../../process/periodic-task.ts';
import { type LinkEvents, type NodeAccess, NodeLink } from './node-link.ts';
import type { NodeRegistry } from './node-registry.ts';

const pollMs = 1_000;

/**
 * A server's connections to all nodes. It learns of nodes from the registry, and of their state from the connections.
 */
export class NodeLinks {
  readonly #registry: NodeRegistry;
  readonly #access: NodeAccess;
  readonly #events: LinkEvents = {
    drains: () => {
      this.#whenDraining();
    },
    lost: ({ node: { nodeId } }) => {
      this.#open.delete(nodeId);
      this.#wrongClocks.delete(nodeId);
      if (!this.#closed) this.#log.warn('media node lost', { node: nodeId });
    },
  };
  readonly #log: Log;
  readonly #open = new Map<MediaNodeId, NodeLink>();
  readonly #opening = new Map<MediaNodeId, Promise<NodeLink | undefined>>();
  /** Nodes already reported as unreachable, so that each is logged once. */
  readonly #silent = new Set<MediaNodeId>();
  /** Nodes whose clock is reported as wrong. */
  readonly #wrongClocks = new Set<MediaNodeId>();
  #polling: PeriodicTask | undefined;
  #closed = false;
  #whenDraining: () => void = () => undefined;

  private constructor(parts: { registry: NodeRegistry; access: NodeAccess; log: Log }) {
    this.#registry = parts.registry;
    this.#access = parts.access;
    this.#log = parts.log;
  }

  /** Connects to every registered node; a node that registers later is connected within a second. */
  static async create(parts: { registry: NodeRegistry; access: NodeAccess; log: Log }): Promise<NodeLinks> {
    const links = new NodeLinks(parts);
    const { connecting } = await links.#poll();
    await connecting;
    links.#polling = new PeriodicTask({
      name: 'media-nodes',
      everyMs: pollMs,
      log: parts.log,
      task: async () => {
        // Not waiting for the connections: a node that does not answer must not hide one that has just come.
        await links.#poll();
        links.#watchClocks();
      },
    });
    return links;
  }

  /** Calls back when a node begins to drain. */
  onDraining(listener: () => void): void {
    this.#whenDraining = listener;
  }

  get all(): NodeLink[] {
    return [...this.#open.values()];
  }

  /** The connection to this node, opened now if there is none; undefined when the node cannot be reached. */
  async reach(node: MediaNode): Promise<NodeLink | undefined> {
    const open = this.#open.get(node.nodeId);
    if (open?.isOpen === true) return open;
    if (this.#closed) return undefined;
    const opening = this.#opening.get(node.nodeId) ?? this.#connect(node);
    return await opening;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#polling?.close();
    await Promise.all(this.#opening.values());
    for (const link of this.all) link.close();
    this.#open.clear();
    this.#registry.close();
  }

  /** Begins to connect to whatever is registered; the connections never reject. */
  async #poll(): Promise<{ connecting: Promise<unknown> }> {
    const nodes = (await this.#registry.list()) ?? [];
    return { connecting: Promise.all(nodes.map((node) => this.reach(node))) };
  }

  /** Said once when a clock goes wrong, and once when it is right again. */
  #watchClocks(): void {
    for (const { node, clockAheadMs } of this.all) {
      const wrong = isClockWrong({ clockAheadMs });
      if (wrong === this.#wrongClocks.has(node.nodeId)) continue;
      const fields = { node: node.nodeId, clockAheadMs };
      if (wrong) {
        this.#wrongClocks.add(node.nodeId);
        this.#log.warn('the clock of a media node is wrong', fields);
      } else {
        this.#wrongClocks.delete(node.nodeId);
        this.#log.info('the clock of a media node is right again', fields);
      }
    }
  }

  #connect({ nodeId, url, region }: MediaNode): Promise<NodeLink | undefined> {
    const node = { nodeId, url, region };
    const opening = NodeLink.open(node, { access: this.#access, events: this.#events, log: this.#log }).then(
      (link) => {
        this.#opening.delete(nodeId);
        this.#silent.delete(nodeId);
        if (this.#closed) {
          link.close();
          return undefined;
        }
        this.#open.set(nodeId, link);
        this.#log.info('media node connected', { node: nodeId });
        return link;
      },
      (error: unknown) => {
        this.#opening.delete(nodeId);
        if (!this.#silent.has(nodeId)) this.#log.error('media node not reached', error, { node: nodeId });
        this.#silent.add(nodeId);
        return undefined;
      },
    );
    this.#opening.set(nodeId, opening);
    return opening;
  }
}

type Separate = Extract<MediaNodes, { where: 'separate' }>;

/** What an administrator is shown when a node refuses or no longer answers. */
const inWords: Partial<Record<ErrorCode, string>> = {
  // Nodes of an older version do not know this request.
  invalid:
    'This media node runs a version that cannot be drained from here. Send its process SIGTERM instead.',
  unavailable: 'The connection to this media node broke before it had answered. Look whether it still runs.',
};

/** The nodes this server is connected to, as administrators see them. */
export class LinkedNodes implements Separate {
  readonly where = 'separate';
  readonly #links: NodeLinks;

  constructor(links: NodeLinks) {
    this.#links = links;
  }

  list(): readonly KnownNode[] {
    return this.#links.all.map(({ node: { nodeId, region }, version, load, clockAheadMs }) => ({
      nodeId,
      region,
      version,
      load,
      clockAheadMs,
    }));
  }

  async drain(nodeId: MediaNodeId): Promise<void> {
    const link = this.#links.all.find(({ node }) => node.nodeId === nodeId);
    if (link === undefined)
      throw new DomainError('not-found', 'There is no such media node, or it has ended.');
    try {
      await link.request({ call: 'drain' });
    } catch (cause) {
      const message = cause instanceof DomainError ? inWords[cause.code] : undefined;
      if (message === undefined) throw cause;
      throw new DomainError('unavailable', message, { cause });
    }
  }
}

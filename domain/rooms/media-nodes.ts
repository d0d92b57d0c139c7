import type { MediaNodeId, RoomId } from '../ids.ts';

/** An SFU process: where servers reach it, and in which region its media stay. */
export type MediaNode = { nodeId: MediaNodeId; url: string; region: string };

/** What a node reports. `cpu` is the share of its workers' cores in use, 0 to 1; a full node takes no new room. */
export type NodeLoad = { capacity: number; consumers: number; rooms: number; cpu: number; draining: boolean };

/** A node as administrators see it. */
export type KnownNode = Pick<MediaNode, 'nodeId' | 'region'> & {
  version: string;
  load: NodeLoad;
  /** How far its clock is ahead of the service's, negative when it is behind. */
  clockAheadMs: number;
};

/** Above this the logs of node and servers cannot be laid side by side, and certificates may not hold on one of them. */
const mostAheadMs = 5_000;

/** Whether the clock of a node is so far off that an operator has to set it. Visits do not depend on it. */
export function isClockWrong({ clockAheadMs }: Pick<KnownNode, 'clockAheadMs'>): boolean {
  return Math.abs(clockAheadMs) > mostAheadMs;
}

/** Where this server's media run: in its own process, or on nodes, of which it knows those it is connected to. */
export type MediaNodes =
  | { readonly where: 'inside' }
  | {
      readonly where: 'separate';
      list(): readonly KnownNode[];
      /**
       * Resolves when the node drains; one that is draining continues. Throws `not-found`, or `unavailable` when the
       * node does not do it.
       */
      drain(nodeId: MediaNodeId): Promise<void>;
    };

/** How many other nodes would take this one's rooms: those of its region that have space. */
export function othersWithSpace(nodes: readonly KnownNode[], { nodeId, region }: KnownNode): number {
  return nodes.filter((other) => other.nodeId !== nodeId && other.region === region && !isFull(other.load))
    .length;
}

/** Above this load packets are late: a worker has one core, and bursts need the rest. */
const fullCpu = 0.85;

/** A call for two is four streams; an emptier room is expected to become one. */
export const expectedConsumers = 4;

/** Whether a node takes no more rooms: it is draining, or one more call would be too much for it. */
export function isFull({ capacity, consumers, rooms, cpu, draining }: NodeLoad): boolean {
  const expected = Math.max(consumers, rooms * expectedConsumers);
  return draining || cpu >= fullCpu || expected + expectedConsumers > capacity;
}

/** The load of a node, 0 to 1: its cores as measured, or its streams, whichever is more. */
export function loadOf({ capacity, consumers, rooms, cpu }: NodeLoad): number {
  return Math.max(cpu, Math.max(consumers, rooms * expectedConsumers) / capacity);
}

/**
 * The node for a new room: only in the room's own region, because data residency is no preference; of those that have
 * space, the one with the least load. Undefined when there is none.
 */
export function chooseNode<N extends { node: MediaNode; load: NodeLoad }>(
  nodes: readonly N[],
  { region, without }: { region: string; without: ReadonlySet<MediaNodeId> },
): N | undefined {
  const fit = nodes.filter(
    ({ node, load }) => node.region === region && !without.has(node.nodeId) && !isFull(load),
  );
  return fit.toSorted((a, b) => loadOf(a.load) - loadOf(b.load))[0];
}

/**
 * Which node has which room: one truth for all servers, in Postgres, because one room on two nodes would be two half
 * visits.
 */
export type RoomPlacements = {
  /** The region of the organisation whose room it is, null when it has none of its own, and where the room is. */
  find(roomId: RoomId): Promise<{ region: string | null; node: MediaNode | null }>;
  /**
   * Places a room that has no node, or whose node is `from`; returns its node now, which may be another server's
   * choice.
   */
  place(roomId: RoomId, to: { from: MediaNodeId | null; node: MediaNode }): Promise<MediaNode>;
  /** The node of each of these rooms; those that have none are left out. */
  list(roomIds: readonly RoomId[]): Promise<ReadonlyMap<RoomId, MediaNodeId>>;
  /** The room is closed for good. */
  forget(roomId: RoomId): Promise<void>;
};

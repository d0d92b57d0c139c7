import { DomainError } from '../../domain/errors.ts';
import type { MediaNodeId, RoomId } from '../../domain/ids.ts';
import { certificateEnds, type ControlConfig, endsSoon, readControlTls } from '../../config/control.ts';
import type {
  Clock,
  Joining,
  Log,
  MediaCounts,
  MediaRooms,
  Participation,
  RoomPlacements,
} from '../../domain/ports.ts';
import { chooseNode } from '../../domain/rooms/media-nodes.ts';
import type { RoomFact } from '../../domain/rooms/wire.ts';
import { PeriodicTask } from '../../process/periodic-task.ts';
import { ended, noSpace, unavailable } from '../workers/refusals.ts';
import { LinkedNodes, NodeLinks } from './node-links.ts';
import { mediaCounts, type NodeStates, nodeStates } from './node-counts.ts';
import type { NodeLink } from './node-link.ts';
import { NodeProofs } from './node-proofs.ts';
import { NodeRegistry } from './node-registry.ts';
import { remoteChecks } from './remote-checks.ts';
import { RemoteParticipant } from './remote-participant.ts';
import { joinedValue, type RoomCall, takenUpValue } from './wire.ts';

/** What a server needs to reach the SFU on other machines. */
export type RemoteMediaRoomsOptions = {
  redisUrl: string;
  prefix: string;
  secret: string;
  control: ControlConfig;
  /** The region of organisations that name none. */
  region: string;
  placements: RoomPlacements;
  clock: Clock;
  log: Log;
};

type Joiner = Parameters<MediaRooms['join']>[1];
/** A join in progress; what is decided meanwhile about its key applies to it. */
type Arrival = {
  roomId: RoomId;
  joiner: Joiner;
  tell: (fact: RoomFact) => void;
  admitted: boolean;
  out: boolean;
};
export type NodeCounts = NodeStates & { refusedRooms: number };

/** How often a server checks that its participants are on the node that has their room. */
const pollMs = 2_000;
/** How many nodes one join tries; a node may die or fill up at that moment. */
const attempts = 4;

/** The SFU on other machines: each room on one node, the same for all servers. */
export class RemoteMediaRooms implements MediaRooms {
  readonly openCheck: MediaRooms['openCheck'];
  readonly nodes: LinkedNodes;
  readonly #options: RemoteMediaRoomsOptions;
  readonly #links: NodeLinks;
  readonly #participants = new Set<RemoteParticipant>();
  readonly #arrivals = new Set<Arrival>();
  /** Lookups in progress, by room. */
  readonly #turns = new Map<RoomId, Promise<NodeLink | undefined>>();
  #lastParticipantNo = 0;
  #refusedRooms = 0;
  #isFull = false;
  #watching: PeriodicTask | undefined;
  #closed: Promise<void> | undefined;

  private constructor(options: RemoteMediaRoomsOptions, links: NodeLinks) {
    this.#options = options;
    this.#links = links;
    this.openCheck = remoteChecks(links, options);
    this.nodes = new LinkedNodes(links);
  }

  /** Connects to the known nodes. Having none is no reason not to start: they may come later. */
  static async create(options: RemoteMediaRoomsOptions): Promise<RemoteMediaRooms> {
    const { redisUrl, prefix, secret, control, clock, log } = options;
    const tls = await readControlTls(control);
    if (tls !== undefined && endsSoon(tls, clock.now())) log.warn(certificateEnds);
    const access = { proofs: new NodeProofs(secret), control, tls, clock };
    const registry = await NodeRegistry.create({ redisUrl, prefix, log });
    const links = await NodeLinks.create({ registry, access, log });
    const rooms = new RemoteMediaRooms(options, links);
    const watching = new PeriodicTask({ name: 'moves', everyMs: pollMs, log, task: () => rooms.#watch() });
    rooms.#watching = watching;
    links.onDraining(() => {
      watching.now();
    });
    return rooms;
  }

  async join(roomId: RoomId, joiner: Joiner, tell: (fact: RoomFact) => void): Promise<Participation> {
    const arrival: Arrival = { roomId, joiner, tell, admitted: joiner.admitted, out: false };
    this.#arrivals.add(arrival);
    try {
      return await this.#arrive(arrival);
    } finally {
      this.#arrivals.delete(arrival);
    }
  }

  /**
   * A participant can be taken up only where they were; if that node is gone, or the room has left it, the
   * participation is gone.
   */
  async takeUp(...[roomId, whom, tell]: Parameters<MediaRooms['takeUp']>): ReturnType<MediaRooms['takeUp']> {
    const link = await this.#inTurn(roomId, () => this.#find(roomId));
    if (link === undefined) return undefined;
    const { number, participant } = this.#newParticipant(roomId, { link, tell });
    try {
      const taken = takenUpValue.parse(await link.request({ call: 'take-up', roomId, seat: number, whom }));
      if (taken === null) participant.end();
      return taken === null
        ? undefined
        : { participation: participant.open(taken.joined), snapshot: taken.snapshot };
    } catch (error) {
      participant.end();
      throw error;
    }
  }

  async admit(roomId: RoomId, keys: readonly Joining['key'][]): Promise<void> {
    for (const arrival of this.#arriving(roomId)) arrival.admitted ||= keys.includes(arrival.joiner.key);
    await this.#askRoom(roomId, 'admit', [keys]);
  }

  async expel(roomId: RoomId, key: Joining['key']): Promise<void> {
    for (const arrival of this.#arriving(roomId)) arrival.out ||= arrival.joiner.key === key;
    await this.#askRoom(roomId, 'expel', [key]);
  }

  muteOthers(roomId: RoomId, except: Joining['key']): Promise<void> {
    return this.#askRoom(roomId, 'muteOthers', [except]);
  }

  async closeRoom(roomId: RoomId): Promise<void> {
    for (const arrival of this.#arriving(roomId)) arrival.out = true;
    await this.#askRoom(roomId, 'closeRoom', []);
    await this.#options.placements.forget(roomId);
  }

  /** Of all nodes together, whichever server the participants came through. */
  counts(): MediaCounts {
    return mediaCounts(this.#links.all);
  }

  nodeCounts(): NodeCounts {
    return { ...nodeStates(this.#links.all), refusedRooms: this.#refusedRooms };
  }

  /** Ends this server's participations and notifies them; rooms with other participants continue. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    await this.#watching?.close();
    for (const participant of [...this.#participants]) participant.dismiss();
    await this.#links.close();
  }

  #arriving(roomId: RoomId): Arrival[] {
    return [...this.#arrivals].filter((arrival) => arrival.roomId === roomId);
  }

  async #arrive(arrival: Arrival): Promise<Participation> {
    const refused = new Set<MediaNodeId>();
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (this.#closed !== undefined) throw unavailable();
      const link = await this.#inTurn(arrival.roomId, () => this.#locate(arrival.roomId, refused));
      // Another server placed it on a node that is gone by now: ask again.
      if (link === undefined) continue;
      try {
        return await this.#enter(link, arrival);
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'unavailable')) throw error;
        refused.add(link.node.nodeId);
      }
    }
    throw unavailable();
  }

  /**
   * Looks up a room's node, one request at a time, so that requests reach the node in the order they were made: an
   * admission must not overtake the join it is for. First come, first served.
   */
  #inTurn(roomId: RoomId, locate: () => Promise<NodeLink | undefined>): Promise<NodeLink | undefined> {
    const before = this.#turns.get(roomId) ?? Promise.resolve();
    const located = before.then(locate, locate);
    const forget = (): void => {
      if (this.#turns.get(roomId) === located) this.#turns.delete(roomId);
    };
    located.then(forget, forget);
    this.#turns.set(roomId, located);
    return located;
  }

  /** The node that has the room, or the one it is placed on now. */
  async #locate(roomId: RoomId, refused: ReadonlySet<MediaNodeId>): Promise<NodeLink | undefined> {
    const { region: own, node } = await this.#options.placements.find(roomId);
    const region = own ?? this.#options.region;
    const isUsable = node !== null && node.region === region && !refused.has(node.nodeId);
    const there = isUsable ? await this.#links.reach(node) : undefined;
    if (there !== undefined && !there.load.draining) return there;
    const without = new Set([...refused, ...(node === null ? [] : [node.nodeId])]);
    const chosen = chooseNode(this.#links.all, { region, without });
    if (this.#closed !== undefined) throw unavailable();
    if (chosen === undefined) {
      // A draining node keeps the rooms for which no other node has space.
      if (there !== undefined) return there;
      throw this.#refuse(region);
    }
    this.#isFull = false;
    const placed = await chosen.expecting(() =>
      this.#options.placements.place(roomId, { from: node?.nodeId ?? null, node: chosen.node }),
    );
    return await this.#links.reach(placed);
  }

  async #enter(link: NodeLink, arrival: Arrival): Promise<Participation> {
    const { roomId, joiner, tell } = arrival;
    if (arrival.out) throw ended();
    const { number, participant } = this.#newParticipant(roomId, { link, tell });
    try {
      const { region } = link.node;
      const asked = { ...joiner, admitted: arrival.admitted };
      const answer = link.expecting(() =>
        link.request({ call: 'join', roomId, region, seat: number, joiner: asked }),
      );
      return participant.open(joinedValue.parse(await answer));
    } catch (error) {
      participant.end();
      throw error;
    }
  }

  #newParticipant(
    roomId: RoomId,
    { link, tell }: { link: NodeLink; tell: (fact: RoomFact) => void },
  ): { number: number; participant: RemoteParticipant } {
    this.#lastParticipantNo += 1;
    const number = this.#lastParticipantNo;
    const onEnded = (one: RemoteParticipant): void => {
      this.#participants.delete(one);
    };
    const participant = new RemoteParticipant({
      seat: number,
      roomId,
      link,
      tell,
      onEnded,
      log: this.#options.log,
    });
    this.#participants.add(participant);
    return { number, participant };
  }

  /** Asks the node that has the room. If that node is gone so is the room, and a rejoin carries the current state. */
  async #askRoom(roomId: RoomId, method: RoomCall, args: unknown[]): Promise<void> {
    // A lookup for this room is in progress: this request takes the same node, right behind it.
    const link = await (this.#turns.get(roomId)?.catch(() => undefined) ??
      this.#inTurn(roomId, () => this.#find(roomId)));
    try {
      await link?.request({ call: 'room', roomId, method, args });
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'unavailable')) throw error;
      this.#options.log.warn('the media node of a room has gone', { roomId, operation: method });
    }
  }

  async #find(roomId: RoomId): Promise<NodeLink | undefined> {
    const { node } = await this.#options.placements.find(roomId);
    return node === null ? undefined : await this.#links.reach(node);
  }

  #refuse(region: string): DomainError {
    this.#refusedRooms += 1;
    const refusal = noSpace(this.#links.all, region);
    // Every refusal is counted, but logged once, until a room can be placed again.
    if (!this.#isFull)
      this.#options.log.error('no media node can take a room', refusal, { ...this.nodeCounts() });
    this.#isFull = true;
    return refusal;
  }

  async #watch(): Promise<void> {
    await this.#leaveDraining();
    await this.#followMoved();
  }

  /** Rooms on draining nodes move as soon as another node has space; until then they stay. */
  async #leaveDraining(): Promise<void> {
    const rooms = new Map<RoomId, NodeLink>();
    for (const { roomId, link } of this.#participants) if (link.load.draining) rooms.set(roomId, link);
    for (const [roomId, { node }] of rooms) {
      const chosen = chooseNode(this.#links.all, { region: node.region, without: new Set([node.nodeId]) });
      if (chosen === undefined) return;
      await chosen.expecting(() =>
        this.#options.placements.place(roomId, { from: node.nodeId, node: chosen.node }),
      );
      await this.#followMoved([roomId]);
    }
  }

  /** A room is where Postgres says. Our participants that are elsewhere are moved to it. */
  async #followMoved(roomIds?: readonly RoomId[]): Promise<void> {
    const asked = roomIds ?? [...new Set([...this.#participants].map(({ roomId }) => roomId))];
    if (asked.length === 0) return;
    const before = [...this.#participants];
    const places = await this.#options.placements.list(asked);
    for (const participant of before) {
      const nodeId = places.get(participant.roomId);
      if (nodeId !== undefined && nodeId !== participant.link.node.nodeId) participant.sendAfter();
    }
  }
}

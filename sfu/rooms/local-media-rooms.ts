import type { MediaLimits } from '../../config/sfu.ts';
import type { RoomFact } from '../../domain/rooms/wire.ts';
import type { RoomId } from '../../domain/ids.ts';
import type { Joining, Log, MediaCheck, MediaCounts, MediaRooms, Participation } from '../../domain/ports.ts';
import type { ListenAddress, MediaWorker } from '../workers/media-worker.ts';
import { type CheckLimits, PathChecks } from '../checks/path-checks.ts';
import { unavailable } from '../workers/refusals.ts';
import { Room } from './room.ts';
import { WorkerPool } from '../workers/worker-pool.ts';

export type LocalMediaRoomsOptions = {
  /** How many worker processes; one per core is right. */
  workers: number;
  listenAddress: string;
  /** The address announced to browsers, where it is not the listening address. */
  announcedAddress?: string;
  /** More addresses on the same ports, such as IPv6 beside IPv4. */
  furtherAddresses?: readonly ListenAddress[];
  /** Worker n listens on firstPort + n, UDP and TCP; 0 lets each take any free port. */
  firstPort: number;
  workerBin: string;
  /** Left out where only tests come. */
  limits?: MediaLimits;
  /** Overrides of the defaults, for tests. */
  checkLimits?: Partial<CheckLimits>;
  log: Log;
};

/** The SFU in this process: rooms on a pool of mediasoup workers. */
export class LocalMediaRooms implements MediaRooms {
  readonly #pool: WorkerPool;
  readonly #checks: PathChecks;
  readonly #log: Log;
  readonly #limits: MediaLimits | undefined;
  readonly #mostTransports: number;
  /** Open rooms. */
  readonly #open = new Map<RoomId, Room>();
  /** Rooms being opened: a concurrent join waits for the same one. */
  readonly #opening = new Map<RoomId, Promise<Room>>();
  #closed: Promise<void> | undefined;

  private constructor(pool: WorkerPool, { log, checkLimits, limits, workers }: LocalMediaRoomsOptions) {
    this.#pool = pool;
    this.#checks = new PathChecks({ pool, limits: checkLimits, log });
    this.#log = log;
    this.#limits = limits;
    this.#mostTransports = limits === undefined ? Infinity : limits.transportsPerWorker * workers;
  }

  /** Starts the workers; if one cannot start it throws and leaves none running. */
  static async create(options: LocalMediaRoomsOptions): Promise<LocalMediaRooms> {
    const pool = await WorkerPool.create(options);
    const rooms = new LocalMediaRooms(pool, options);
    pool.onDied((worker) => {
      rooms.#workerDied(worker);
    });
    return rooms;
  }

  async join(
    roomId: RoomId,
    joining: Parameters<MediaRooms['join']>[1],
    tell: (fact: RoomFact) => void,
  ): Promise<Participation> {
    for (;;) {
      if (this.#closed !== undefined) throw unavailable();
      const room = this.#open.get(roomId) ?? (await (this.#opening.get(roomId) ?? this.#begin(roomId)));
      // If it emptied or lost its worker while we waited, open the next one.
      if (room.isOpen) return await room.join(joining, tell);
    }
  }

  async takeUp(...[roomId, whom, tell]: Parameters<MediaRooms['takeUp']>): ReturnType<MediaRooms['takeUp']> {
    const room = await this.#find(roomId);
    return room?.isOpen === true ? room.takeUp(whom, tell) : undefined;
  }

  async admit(roomId: RoomId, keys: readonly Joining['key'][]): Promise<void> {
    const room = await this.#find(roomId);
    await room?.admit(keys);
  }

  async expel(roomId: RoomId, key: Joining['key']): Promise<void> {
    const room = await this.#find(roomId);
    room?.expel(key);
  }

  async muteOthers(roomId: RoomId, except: Joining['key']): Promise<void> {
    const room = await this.#find(roomId);
    room?.muteOthers(except);
  }

  async closeRoom(roomId: RoomId): Promise<void> {
    const room = await this.#find(roomId);
    room?.close('closed');
  }

  /** Every region is local: where media runs in the server there is no other. */
  openCheck(): Promise<MediaCheck> {
    return this.#checks.open();
  }

  counts(): MediaCounts {
    const sum: MediaCounts = {
      workers: this.#pool.size,
      rooms: this.#open.size,
      participants: 0,
      transports: 0,
      producers: 0,
      consumers: 0,
    };
    for (const room of this.#open.values()) {
      const one = room.counts();
      for (const what of ['participants', 'transports', 'producers', 'consumers'] as const)
        sum[what] += one[what];
    }
    return sum;
  }

  /** Of all participants, those who are joining included. */
  #transports(): number {
    let sum = 0;
    for (const room of this.#open.values()) sum += room.transportCount;
    return sum;
  }

  /** Whether the room is open here or being opened. */
  hasRoom(roomId: RoomId): boolean {
    return this.#open.has(roomId) || this.#opening.has(roomId);
  }

  /** Processor time of each worker so far, in milliseconds, by pid. */
  cpuTimes(): Promise<ReadonlyMap<number, number>> {
    return this.#pool.cpuTimes();
  }

  /** Ends all rooms, notifying their participants, and all workers. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  /** Called inside mediasoup's `died`, where routers may not count as closed yet, so nothing here asks them. */
  #workerDied(worker: MediaWorker): void {
    for (const room of [...this.#open.values()]) if (room.worker === worker) room.close('media-failed');
    this.#checks.workerDied(worker);
  }

  #begin(roomId: RoomId): Promise<Room> {
    const opening = Room.create({
      id: roomId,
      pool: this.#pool,
      incomingBps: this.#limits?.incomingBps,
      hasTooMany: () => this.#transports() > this.#mostTransports,
      onClosed: () => this.#open.delete(roomId),
      log: this.#log.child({ roomId }),
    }).then(
      (room) => {
        this.#opening.delete(roomId);
        this.#open.set(roomId, room);
        return room;
      },
      (error: unknown) => {
        this.#opening.delete(roomId);
        throw error;
      },
    );
    this.#opening.set(roomId, opening);
    return opening;
  }

  /** The room if it is open or opening; a room that fails to open concerns only its joiners. */
  async #find(roomId: RoomId): Promise<Room | undefined> {
    return this.#open.get(roomId) ?? (await this.#opening.get(roomId)?.catch(() => undefined));
  }

  async #end(): Promise<void> {
    const errors: unknown[] = [];
    this.#checks.close();
    await Promise.allSettled(this.#opening.values());
    for (const room of [...this.#open.values()]) {
      try {
        room.close('closed');
      } catch (error) {
        errors.push(error);
      }
    }
    await this.#pool.close().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, 'The media rooms did not close cleanly.');
  }
}

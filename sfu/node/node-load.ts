import type { NodeLoad } from '../../domain/rooms/media-nodes.ts';
import type { LocalMediaRooms } from '../rooms/local-media-rooms.ts';

/** The load of this node, measured between two samples. */
export class LoadMeter {
  readonly #rooms: LocalMediaRooms;
  readonly #capacity: number;
  #cpu = 0;
  #last: { at: number; cpuMs: ReadonlyMap<number, number> } = { at: performance.now(), cpuMs: new Map() };

  constructor(rooms: LocalMediaRooms, { capacity }: { capacity: number }) {
    this.#rooms = rooms;
    this.#capacity = capacity;
  }

  /** Reads the workers' processor time since the last sample; a worker that has just started counts as idle. */
  async sample(): Promise<void> {
    const cpuMs = await this.#rooms.cpuTimes();
    const at = performance.now();
    const { at: before, cpuMs: known } = this.#last;
    this.#last = { at, cpuMs };
    let used = 0;
    for (const [pid, ms] of cpuMs) used += Math.max(0, ms - (known.get(pid) ?? ms));
    const available = (at - before) * Math.max(1, cpuMs.size);
    this.#cpu = available > 0 ? Math.min(1, used / available) : 0;
  }

  read({ draining }: { draining: boolean }): NodeLoad {
    const { consumers, rooms } = this.#rooms.counts();
    return { capacity: this.#capacity, consumers, rooms, cpu: this.#cpu, draining };
  }
}

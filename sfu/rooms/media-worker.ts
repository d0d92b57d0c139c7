import { once } from 'node:events';
import process from 'node:process';
import { isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createWorker, type types } from 'mediasoup';

/** An address that is listened on, and what browsers are told instead where they know it by another. */
export type ListenAddress = Readonly<{ address: string; announcedAddress?: string }>;

/** Where a worker listens: one port, on each of the addresses. Browsers try the first one first. */
export type Listening = { addresses: readonly ListenAddress[]; port: number };

/** How many consumers a room has on its worker: they are what costs. */
export type Load = () => number;

/** A call for two is four streams; an emptier room is expected to become one. */
const expectedConsumers = 4;
const closingMs = 5_000;
/**
 * All packets of a worker come in by its one port. What Linux gives a socket by default (208 KiB) is full after 90 packets
 * of pictures: the worker has only to wait 3 ms for its core and 150 calls lose some. The kernel gives no more than its
 * `net.core.rmem_max` and `wmem_max`, and refuses nothing.
 */
const socketBufferBytes = 2 * 1024 * 1024;

/** One mediasoup worker process with its one `WebRtcServer`. */
export class MediaWorker {
  readonly #worker: types.Worker;
  readonly #server: types.WebRtcServer;
  readonly #loads = new Set<Load>();

  private constructor(worker: types.Worker, server: types.WebRtcServer) {
    this.#worker = worker;
    this.#server = server;
  }

  /** Starts the process and listens; where listening fails, no process is left behind. */
  static async create({
    listening,
    workerBin,
  }: {
    listening: Listening;
    workerBin: string;
  }): Promise<MediaWorker> {
    // SRTP needs no setting: the worker itself offers AEAD_AES_256_GCM first (DtlsTransport::SrtpCryptoSuites).
    const worker = await createWorker({ workerBin, logLevel: 'error' });
    leaveSignalsToOwner(worker);
    try {
      const server = await worker.createWebRtcServer({ listenInfos: listenInfos(listening) });
      return new MediaWorker(worker, server);
    } catch (error) {
      await endProcess(worker);
      throw error;
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get usable(): boolean {
    return !this.#worker.closed && !this.#worker.died;
  }

  get server(): types.WebRtcServer {
    return this.#server;
  }

  get load(): number {
    let load = 0;
    for (const consumers of this.#loads) load += Math.max(consumers(), expectedConsumers);
    return load;
  }

  onDied(listener: (error: Error) => void): void {
    this.#worker.once('died', listener);
  }

  /** Processor time used so far, in milliseconds. */
  async cpuMs(): Promise<number> {
    const { ru_utime: user, ru_stime: system } = await this.#worker.getResourceUsage();
    return user + system;
  }

  /** Counts a room from the moment it is placed, so that rooms opening together spread; the answer takes it off. */
  carry(load: Load): () => void {
    this.#loads.add(load);
    return () => this.#loads.delete(load);
  }

  createRouter(options: types.RouterOptions): Promise<types.Router> {
    return this.#worker.createRouter(options);
  }

  /** Ends the process and waits until it is gone. */
  close(): Promise<void> {
    return endProcess(this.#worker);
  }
}

/**
 * mediasoup closes a worker the moment our process is told to end, which would end the visits that a drain is there to
 * keep. Whoever owns a worker closes it; and should our process die instead, the worker notices and ends by itself.
 */
function leaveSignalsToOwner(worker: types.Worker): void {
  const listener: unknown = Reflect.get(worker, 'onSignal');
  if (typeof listener !== 'function') throw new Error('mediasoup no longer listens to signals as it did');
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, listener as () => void);
}

async function endProcess(worker: types.Worker): Promise<void> {
  worker.close();
  if (worker.subprocessClosed) return;
  const stop = new AbortController();
  const { signal } = stop;
  const gone = once(worker, 'subprocessclose', { signal }).then(() => 'gone');
  const late = delay(closingMs, 'late', { signal });
  const first = await Promise.race([gone, late]);
  if (first === 'late') process.kill(worker.pid, 'SIGKILL');
  stop.abort();
  await Promise.allSettled([gone, late]);
}

function listenInfos({ addresses, port }: Listening): types.TransportListenInfo[] {
  return addresses.flatMap(({ address, announcedAddress }) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip: address,
      ...(protocol === 'udp' && { recvBufferSize: socketBufferBytes, sendBufferSize: socketBufferBytes }),
      ...(announcedAddress !== undefined && { announcedAddress }),
      ...(port !== 0 && { port }),
      // Else `::` takes the port of IPv4 too, and `0.0.0.0` beside it finds it taken.
      ...(isIPv6(address) && { flags: { ipv6Only: true } }),
    })),
  );
}

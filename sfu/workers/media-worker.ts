import { once } from 'node:events';
import process from 'node:process';
import { isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createWorker, type types } from 'mediasoup';

/** A listening address, and the address announced to browsers where they know it by another. */
export type ListenAddress = Readonly<{ address: string; announcedAddress?: string }>;

/** Where a worker listens: one port on each address. Browsers try the first address first. */
export type Listening = { addresses: readonly ListenAddress[]; port: number };

/** How many consumers a room has on its worker: they determine the cost. */
export type Load = () => number;

/** A call for two is four streams; an emptier room is expected to become one. */
const expectedConsumers = 4;
const closingMs = 5_000;
/**
 * All packets of a worker come in on its one port. Linux's default socket buffer (208 KiB) is full after 90 picture
 * packets: if the worker waits 3 ms for its core, 150 calls lose some. The kernel silently grants no more than
 * `net.core.rmem_max` and `wmem_max`.
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

  /** Starts the process and listens; if listening fails, no process is left running. */
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

  /**
   * Counts a room from its placement, so that rooms opened at the same time spread; the returned function removes it.
   */
  carry(load: Load): () => void {
    this.#loads.add(load);
    return () => this.#loads.delete(load);
  }

  createRouter(options: types.RouterOptions): Promise<types.Router> {
    return this.#worker.createRouter(options);
  }

  /** Ends the process and waits until it has exited. */
  close(): Promise<void> {
    return endProcess(this.#worker);
  }
}

/**
 * mediasoup closes a worker as soon as our process gets a signal, which would end the visits that a drain is there to
 * keep. The owner of a worker closes it; if our process dies, the worker notices and exits by itself.
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
      // Otherwise `::` takes the IPv4 port too, and `0.0.0.0` beside it fails as already in use.
      ...(isIPv6(address) && { flags: { ipv6Only: true } }),
    })),
  );
}

import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { observer, type types } from 'mediasoup';
import { environment } from '../../config/environment.ts';
import type { MediaClient } from './media-client.ts';

const folderKey = 'TEST_DOWNLINKS';

/**
 * What mediasoup estimates of downlinks, as a test says, because clients without a browser receive nothing. In a node
 * that runs as another process it is given by this file, which Node loads there before the node.
 */
export class GivenDownlinks implements AsyncDisposable {
  readonly #folder: string;
  #stop: () => void = () => undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<GivenDownlinks> {
    return new GivenDownlinks(await mkdtemp(path.join(tmpdir(), 'bedside-downlinks-')));
  }

  /** For the environment of a node. */
  get forNode(): Record<string, string> {
    const preload = pathToFileURL(import.meta.filename).href;
    return { NODE_OPTIONS: `--import=${preload}`, [folderKey]: this.#folder };
  }

  /** For the workers of this process that start from now on. */
  giveHere(): void {
    this.#stop();
    this.#stop = giveFrom(this.#folder);
  }

  async give(client: MediaClient, bps: number): Promise<void> {
    const file = path.join(this.#folder, client.participation.joined.receive.id);
    await writeFile(`${file}.new`, JSON.stringify({ availableOutgoingBitrate: bps, rtpPacketLossSent: 0 }));
    // Never read half written.
    await rename(`${file}.new`, file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await rm(this.#folder, { recursive: true });
  }
}

/** How a transport's own measure becomes what is given. */
type Giving = (transport: types.WebRtcTransport, measured: Measured[]) => Promise<Measured[]>;
type Measured = Awaited<ReturnType<types.WebRtcTransport['getStats']>>[number];

/** For the workers that start from now on, until the answer is called. */
function give(giving: Giving): () => void {
  const note = (worker: types.Worker): void => {
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (made) => {
        const transport = made as types.WebRtcTransport;
        const measure = transport.getStats.bind(transport);
        transport.getStats = async () => giving(transport, await measure());
      });
    });
  };
  observer.on('newworker', note);
  return () => {
    observer.off('newworker', note);
  };
}

function giveFrom(folder: string): () => void {
  return give(async (transport, measured) => {
    const given = await readFile(path.join(folder, transport.id), 'utf8').catch(() => '{}');
    return measured.map((one) => ({ ...one, ...(JSON.parse(given) as Partial<Measured>) }));
  });
}

/**
 * Every line is wide for the workers that start from now on, until the answer is called. Browsers on a machine that is
 * too busy for them seem to have a narrow one, and are shown stills, as they should be.
 */
export function giveWideLines(): () => void {
  let bps = 5_000_000;
  return give((_, measured) => {
    // Never twice the same: an estimate that stands still means that nothing arrives.
    bps += 1;
    return Promise.resolve(
      measured.map((one) => ({ ...one, availableOutgoingBitrate: bps, rtpPacketLossSent: 0 })),
    );
  });
}

const given = environment()[folderKey];
if (given !== undefined) giveFrom(given);

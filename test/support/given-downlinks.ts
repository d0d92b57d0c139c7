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

function giveFrom(folder: string): () => void {
  const note = (worker: types.Worker): void => {
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        change(transport as types.WebRtcTransport, folder);
      });
    });
  };
  observer.on('newworker', note);
  return () => {
    observer.off('newworker', note);
  };
}

function change(transport: types.WebRtcTransport, folder: string): void {
  const measure = transport.getStats.bind(transport);
  transport.getStats = async () => {
    const stats = await measure();
    const given = await readFile(path.join(folder, transport.id), 'utf8').catch(() => '{}');
    return stats.map((one) => ({ ...one, ...(JSON.parse(given) as Partial<typeof one>) }));
  };
}

const given = environment()[folderKey];
if (given !== undefined) giveFrom(given);

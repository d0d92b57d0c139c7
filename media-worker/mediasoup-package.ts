import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { createWorker } from 'mediasoup';
import { z } from 'zod';

/** The installed mediasoup, as far as getting its worker needs it. */
export interface MediasoupPackage {
  readonly folder: string;
  readonly version: string;
  /** Where its releases can be downloaded. */
  readonly releases: string;
}

const manifest = z.object({ version: z.string(), repository: z.object({ url: z.string() }) });

/** @param mirror another place with the same releases, if there is one */
export async function findMediasoup(mirror?: string): Promise<MediasoupPackage> {
  const file = findPackageJSON('mediasoup', import.meta.url);
  if (file === undefined) throw new Error('mediasoup is not installed');
  const { version, repository } = manifest.parse(JSON.parse(await readFile(file, 'utf8')));
  const home = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  return { folder: path.dirname(file), version, releases: mirror ?? `${home}/releases/download` };
}

/** Whether a file is a worker that this machine's libraries can start; takes milliseconds. */
export async function starts(workerBin: string): Promise<boolean> {
  // Without mediasoup's version in its environment a worker refuses by a code of its own, before it does anything.
  const refusal = 41;
  return await new Promise((resolve) => {
    const child = execFile(workerBin, { env: {}, timeout: 5_000 }, () => {
      resolve(child.exitCode === refusal);
    });
  });
}

/** Throws unless the worker starts and answers a request for a router. It proves nothing about DTLS. */
export async function proveWorker(workerBin: string): Promise<void> {
  const worker = await createWorker({ workerBin, logLevel: 'error' });
  try {
    const router = await worker.createRouter({
      mediaCodecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }],
    });
    router.close();
  } finally {
    worker.close();
  }
}

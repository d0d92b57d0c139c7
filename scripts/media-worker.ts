import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { environment } from '../config/environment.ts';
import { getWorker } from '../media-worker/get-worker.ts';
import type { PackageInstaller } from './debian.ts';
import { PlainError, type Say } from './say.ts';

/** The path of mediasoup's worker: the one that MEDIASOUP_WORKER_BIN names, or the one kept for this machine. */
export async function findMediaWorker({
  installer,
  say,
  signal,
}: {
  installer: PackageInstaller;
  say: Say;
  signal: AbortSignal;
}): Promise<string> {
  const env = environment();
  const given = env['MEDIASOUP_WORKER_BIN'];
  if (given !== undefined) {
    await access(given).catch((cause: unknown) => {
      throw new PlainError('MEDIASOUP_WORKER_BIN names a file that is not there.', { cause });
    });
    return given;
  }
  const caches = env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  return await getWorker({
    cacheFolder: path.join(caches, 'bedside', 'mediasoup-worker'),
    mirror: env['MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'],
    say,
    needPackages: (names, purpose) => installer.need(names, purpose),
    signal,
  });
}

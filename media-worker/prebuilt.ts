import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MediasoupPackage } from './mediasoup-package.ts';

const patienceMs = { firstAnswer: 8_000, whole: 120_000 };

/**
 * Downloads the worker that mediasoup's authors built for this platform into a folder.
 * @returns the file, or why there is none
 */
export async function downloadWorker({
  from,
  folder,
  signal,
}: {
  from: MediasoupPackage;
  folder: string;
  signal: AbortSignal;
}): Promise<{ found: true; file: string } | { found: false; why: string }> {
  try {
    await mkdir(folder, { recursive: true });
    await unpack(await download(addressOf(from), signal), folder);
    const file = path.join(folder, 'mediasoup-worker');
    await chmod(file, 0o755);
    return { found: true, file };
  } catch (error) {
    signal.throwIfAborted();
    return { found: false, why: reasonOf(error) };
  }
}

/** The address that mediasoup's own install script takes. */
function addressOf({ version, releases }: MediasoupPackage): string {
  const kernel = platform() === 'linux' ? `-kernel${release().split('.')[0] ?? ''}` : '';
  return `${releases}/${version}/mediasoup-worker-${version}-${platform()}-${arch()}${kernel}.tgz`;
}

async function download(address: string, signal: AbortSignal): Promise<Readable> {
  const firstAnswer = new AbortController();
  const timer = setTimeout(() => {
    firstAnswer.abort(new Error('no answer'));
  }, patienceMs.firstAnswer);
  try {
    const response = await fetch(address, {
      signal: AbortSignal.any([signal, firstAnswer.signal, AbortSignal.timeout(patienceMs.whole)]),
    });
    if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
    return Readable.from(response.body);
  } finally {
    clearTimeout(timer);
  }
}

async function unpack(archive: Readable, folder: string): Promise<void> {
  const tar = spawn('tar', ['-xzf', '-', '-C', folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  const [[code]] = (await Promise.all([once(tar, 'exit'), pipeline(archive, tar.stdin)])) as [
    [number | null],
    unknown,
  ];
  if (code !== 0) throw new Error('what came is no archive of a worker');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

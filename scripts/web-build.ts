import { createHash } from 'node:crypto';
import { cp, glob, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { environment } from '../config/environment.ts';
import { waitForLock } from '../media-worker/lock.ts';
import { root } from './root.ts';
import { runNode } from './run-child.ts';
import { PlainError, type Say } from './say.ts';

const dist = path.join(root, 'web', 'dist');
const cache = path.join(root, 'node_modules', '.cache', 'bedside');
const stamp = '.built-from';

/** How long a page that was loaded before a build may still ask for its parts. */
const oldPageMs = 24 * 3_600_000;

/** Builds the web app into web/dist, unless what lies there was built from the same sources. */
export async function buildWeb({ say, signal }: { say: Say; signal: AbortSignal }): Promise<void> {
  await mkdir(cache, { recursive: true });
  const release = await waitForLock({
    file: path.join(cache, 'web.lock'),
    signal,
    onWait: (holder) => {
      say.line(`Waiting for process ${holder}, which is building the web app ...`);
    },
  });
  try {
    const sources = await hashOfSources();
    if ((await readFile(path.join(dist, stamp), 'utf8').catch(() => '')) === sources) return;
    say.line('Building the web app ...');
    const fresh = path.join(cache, 'web-new');
    await build(fresh, signal);
    await keepOldAssets(fresh);
    await writeFile(path.join(fresh, stamp), sources);
    await swap(fresh);
  } finally {
    await release();
  }
}

async function build(into: string, signal: AbortSignal): Promise<void> {
  const { code, output } = await runNode({
    args: [
      'node_modules/vite/bin/vite.js',
      'build',
      ...['--config', 'web/vite.config.ts'],
      ...['--outDir', into, '--emptyOutDir'],
    ],
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  signal.throwIfAborted();
  if (code !== 0) throw new PlainError(`The web app could not be built:\n${output}`);
}

/** A service or a page of before may be running on this checkout; file names hold hashes, so both fit in one folder. */
async function keepOldAssets(fresh: string): Promise<void> {
  for await (const file of glob('assets/*', { cwd: dist })) {
    const { mtimeMs } = await stat(path.join(dist, file));
    if (Date.now() - mtimeMs > oldPageMs) continue;
    await cp(path.join(dist, file), path.join(fresh, file), { preserveTimestamps: true, force: false });
  }
}

/** A service that runs meanwhile never sees a folder half full. */
async function swap(fresh: string): Promise<void> {
  const old = path.join(cache, 'web-old');
  await rm(old, { recursive: true, force: true });
  await rename(dist, old).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
  await rename(fresh, dist);
  await rm(old, { recursive: true, force: true });
}

async function hashOfSources(): Promise<string> {
  const found = glob(['web/**/*', 'domain/**/*', 'package-lock.json'], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'dist' || entry.name === 'node_modules',
  });
  const files = (await Array.fromAsync(found)).filter((entry) => entry.isFile());
  const hash = createHash('sha256');
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
    hash.update(`${path.relative(root, file)}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

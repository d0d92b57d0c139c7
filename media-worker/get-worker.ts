import { createHash } from 'node:crypto';
import { access, glob, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { arch } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWorker } from './build.ts';
import { waitForLock } from './lock.ts';
import { findMediasoup, type MediasoupPackage, proveWorker, starts } from './mediasoup-package.ts';
import { downloadWorker } from './prebuilt.ts';
import { buildPackages } from './recipe/packages.ts';

const recipe = fileURLToPath(new URL('recipe/', import.meta.url));

/** What getting a worker needs from outside. */
export interface WorkerWishes {
  /** Where workers are kept, once a machine; each checkout with the same mediasoup and recipe shares one. */
  readonly cacheFolder: string;
  /** A place with mediasoup's releases, instead of the one its package names. */
  readonly mirror?: string | undefined;
  readonly say: { line: (text: string) => void; progress: (text: string) => void };
  /** Makes sure that Debian packages are there, or throws an error that tells a person what to do. */
  readonly needPackages: (names: readonly string[], purpose: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Gets mediasoup's worker: from the cache, else by building it with our patches, else the one its authors built.
 * @returns the path of a worker that starts and answers
 */
export async function getWorker(wishes: WorkerWishes): Promise<string> {
  const mediasoup = await findMediasoup(wishes.mirror);
  const place = path.join(wishes.cacheFolder, `${mediasoup.version}-${arch()}-${await hashOf(recipe)}`);
  const file = path.join(place, 'mediasoup-worker');
  if (await isUsable(file)) return file;
  await mkdir(place, { recursive: true });
  const release = await waitForLock({
    file: path.join(place, 'lock'),
    signal: wishes.signal,
    onWait: (holder) => {
      wishes.say.line(`Waiting for process ${holder}, which is making mediasoup's worker ...`);
    },
  });
  try {
    if (!(await isUsable(file))) await fill({ file, place, mediasoup, wishes });
  } finally {
    await release();
  }
  return file;
}

/** The recipe decides what comes out, so its hash names the result. */
async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const files = await Array.fromAsync(glob('**/*.*', { cwd: folder }));
  for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(path.join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

/** A worker from the cache may date from before the system's libraries changed. */
async function isUsable(file: string): Promise<boolean> {
  const there = await access(file).then(
    () => true,
    () => false,
  );
  return there && (await starts(file));
}

interface Filling {
  file: string;
  place: string;
  mediasoup: MediasoupPackage;
  wishes: WorkerWishes;
}

async function fill({ file, place, mediasoup, wishes }: Filling): Promise<void> {
  // We hold the lock, so what lies here is from a build that was killed.
  for await (const left of glob('partial-*', { cwd: place })) {
    await rm(path.join(place, left), { recursive: true, force: true });
  }
  const partial = await mkdtemp(path.join(place, 'partial-'));
  try {
    await rename(await make({ partial, mediasoup, wishes }), file);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

type Making = Omit<Filling, 'file' | 'place'> & { partial: string };

async function make(making: Making): Promise<string> {
  try {
    return await build(making);
  } catch (error) {
    const { signal, say } = making.wishes;
    signal.throwIfAborted();
    say.line(`It cannot be built here: ${error instanceof Error ? error.message : String(error)}`);
    const prebuilt = await tryPrebuilt(making);
    if (prebuilt === undefined) throw error;
    say.line('It lacks our patches: after a bad line a picture may come back late, or small only.');
    return prebuilt;
  }
}

async function tryPrebuilt({ partial, mediasoup, wishes }: Making): Promise<string | undefined> {
  wishes.say.line(`Looking for a prebuilt media worker (mediasoup ${mediasoup.version}) ...`);
  const folder = path.join(partial, 'prebuilt');
  const download = await downloadWorker({ from: mediasoup, folder, signal: wishes.signal });
  if (!download.found) {
    wishes.say.line(`There is none within reach (${download.why}).`);
    return undefined;
  }
  try {
    await proveWorker(download.file);
    return download.file;
  } catch (error) {
    wishes.say.line(
      `The prebuilt one does not run here (${error instanceof Error ? error.message : String(error)}).`,
    );
    return undefined;
  }
}

async function build({ partial, mediasoup, wishes }: Making): Promise<string> {
  await wishes.needPackages(buildPackages, "to build mediasoup's worker");
  wishes.say.line(
    'Building the media worker from its sources, once for this machine: five to ten minutes on two cores.',
  );
  const made = await buildWorker({
    sources: path.join(mediasoup.folder, 'worker'),
    folder: path.join(partial, 'worker'),
    signal: wishes.signal,
    onProgress: (done, all, seconds) => {
      const percent = Math.floor((100 * done) / all);
      wishes.say.progress(
        `Building the media worker: ${done}/${all}, ${percent} %, ${Math.round(seconds)} s`,
      );
    },
  });
  await proveWorker(made);
  wishes.say.line('The media worker is built.');
  return made;
}

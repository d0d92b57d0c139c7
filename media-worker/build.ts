import { spawn } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { applyPatch, patches } from './recipe/patches.ts';

const standIns = fileURLToPath(new URL('recipe/subprojects', import.meta.url));

/** Progress of the compiler: steps done, steps in all, and seconds since it began. */
export type BuildProgress = (done: number, all: number, seconds: number) => void;

/**
 * Builds the worker from the sources in mediasoup's npm package with Debian's libraries, downloading nothing.
 * @returns the binary, inside the folder
 */
export async function buildWorker({
  sources,
  folder,
  onProgress,
  signal,
}: {
  /** The worker folder of the package; it is left as it is. */
  sources: string;
  /** An empty folder to build in. */
  folder: string;
  onProgress: BuildProgress;
  signal: AbortSignal;
}): Promise<string> {
  await cp(sources, folder, { recursive: true });
  // mediasoup's own subprojects are addresses to download from; ours name Debian's packages instead.
  await rm(path.join(folder, 'subprojects'), { recursive: true });
  await cp(standIns, path.join(folder, 'subprojects'), { recursive: true });
  for (const patch of patches) {
    const file = path.join(folder, patch.file);
    await writeFile(file, applyPatch(patch, await readFile(file, 'utf8')));
  }
  const inFolder = { cwd: folder, signal };
  const setUp = ['setup', 'out', '--buildtype', 'release', '-Db_ndebug=true', '--wrap-mode', 'nodownload'];
  await run('meson', setUp, inFolder);
  // mediasoup's libwebrtc includes headers made from the schemas without saying so: on a busy machine the compiler
  // comes before them and the build fails. Making them first takes the race away.
  await run('meson', ['compile', '-C', 'out', 'flatbuffers-generator'], inFolder);
  const began = performance.now();
  await run('ninja', ['-C', 'out', 'mediasoup-worker'], inFolder, (line) => {
    const [, done, all] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    if (done !== undefined) onProgress(Number(done), Number(all), (performance.now() - began) / 1000);
  });
  const binary = path.join(folder, 'out', 'mediasoup-worker');
  await run('strip', [binary], inFolder);
  return binary;
}

/** Runs one tool; the end of its output is reported only if it fails. */
async function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; signal: AbortSignal },
  onLine?: (line: string) => void,
): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      onLine?.(line);
      last.push(line);
      if (last.length > 40) last.shift();
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} failed:\n${last.join('\n')}`));
    });
  });
}

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { getWorker } from '../../media-worker/get-worker.ts';
import { startOf, takeLock, waitForLock } from '../../media-worker/lock.ts';
import { findMediasoup } from '../../media-worker/mediasoup-package.ts';
import {
  applyPatch,
  assertPatchedPlace,
  PatchedPlaceChangedError,
  patches,
} from '../../media-worker/recipe/patches.ts';

describe("the patches to mediasoup's worker", () => {
  for (const patch of patches) {
    describe(patch.file, () => {
      let source: string;

      before(async () => {
        const { folder } = await findMediasoup();
        source = await readFile(path.join(folder, 'worker', patch.file), 'utf8');
      });

      it('still has the patched place, once, in the installed mediasoup', () => {
        assertPatchedPlace(patch, source);
      });

      it('is changed there and nowhere else', () => {
        const patched = applyPatch(patch, source);
        expect(patched).to.include(patch.becomes);
        expect(patched.replace(patch.becomes, () => patch.was)).to.equal(source);
      });

      it('is refused when the place is written another way, and the error tells why it mattered', () => {
        const changed = source.replace(patch.was, () => patch.becomes);
        expect(() => {
          assertPatchedPlace(patch, changed);
        }).to.throw(PatchedPlaceChangedError, patch.because);
      });

      it('is refused when there are two such places', () => {
        expect(() => applyPatch(patch, source + patch.was)).to.throw(PatchedPlaceChangedError, '2 times');
      });
    });
  }
});

describe('a media worker that cannot be built', () => {
  it('is looked for where its authors built one, and the error says why it was not built', async () => {
    const cacheFolder = await mkdtemp(path.join(tmpdir(), 'bedside-worker-'));
    const said: string[] = [];
    const line = (text: string) => said.push(text);
    try {
      const getting = getWorker({
        ...{ cacheFolder, mirror: 'http://127.0.0.1:9', signal: new AbortController().signal },
        say: { line, progress: line },
        needPackages: () => Promise.reject(new Error('Install a compiler.')),
      });
      const error = await getting.catch((thrown: unknown) => thrown);
      expect(error).to.have.property('message', 'Install a compiler.');
      expect(said[0]).to.equal('It cannot be built here: Install a compiler.');
      expect(said[1]).to.match(/^Looking for a prebuilt media worker/);
      expect(said[2]).to.match(/^There is none within reach/);
    } finally {
      await rm(cacheFolder, { recursive: true });
    }
  });
});

describe('the lock around a build', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bedside-lock-'));
    file = path.join(folder, 'lock');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function take(): Promise<() => Promise<void>> {
    const lock = await takeLock(file);
    if (!lock.held) throw new Error(`process ${lock.holder} holds the lock`);
    return lock.release;
  }

  it('goes to one at a time, and names its holder to the others', async () => {
    const release = await take();
    expect(await takeLock(file)).to.deep.equal({ held: false, holder: process.pid });
    await release();
    await (
      await take()
    )();
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('goes to one of many who ask at the same moment', async () => {
    const locks = await Promise.all(Array.from({ length: 20 }, () => takeLock(file)));
    expect(locks.filter((lock) => lock.held)).to.have.lengthOf(1);
  });

  it('falls free when its holder is gone, also when the process id has gone to another', async () => {
    const unheard = 4_194_305;
    for (const stale of [`${unheard} 1`, `${process.pid} 1`, '']) {
      await writeFile(file, stale);
      await (
        await take()
      )();
    }
  });

  it('is waited for, and whoever waits is told once for whom', async () => {
    const release = await take();
    const heard = Promise.withResolvers<number>();
    const { signal } = new AbortController();
    const waiting = waitForLock({ file, signal, onWait: heard.resolve });
    expect(await heard.promise).to.equal(process.pid);
    await release();
    await (
      await waiting
    )();
  });

  it('is no longer waited for when the wait is given up', async () => {
    await take();
    const giveUp = new AbortController();
    const waiting = waitForLock({
      file,
      signal: giveUp.signal,
      onWait: () => {
        giveUp.abort();
      },
    });
    const error = await waiting.catch((caught: unknown) => caught);
    expect(error).to.have.property('name', 'AbortError');
  });

  it('knows when a process began, and that there is none', async () => {
    expect(await startOf(process.pid)).to.be.a('string');
    expect(await startOf(4_194_305)).to.equal(undefined);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { inBatches, type RunMocha, runBatches } from '../../../scripts/test-batches.ts';

const say = { line: () => undefined, progress: () => undefined };

describe('the batches of a test run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bedside-batches-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A mocha that reports these counts, one after the other, or nothing where there are none. */
  const reporting =
    (ended: readonly { code: number; counts?: object }[]): RunMocha =>
    async ({ options }) => {
      const report = (options[1] ?? '').slice('output='.length);
      const { code, counts } = ended[Number(/(\d)\.json$/.exec(report)?.[1])] ?? { code: 1 };
      if (counts !== undefined) await writeFile(report, JSON.stringify(counts));
      return { code, output: '' };
    };

  it('leave no file out, and are one for all visits', () => {
    const files = [
      'test/unit/a.test.ts',
      'test/browser/pages/b.test.ts',
      'test/browser/pages/f.test.ts',
      'test/browser/visits/d.test.ts',
      'test/integration/e.test.ts',
      'test/browser/visits/c.test.ts',
    ];
    expect(inBatches(files)).to.deep.equal([
      ['test/browser/visits/c.test.ts', 'test/browser/visits/d.test.ts'],
      ['test/integration/e.test.ts', 'test/unit/a.test.ts'],
      ['test/browser/pages/b.test.ts'],
      ['test/browser/pages/f.test.ts'],
    ]);
    expect(inBatches(['test/unit/a.test.ts'])).to.deep.equal([['test/unit/a.test.ts']]);
  });

  it('are counted together', async () => {
    const output = path.join(folder, 'all.json');
    const run = reporting([
      { code: 0, counts: { passed: 3, failed: 0, files: { a: 10 } } },
      { code: 2, counts: { passed: 4, failed: 2, files: { b: 20 } } },
    ]);
    expect(await runBatches([['a'], ['b']], { run, folder, output, say })).to.equal(2);
    const counted: unknown = JSON.parse(await readFile(output, 'utf8'));
    expect(counted).to.deep.equal({ passed: 7, failed: 2, files: { a: 10, b: 20 } });
  });

  it('have failed when one of them died without a report', async () => {
    const output = path.join(folder, 'all.json');
    const run = reporting([{ code: 0, counts: { passed: 3, failed: 0, files: {} } }, { code: 134 }]);
    expect(await runBatches([['a'], ['b']], { run, folder, output, say })).to.equal(134);
    const counted: unknown = JSON.parse(await readFile(output, 'utf8'));
    expect(counted).to.deep.include({ passed: 3, failed: 1 });
  });
});

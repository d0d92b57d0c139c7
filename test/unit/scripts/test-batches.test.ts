import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { inBatches, type RunMocha, runBatches } from '../../../scripts/test-batches.ts';

describe('the batches of a test run', () => {
  let folder: string;
  let said: string[];
  const say = { line: (text: string) => void said.push(text), progress: () => undefined };
  beforeEach(async () => {
    said = [];
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
      ['test/integration/e.test.ts'],
      ['test/unit/a.test.ts'],
      ['test/browser/pages/b.test.ts'],
      ['test/browser/pages/f.test.ts'],
    ]);
    const line = 'test/browser/visits/narrow-network.test.ts';
    expect(inBatches([...files, line])[0]).to.deep.equal([line]);
    expect(inBatches(['test/unit/a.test.ts'])).to.deep.equal([['test/unit/a.test.ts']]);
  });

  it('are counted together, and what failed in any is told at the end', async () => {
    const output = path.join(folder, 'all.json');
    const failures = [{ file: 'b', title: 'calls › ring', error: 'Error: no ring' }];
    const run = reporting([
      { code: 0, counts: { passed: 3, failed: 0, failures: [], files: { a: 10 } } },
      { code: 1, counts: { passed: 4, failed: 1, failures, files: { b: 20 } } },
    ]);
    expect(await runBatches([['a'], ['b']], { run, folder, output, say })).to.equal(1);
    const counted: unknown = JSON.parse(await readFile(output, 'utf8'));
    expect(counted).to.deep.equal({ passed: 7, failed: 1, failures, files: { a: 10, b: 20 } });
    expect(said).to.deep.equal([
      'All together: 7 passed, 1 failed.',
      '  failed: b: calls › ring: Error: no ring',
    ]);
  });

  it('run side by side, but for what needs the machine alone', async () => {
    let running = 0;
    const seen: [string, number][] = [];
    const run: RunMocha = async ({ files }) => {
      running += 1;
      await new Promise(setImmediate);
      seen.push([files[0] ?? '', running]);
      await new Promise(setImmediate);
      running -= 1;
      return { code: 0, output: '' };
    };
    const line = 'test/browser/visits/narrow-network.test.ts';
    await runBatches([[line], ['a'], ['b']], { run, folder, output: undefined, say });
    expect(seen).to.deep.equal([
      [line, 1],
      ['a', 2],
      ['b', 2],
    ]);
  });

  it('have failed when one of them died without a report', async () => {
    const output = path.join(folder, 'all.json');
    const run = reporting([
      { code: 0, counts: { passed: 3, failed: 0, failures: [], files: {} } },
      { code: 134 },
    ]);
    expect(await runBatches([['a'], ['b']], { run, folder, output, say })).to.equal(134);
    const counted: unknown = JSON.parse(await readFile(output, 'utf8'));
    expect(counted).to.deep.include({ passed: 3, failed: 1 });
    expect(said.at(-1)).to.equal('  failed: batch-1: the whole batch: ended with 134');
  });
});

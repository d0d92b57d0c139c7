import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import { z } from 'zod';
import type { Say } from './say.ts';

/** What the reporter says of a run: how many tests, what failed, and the milliseconds that the tests of each file took. */
const counts = z.object({
  passed: z.int(),
  failed: z.int(),
  failures: z.array(z.object({ file: z.string(), title: z.string(), error: z.string() })),
  files: z.record(z.string(), z.number()),
});
type Counts = z.infer<typeof counts>;

/** Runs mocha over some files, with options behind all others. `shown`: as it goes, not only at its end. */
export type RunMocha = (batch: {
  files: readonly string[];
  options: readonly string[];
  shown: boolean;
}) => Promise<{ code: number; output: string }>;

/** So many run side by side: more would starve the browsers of a machine with two cores. */
const atOnce = 2;
/** Small ones, so that neither half of the machine waits long for the other at the end. */
const batchesOfServices = 2;
const batchesOfPages = 4;

/**
 * What measures how pictures of the usual size and a narrow line fit one another: with other browsers beside it, a busy
 * machine cannot be told from a narrow line.
 */
const alone: readonly string[] = ['test/browser/visits/narrow-network.test.ts'];

/**
 * The files in batches, each a mocha of its own that goes through one file at a time. First comes what needs the machine
 * alone; then two batches run side by side, in this order. A visit between browsers takes a whole core, and a browser that
 * is starved gives its picture up, as it should: so all of those are one batch, and beside it runs first what mostly waits.
 */
export function inBatches(files: readonly string[]): string[][] {
  const sorted = files.filter((file) => !alone.includes(file)).toSorted();
  const visits = sorted.filter((file) => file.startsWith('test/browser/visits/'));
  const pages = sorted.filter((file) => file.startsWith('test/browser/pages/'));
  const services = sorted.filter((file) => !visits.includes(file) && !pages.includes(file));
  const measured = files.filter((file) => alone.includes(file));
  return [measured, visits, ...dealt(services, batchesOfServices), ...dealt(pages, batchesOfPages)].filter(
    (batch) => batch.length > 0,
  );
}

/** In so many batches of the same size, each next file to the next of them: neighbours take about as long as one another. */
function dealt(files: readonly string[], batches: number): string[][] {
  return Array.from({ length: batches }, (_, batch) => files.filter((__, n) => n % batches === batch));
}

/**
 * Visits are shown as they go, and the first batch; the others when they have ended.
 * @param output where the counts of all batches together go, as JSON; nowhere when it is undefined
 * @returns an exit code: 0 when every batch has passed
 */
export async function runBatches(
  batches: readonly (readonly string[])[],
  { run, folder, output, say }: { run: RunMocha; folder: string; output: string | undefined; say: Say },
): Promise<number> {
  const runOne = async (files: readonly string[], n: number) => {
    const report = path.join(folder, `batch-${n}.json`);
    const options = ['--reporter-option', `output=${report}`];
    const shown = n === 0 || files.some((file) => file.startsWith('test/browser/visits/'));
    const { code, output: said } = await run({ files, options, shown });
    if (!shown) process.stdout.write(said);
    return { code, counted: await readCounts(report, code) };
  };
  const needsAll = batches.filter((files) => files.every((file) => alone.includes(file)));
  const ended = await pMap(needsAll, runOne, { concurrency: 1 });
  const others = batches.filter((files) => !needsAll.includes(files));
  const later = (files: readonly string[], n: number) => runOne(files, needsAll.length + n);
  ended.push(...(await pMap(others, later, { concurrency: atOnce })));
  const total = addUp(ended.map(({ counted }) => counted));
  if (batches.length > 1) sayOf(total, say);
  if (output !== undefined) await writeFile(output, JSON.stringify(total));
  return Math.max(...ended.map(({ code }) => code));
}

/** Once more what failed: between the reports of the batches it is easily missed. */
function sayOf({ passed, failed, failures }: Counts, say: Say): void {
  say.line(`All together: ${passed} passed, ${failed} failed.`);
  for (const { file, title, error } of failures) say.line(`  failed: ${file}: ${title}: ${error}`);
}

/** A batch that ended badly and reported nothing has failed as a whole. */
async function readCounts(report: string, code: number): Promise<Counts> {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text !== undefined) return counts.parse(JSON.parse(text));
  if (code === 0) return { passed: 0, failed: 0, failures: [], files: {} };
  const died = {
    file: path.basename(report, '.json'),
    title: 'the whole batch',
    error: `ended with ${code}`,
  };
  return { passed: 0, failed: 1, failures: [died], files: {} };
}

function addUp(batches: readonly Counts[]): Counts {
  return {
    passed: batches.reduce((sum, { passed }) => sum + passed, 0),
    failed: batches.reduce((sum, { failed }) => sum + failed, 0),
    failures: batches.flatMap(({ failures }) => failures),
    files: Object.assign({}, ...batches.map(({ files }) => files)) as Record<string, number>,
  };
}

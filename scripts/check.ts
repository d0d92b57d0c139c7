// Checks all that can be checked without running the service: npm run check
// Every step runs, whatever the others said; the last line is the sum.

import { glob, readFile } from 'node:fs/promises';
import process from 'node:process';
import pMap from 'p-map';
import { environment } from '../config/environment.ts';
import { type CruisedModule, findFolderCycle } from './folder-cycles.ts';
import { findHazardFaults } from './hazard-proofs.ts';
import { readHazards } from './hazards.ts';
import { retiredNames } from './retired-names.ts';
import { runNode, type Result } from './run-child.ts';
import { runScript } from './run-script.ts';

/** @returns what is wrong, or undefined */
type Check = (signal: AbortSignal) => Promise<string | undefined>;

const modules = 'node_modules';
const folders = [
  'domain',
  'config',
  'process',
  'store',
  'sfu',
  'media-worker',
  'signalling',
  'server',
  'workers',
  'web',
  'test',
  'bench',
  'scripts',
];

const checks: Record<string, Check> = {
  // It takes longest, so it begins first.
  lint,
  types: types('tsconfig.json'),
  'types of tests': types('test/tsconfig.json'),
  'types of benches': types('bench/tsconfig.json'),
  'types of the web app': types('web/tsconfig.json'),
  format: tool('prettier/bin/prettier.cjs', '--check', '.'),
  layers: checkLayers,
  'retired words': checkWords,
  'dead code': tool('knip/bin/knip.js', '--no-progress'),
  'generated files': checkGenerated,
  'hazard log': checkHazards,
};

await runScript({ notesTo: process.stdout }, async ({ say, signal }) => {
  const all = Object.entries(checks);
  const faults = await pMap(
    all,
    async ([name, check]) => {
      const fault = await check(signal).catch((error: unknown) => String(error));
      signal.throwIfAborted();
      say.line(
        fault === undefined
          ? `ok      ${name}`
          : `failed  ${name}\n${fault.trimEnd().replaceAll(/^/gm, '        ')}`,
      );
      return fault;
    },
    { concurrency: 2 },
  );
  const failed = faults.filter((fault) => fault !== undefined).length;
  say.line(`${all.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

function tool(bin: string, ...args: readonly string[]): Check {
  return async (signal) => {
    const { code, output } = await run(bin, args, signal);
    return code === 0 ? undefined : output;
  };
}

/** In parts, one after the other: with the types of the whole repository at once it runs out of memory. */
async function lint(signal: AbortSignal): Promise<string | undefined> {
  const apart = ['web', 'test', 'bench'];
  const together = folders.filter((folder) => !apart.includes(folder));
  for (const part of [['eslint.config.js', ...together], ...apart.map((folder) => [folder])]) {
    const fault = await tool('eslint/bin/eslint.js', '--max-warnings', '0', ...part)(signal);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function types(project: string): Check {
  return tool('typescript/bin/tsc', '--noEmit', '--pretty', 'false', '--project', project);
}

async function run(bin: string, args: readonly string[], signal: AbortSignal): Promise<Result> {
  return await runNode({
    args: [`${modules}/${bin}`, ...args],
    env: { ...environment(), NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
}

interface Cruise {
  modules: CruisedModule[];
  summary: {
    violations: { from: string; to: string; rule: { name: string; severity: string }; comment?: string }[];
  };
}

/** Tests and benches may need each other's folders: they look at the service from outside. */
function isOfTheService(source: string): boolean {
  const layer = source.split('/')[0] ?? '';
  return folders.includes(layer) && !['test', 'bench', 'scripts'].includes(layer);
}

async function checkLayers(signal: AbortSignal): Promise<string | undefined> {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  const { code, stdout, output } = await run('dependency-cruiser/bin/dependency-cruiser.mjs', args, signal);
  if (!stdout.startsWith('{')) return output;
  const { modules: looked, summary } = JSON.parse(stdout) as Cruise;
  // With a compiler that it cannot use it sees no module, and then no violation either.
  if (!looked.some(({ source }) => folders.includes(source.split('/')[0] ?? '')))
    return 'no module was looked at';
  const cycle = findFolderCycle(looked.filter(({ source }) => isOfTheService(source)));
  if (cycle !== undefined) return ['folders need each other:', ...cycle].join('\n');
  if (code === 0 && summary.violations.length === 0) return undefined;
  return (
    summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).join('\n') ||
    output.slice(0, 2000)
  );
}

async function checkWords(): Promise<string | undefined> {
  const files = await Array.fromAsync(glob(folders.map((folder) => `${folder}/**/*.{ts,tsx}`)));
  if (files.length === 0) return 'no file was looked at';
  const faults: string[] = [];
  for (const file of files.toSorted()) faults.push(...retiredNames(file, await readFile(file, 'utf8')));
  return faults.length === 0
    ? undefined
    : ['docs/glossary.md says what to say instead:', ...faults].join('\n');
}

async function checkGenerated(): Promise<string | undefined> {
  const { generated } = await import('./generated.ts');
  const faults: string[] = [];
  for (const { name, file, text } of generated()) {
    const there = await readFile(file, 'utf8').catch(() => undefined);
    if (there !== text) faults.push(`${name} is out of date: npm run generate`);
  }
  return faults.length === 0 ? undefined : faults.join('\n');
}

async function checkHazards(): Promise<string | undefined> {
  const read = (file: string) => readFile(file, 'utf8').catch(() => undefined);
  const faults = await findHazardFaults(readHazards(), { read });
  return faults.length === 0
    ? undefined
    : ['docs/safety/hazards.json names what is not there:', ...faults].join('\n');
}

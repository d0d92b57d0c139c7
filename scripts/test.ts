// Sets up all that the tests need, runs them, and takes it down again: npm test
// After `--` come mocha's arguments, files to run instead of all, --unit and --coverage.

import { randomBytes } from 'node:crypto';
import { glob } from 'node:fs/promises';
import process from 'node:process';
import { environment, type Environment } from '../config/environment.ts';
import { findChromium } from './chromium.ts';
import { findCoturn } from './coturn.ts';
import { DataFolder } from './data-folder.ts';
import { createPackageInstaller, findProgram, type PackageInstaller } from './debian.ts';
import { findFirefox } from './firefox.ts';
import { findFonts } from './fonts.ts';
import { findMediaWorker } from './media-worker.ts';
import { root } from './root.ts';
import { runNode } from './run-child.ts';
import { inBatches, type RunMocha, runBatches } from './test-batches.ts';
import { runScript, together, type ScriptTools } from './run-script.ts';
import { openServices } from './services.ts';
import { buildWeb } from './web-build.ts';

const everything = 'test/**/*.test.ts';

const ownArguments = ['--coverage', '--unit'];

/** What the tests that were asked for cannot do without. */
interface Needs {
  services: boolean;
  browser: boolean;
  relay: boolean;
  firefox: boolean;
}

await runScript({ notesTo: process.stderr }, async (tools) => {
  const args = process.argv.slice(2).filter((arg) => !ownArguments.includes(arg));
  const coverage = process.argv.includes('--coverage') ? ['node_modules/c8/bin/c8.js'] : [];
  const named = args.filter((arg) => /^(\.\/)?test\/|\.test\.ts$/.test(arg));
  const wanted = process.argv.includes('--unit') ? 'test/unit/**/*.test.ts' : everything;
  const specs = named.length > 0 ? named : await Array.fromAsync(glob(wanted, { cwd: root }));
  const needs = needsOf(specs);
  const data = await DataFolder.createTemporary();
  tools.owned.defer(() => data.close());
  const env = await setUp({ ...tools, data, needs });
  const { output, options } = takeOutput(args.filter((arg) => !named.includes(arg)));
  const run: RunMocha = ({ files, options: ours, shown }) =>
    runNode({
      args: [
        ...coverage,
        'node_modules/mocha/bin/mocha.js',
        // Where an option comes twice mocha takes the last, so what a person asks for wins.
        ...['--reporter', './scripts/test-reporter.ts'],
        // A title that no test of a named file has must not look like a pass.
        ...(named.length > 0 ? ['--fail-zero'] : []),
        ...(needs.services ? ['--require', './test/support/mocha-setup.ts'] : []),
        ...(options.some((arg) => arg.startsWith('--jobs')) ? ['--parallel'] : []),
        ...options,
        ...ours,
        ...files,
      ],
      // A process of mocha makes and drops a template of its own.
      env: {
        ...env,
        BEDSIDE_TEST_TEMPLATE: `test_template_${randomBytes(16).toString('hex')}`,
        // What comes out of the cache is measured less exactly.
        ...(coverage.length > 0 && { NODE_DISABLE_COMPILE_CACHE: '1' }),
      },
      stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // Visits are what suffers first.
      niceness: shown ? 0 : 5,
      ledger: data.ledger,
      signal: tools.signal,
    });
  // Coverage is collected in one folder, which each run of c8 empties.
  const batches = named.length > 0 || coverage.length > 0 ? [specs] : inBatches(specs);
  return await runBatches(batches, { run, folder: data.folder, output, say: tools.say });
});

/** Takes out the file that the counts go to: each batch has one of its own first. */
function takeOutput(args: readonly string[]): { output: string | undefined; options: string[] } {
  const at = args.findIndex((arg, n) => arg.startsWith('output=') && args[n - 1] === '--reporter-option');
  if (at < 0) return { output: undefined, options: [...args] };
  return {
    output: args[at]?.slice('output='.length),
    options: args.filter((_, n) => n !== at && n !== at - 1),
  };
}

/**
 * Tests of rules and of texts need nothing but themselves, and only those in a browser need one. A file that needs a
 * relay or Firefox has it in its name; folders and patterns may hold one.
 */
function needsOf(specs: readonly string[]): Needs {
  const named = (need: string) =>
    specs.some(
      (spec) =>
        !/test\/(unit|contract)\//.test(spec) &&
        (new RegExp(`${need}[^/]*\\.test\\.ts$`).test(spec) ||
          spec.includes('*') ||
          !spec.endsWith('.test.ts')),
    );
  return {
    services: specs.some((spec) => !/test\/unit\//.test(spec)),
    browser: specs.some((spec) => !/test\/(unit|contract|integration)\//.test(spec)) || named('chromium'),
    relay: named('relay'),
    firefox: named('firefox'),
  };
}

/** What browsers are looked at in. */
async function findSurroundings(installer: PackageInstaller): Promise<void> {
  await findFonts(installer);
  if ((await findProgram('ip')) === undefined)
    await installer.need(['iproute2'], 'for the networks that browsers are put into');
}

async function setUp({
  say,
  signal,
  owned,
  data,
  needs,
}: ScriptTools & { data: DataFolder; needs: Needs }): Promise<Environment> {
  const installer = createPackageInstaller(say);
  // A person's DATABASE_URL may be real; tests only ever write to what was named for them.
  const { BEDSIDE_TEST_DATABASE_URL: databaseUrl, BEDSIDE_TEST_REDIS_URL: redisUrl, ...rest } = environment();
  const [services, workerBin, chromium, coturn, firefox] = await together(
    signal,
    async (either) => {
      if (!needs.services) return undefined;
      const opened = await openServices({
        data,
        durable: false,
        databaseUrl,
        redisUrl,
        installer,
        say,
        signal: either,
      });
      owned.defer(() => opened.close());
      return opened;
    },
    async (either) =>
      needs.services ? await findMediaWorker({ installer, say, signal: either }) : undefined,
    async () => (needs.browser ? await findChromium(installer) : undefined),
    async () => (needs.relay ? await findCoturn(installer) : undefined),
    async () => (needs.firefox ? await findFirefox(installer) : undefined),
    async (either) => {
      if (needs.browser) await buildWeb({ say, signal: either });
    },
    async () => {
      if (needs.browser) await findSurroundings(installer);
    },
  );
  return {
    ...rest,
    BEDSIDE_TEST_DATABASE_URL: services?.databaseUrl,
    BEDSIDE_TEST_REDIS_URL: services?.redisUrl,
    MEDIASOUP_WORKER_BIN: workerBin,
    BEDSIDE_CHROMIUM: chromium,
    BEDSIDE_COTURN: coturn,
    BEDSIDE_FIREFOX: firefox,
  };
}

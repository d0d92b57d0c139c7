// Sets up all that the tests need, runs them, and takes it down again: npm test
// After `--` come mocha's arguments, files to run instead of all, and --coverage.

import process from 'node:process';
import { environment, type Environment } from '../config/environment.ts';
import { findChromium } from './chromium.ts';
import { findCoturn } from './coturn.ts';
import { DataFolder } from './data-folder.ts';
import { createPackageInstaller, findProgram } from './debian.ts';
import { findFirefox } from './firefox.ts';
import { findMediaWorker } from './media-worker.ts';
import { runNode } from './run-child.ts';
import { runScript, together, type ScriptTools } from './run-script.ts';
import { openServices } from './services.ts';
import { buildWeb } from './web-build.ts';

const everything = 'test/**/*.test.ts';

/** What the tests that were asked for cannot do without. */
interface Needs {
  services: boolean;
  browser: boolean;
  relay: boolean;
  firefox: boolean;
}

await runScript({ notesTo: process.stderr }, async (tools) => {
  const args = process.argv.slice(2).filter((arg) => arg !== '--coverage');
  const coverage = process.argv.includes('--coverage') ? ['node_modules/c8/bin/c8.js'] : [];
  const specs = args.filter((arg) => /^(\.\/)?test\/|\.test\.ts$/.test(arg));
  const data = await DataFolder.createTemporary();
  tools.owned.defer(() => data.close());
  const env = await setUp({ ...tools, data, needs: needsOf(specs.length > 0 ? specs : [everything]) });
  const { code } = await runNode({
    args: [
      ...coverage,
      'node_modules/mocha/bin/mocha.js',
      ...args,
      ...(specs.length > 0 ? [] : [everything]),
    ],
    env,
    stdio: 'inherit',
    ledger: data.ledger,
    signal: tools.signal,
  });
  return code;
});

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
    browser: specs.some((spec) => !/test\/(unit|contract|integration)\//.test(spec)),
    relay: named('relay'),
    firefox: named('firefox'),
  };
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
      if (needs.browser && (await findProgram('ip')) === undefined)
        await installer.need(['iproute2'], 'for the networks that browsers are put into');
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

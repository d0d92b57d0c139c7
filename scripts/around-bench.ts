import process from 'node:process';
import { environment, type Environment } from '../config/environment.ts';
import { findChromium } from './chromium.ts';
import { DataFolder } from './data-folder.ts';
import { createPackageInstaller } from './debian.ts';
import { findMediaWorker } from './media-worker.ts';
import { freePort } from './ports.ts';
import { runNode } from './run-child.ts';
import { runScript, together, type ScriptTools } from './run-script.ts';
import { openServices } from './services.ts';
import { buildWeb } from './web-build.ts';

/**
 * Runs a file of bench/ with services of its own that keep their promises, as in earnest. What the file prints is
 * passed through, so that its last line stays the last; our own notes go to the error output.
 */
export async function runAroundBench(file: string, args: readonly string[]): Promise<void> {
  await runScript({ notesTo: process.stderr }, async (tools) => {
    const data = await DataFolder.createTemporary();
    tools.owned.defer(() => data.close());
    const env = await setUp({ ...tools, data });
    const { code } = await runNode({
      args: [file, ...args],
      env,
      stdio: 'inherit',
      ledger: data.ledger,
      signal: tools.signal,
    });
    return code;
  });
}

async function setUp({ say, signal, owned, data }: ScriptTools & { data: DataFolder }): Promise<Environment> {
  const installer = createPackageInstaller(say);
  const [, services, workerBin, chromium] = await together(
    signal,
    (either) => buildWeb({ say, signal: either }),
    async (either) => {
      const opened = await openServices({ data, durable: true, installer, say, signal: either });
      owned.defer(() => opened.close());
      return opened;
    },
    (either) => findMediaWorker({ installer, say, signal: either }),
    () => findChromium(installer),
  );
  return {
    ...environment(),
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    MEDIASOUP_WORKER_BIN: workerBin,
    BEDSIDE_CHROMIUM: chromium,
    BEDSIDE_TOKEN_KEY_FILE: await data.tokenKeyFile(),
    // A service of the same machine that is in use keeps its ports.
    PORT: String(await freePort()),
    BEDSIDE_SFU_FIRST_PORT: '0',
  };
}

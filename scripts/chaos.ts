// Breaks the running service on purpose, and judges what has come of it: npm run chaos -- routing --seed 1, or media, or outage, or clinic, or record.

import path from 'node:path';
import process from 'node:process';
import { environment, type Environment } from '../config/environment.ts';
import { findChromium } from './chromium.ts';
import { findCoturn } from './coturn.ts';
import { DataFolder } from './data-folder.ts';
import { createPackageInstaller, type PackageInstaller } from './debian.ts';
import { findMediaWorker } from './media-worker.ts';
import { findRedis } from './redis.ts';
import { root } from './root.ts';
import { runNode } from './run-child.ts';
import { runScript, type ScriptTools } from './run-script.ts';
import { PlainError, type Say } from './say.ts';
import { buildWeb } from './web-build.ts';

await runScript({ notesTo: process.stderr }, runChaos);

/** The run starts and breaks services of its own; here it is only given what a machine must have for them. */
async function runChaos({ say, signal, owned }: ScriptTools): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2);
  const file = path.join(root, 'bench', 'chaos', `${name}.ts`);
  if (!['routing', 'media', 'outage', 'clinic', 'record'].includes(name)) {
    throw new PlainError(
      'What is to be broken? npm run chaos -- routing [--minutes 3] [--seed N] [--plan] [--keep], or: npm run chaos -- media [--runs 5] [--only FAULT], or: npm run chaos -- outage [--runs 3] [--only FAULT] [--product FOLDER], or: npm run chaos -- clinic [--keep], or: npm run chaos -- record [--kills 80] [--seed N] [--keep]',
    );
  }
  const installer = createPackageInstaller(say);
  await findRedis(installer);
  const workerBin = await findMediaWorker({ installer, say, signal });
  const forMedia = ['media', 'outage'].includes(name) ? await setUpMedia({ installer, say, signal }) : {};
  // Ends the run, and with it all that it has started, if we are killed.
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  const { code } = await runNode({
    args: [file, ...args],
    env: { ...environment(), MEDIASOUP_WORKER_BIN: workerBin, ...forMedia },
    stdio: 'inherit',
    ledger: data.ledger,
    signal,
  });
  return code;
}

/** Visits are in browsers, each on a network of its own, and go over a relay where nothing else is left. */
async function setUpMedia({
  installer,
  say,
  signal,
}: {
  installer: PackageInstaller;
  say: Say;
  signal: AbortSignal;
}): Promise<Environment> {
  await installer.need(['iproute2', 'nftables'], 'for the networks that are broken');
  await buildWeb({ say, signal });
  return { BEDSIDE_CHROMIUM: await findChromium(installer), BEDSIDE_COTURN: await findCoturn(installer) };
}

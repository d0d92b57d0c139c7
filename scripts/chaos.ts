// Breaks the running service on purpose, and judges what has come of it: npm run chaos -- routing --seed 1

import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { environment } from '../config/environment.ts';
import { DataFolder } from './data-folder.ts';
import { createPackageInstaller } from './debian.ts';
import { findMediaWorker } from './media-worker.ts';
import { findRedis } from './redis.ts';
import { root } from './root.ts';
import { runNode } from './run-child.ts';
import { runScript, type ScriptTools } from './run-script.ts';
import { PlainError } from './say.ts';

await runScript({ notesTo: process.stderr }, runChaos);

/** The run starts and breaks services of its own; here it is only given what a machine must have for them. */
async function runChaos({ say, signal, owned }: ScriptTools): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2);
  const file = path.join(root, 'bench', 'chaos', `${name}.ts`);
  if (name !== 'routing' || !existsSync(file)) {
    throw new PlainError(
      'What is to be broken? npm run chaos -- routing [--minutes 3] [--seed N] [--plan] [--keep]',
    );
  }
  const installer = createPackageInstaller(say);
  await findRedis(installer);
  const workerBin = await findMediaWorker({ installer, say, signal });
  // Ends the run, and with it all that it has started, if we are killed.
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  const { code } = await runNode({
    args: [file, ...args],
    env: { ...environment(), MEDIASOUP_WORKER_BIN: workerBin },
    stdio: 'inherit',
    ledger: data.ledger,
    signal,
  });
  return code;
}

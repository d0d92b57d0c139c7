// Runs all of Bedside on this machine: npm start [-- --no-demonstration]

import path from 'node:path';
import process from 'node:process';
import { once } from 'node:events';
import type { Config } from '../config/config.ts';
import { environment, type Environment } from '../config/environment.ts';
import { keysOfScripts } from '../config/keys.ts';
import { checkConfig, serverNotReady, startPart, type PartOptions } from './bedside.ts';
import { DataFolder } from './data-folder.ts';
import { createPackageInstaller } from './debian.ts';
import { setUpDatabase, signInNotes } from './demonstration.ts';
import { keepLogsShort } from './log-file.ts';
import { findMediaWorker } from './media-worker.ts';
import { isFree } from './ports.ts';
import { root } from './root.ts';
import { runScript, together, type ScriptTools } from './run-script.ts';
import { PlainError } from './say.ts';
import { openServices } from './services.ts';
import { buildWeb } from './web-build.ts';

type Tools = ScriptTools & { data: DataFolder };

await runScript({ notesTo: process.stdout }, async ({ say, signal, owned }) => {
  const ours = environment();
  const given = Object.fromEntries(Object.entries(ours).filter(([key]) => !keysOfScripts.includes(key)));
  const config = checkConfig(given);
  await refuseTakenPort(config);
  const data = await DataFolder.create({
    folder: path.resolve(root, ours['BEDSIDE_DATA'] ?? '.bedside'),
    say,
  });
  owned.defer(() => data.close());
  const tools = { say, signal, owned, data };
  const env = await openWhatItNeeds(tools, given);
  const demonstration = !process.argv.includes('--no-demonstration');
  const setUp = await setUpDatabase({ env, demonstration, data, signal });
  if (setUp.migrated.length > 0) say.line(`Brought the database up to date (${setUp.migrated.join(', ')}).`);
  const logs = keepLogsShort([data.folder, logFolderOf(data)]);
  owned.defer(() => {
    logs.close();
  });
  await startParts(tools, { env, config });
  say.line(`\nBedside is ready: ${config.http.publicUrl}`);
  for (const note of await signInNotes(data, setUp, config.http.publicUrl)) say.line(note);
  const folder = path.relative(process.cwd(), data.folder) || '.';
  say.line(`Data and logs are in ${folder}. Stop with Ctrl-C.`);
  await untilStopped(signal);
  say.line('\nStopping ...');
  return 0;
});

async function refuseTakenPort({ http: { port, host } }: Config): Promise<void> {
  if (port === 0 || (await isFree(port, host))) return;
  throw new PlainError(
    `Port ${port} of ${host} is taken: stop what uses it, or choose another with PORT=${port + 1} npm start.`,
  );
}

/** Opens the services, gets the media worker and builds the web app; returns what the processes are told. */
async function openWhatItNeeds(
  { say, signal, owned, data }: Tools,
  given: Environment,
): Promise<Environment> {
  const installer = createPackageInstaller(say);
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = given;
  const [, services, workerBin] = await together(
    signal,
    (either) => buildWeb({ say, signal: either }),
    async (either) => {
      const opened = await openServices({
        data,
        durable: true,
        databaseUrl,
        redisUrl,
        installer,
        say,
        signal: either,
      });
      owned.defer(() => opened.close());
      return opened;
    },
    (either) => findMediaWorker({ installer, say, signal: either }),
  );
  return {
    BEDSIDE_TOKEN_KEY_FILE: await data.tokenKeyFile(),
    BEDSIDE_VAPID_KEY_FILE: await data.vapidKeyFile(),
    ...given,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    MEDIASOUP_WORKER_BIN: workerBin,
  };
}

/** Starts the processes; those started last are stopped first, so the server stops accepting before all else. */
async function startParts(
  { say, signal, owned, data }: Tools,
  { env, config }: { env: Environment; config: Config },
): Promise<void> {
  const all = { env, logFolder: logFolderOf(data), ledger: data.ledger, say };
  const start = async (part: Pick<PartOptions, 'name' | 'main' | 'notReady' | 'signal'>) => {
    const process = await startPart({ ...all, ...part });
    owned.defer(() => process.close());
  };
  await together(
    signal,
    (either) =>
      start({
        name: 'workers',
        main: 'workers/main.ts',
        notReady: () => Promise.resolve(undefined),
        signal: either,
      }),
    (either) =>
      start({
        name: 'server',
        main: 'server/main.ts',
        notReady: () => serverNotReady(config),
        signal: either,
      }),
  );
}

function logFolderOf(data: DataFolder): string {
  return path.join(data.folder, 'logs');
}

async function untilStopped(signal: AbortSignal): Promise<void> {
  // A pending promise alone does not keep a process running.
  const alive = setInterval(() => undefined, 3_600_000);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(alive);
}

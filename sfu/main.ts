import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { z } from 'zod';
import { ConfigError, readMediaNodeConfig } from '../config/config.ts';
import { createLog } from '../process/log.ts';
import { endOnUncaughtErrors, limitStopping, stopSignals } from '../process/stopping.ts';
import { MediaNode } from './node/media-node.ts';

/** Starts an SFU node, and keeps it until the process is told to end; it then waits for running visits to finish or move. */
async function main(): Promise<void> {
  const config = readMediaNodeConfig();
  const log = createLog(config.log).child({ process: 'sfu' });
  endOnUncaughtErrors(log);
  // Told a second time, whoever stops it does not want to wait. A signal that comes while an administrator's drain runs
  // is still the first one: a rolling restart must not cut what is being handed over.
  const signals = stopSignals({ thirdEnds: true });
  const late = signals.second.then(() => 'late' as const);
  const node = await MediaNode.create({ config, version: await version(), log });
  const { nodeId } = node.card();
  log.info('the media node is ready', { node: nodeId, port: node.port, pid: process.pid });
  const reason = await Promise.race([signals.first, node.drainAsked]);
  log.info('the media node is stopping', { node: nodeId, reason });
  const outcome = await Promise.race([node.drain(), late]);
  limitStopping(log);
  await node.close();
  log.info('the media node has stopped', { node: nodeId, outcome });
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

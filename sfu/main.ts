import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { z } from 'zod';
import { ConfigError, readMediaNodeConfig } from '../config/config.ts';
import { createLog } from '../process/log.ts';
import { limitStopping } from '../process/stopping.ts';
import { MediaNode } from './node/media-node.ts';

/** Starts an SFU node, and keeps it until the process is told to end; it then waits for running visits to finish or move. */
async function main(): Promise<void> {
  const config = readMediaNodeConfig();
  const log = createLog(config.log).child({ process: 'sfu' });
  // The state of the process is unknown from then on: it ends, and its rooms go on elsewhere.
  const fail = (error: unknown): void => {
    log.error('an error was caught by nobody', error);
    process.exitCode = 1;
    setImmediate(() => process.exit(1));
  };
  process.on('unhandledRejection', fail).on('uncaughtException', fail);
  const signals = twoSignals();
  const node = await MediaNode.create({ config, version: await version(), log });
  const { nodeId } = node.card();
  log.info('the media node is ready', { node: nodeId, port: node.port, pid: process.pid });
  const reason = await Promise.race([signals.first, node.drainAsked]);
  log.info('the media node is stopping', { node: nodeId, reason });
  const outcome = await Promise.race([node.drain(), signals.second]);
  limitStopping(log);
  await node.close();
  log.info('the media node has stopped', { node: nodeId, outcome });
}

/**
 * Told a second time, whoever stops it does not want to wait. A signal that comes while an administrator's drain runs is
 * still the first one: a rolling restart must not cut what is being handed over.
 */
function twoSignals(): { first: Promise<NodeJS.Signals>; second: Promise<'late'> } {
  const first = Promise.withResolvers<NodeJS.Signals>();
  const second = Promise.withResolvers<'late'>();
  let signals = 0;
  const hear = (signal: NodeJS.Signals): void => {
    signals += 1;
    first.resolve(signal);
    if (signals < 2) return;
    second.resolve('late');
    // A third one ends the process whatever it is doing.
    process.off('SIGTERM', hear).off('SIGINT', hear);
  };
  process.on('SIGTERM', hear).on('SIGINT', hear);
  return { first: first.promise, second: second.promise };
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

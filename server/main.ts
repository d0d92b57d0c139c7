import process from 'node:process';
import { ConfigError, readConfig } from '../config/config.ts';
import { createLog } from '../process/log.ts';
import { endOnUncaughtErrors, limitStopping, stopSignals } from '../process/stopping.ts';
import { type BedsideServer, openServer } from './app.ts';

/** Starts the server and runs it until the process is told to end. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.log).child({ process: 'server' });
  endOnUncaughtErrors(log);
  const stop = stopSignals();
  let server: BedsideServer;
  try {
    server = await openServer({ config, log });
  } catch (error) {
    log.error('the server could not start', error);
    process.exitCode = 1;
    return;
  }
  log.info('the server is ready', { port: server.port, pid: process.pid });
  const signal = await stop.first;
  log.info('the server is stopping', { signal });
  limitStopping(log);
  await server.close();
  log.info('the server has stopped');
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

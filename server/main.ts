import process from 'node:process';
import { ConfigError, readConfig } from '../config/config.ts';
import { createLog, type Log } from '../process/log.ts';
import { limitStopping } from '../process/stopping.ts';
import { type BedsideServer, openServer } from './app.ts';

/** Starts the server and runs it until the process is told to end. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.log).child({ process: 'server' });
  const fail = failWith(log);
  process.on('unhandledRejection', fail('an error was handled by nobody'));
  process.on('uncaughtException', fail('an error was caught by nobody'));
  const stop = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop.resolve(signal);
    });
  }
  let server: BedsideServer;
  try {
    server = await openServer({ config, log });
  } catch (error) {
    log.error('the server could not start', error);
    process.exitCode = 1;
    return;
  }
  log.info('the server is ready', { port: server.port, pid: process.pid });
  const signal = await stop.promise;
  log.info('the server is stopping', { signal });
  limitStopping(log);
  await server.close();
  log.info('the server has stopped');
}

/** The state of the process is unknown from here on: it ends, and whoever keeps it starts another. */
function failWith(log: Log): (message: string) => (error: unknown) => void {
  return (message) => (error) => {
    log.error(message, error);
    // The line must be out before the process ends.
    process.exitCode = 1;
    setImmediate(() => process.exit(1));
  };
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

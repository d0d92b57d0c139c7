import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { readConfig, type Config } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { KeptProcess } from './kept-process.ts';
import type { Ledger } from './ledger.ts';
import { openLog } from './log-file.ts';
import { root } from './root.ts';
import type { Say } from './say.ts';

/** One of the processes that Bedside consists of. */
export interface PartOptions {
  name: string;
  /** Its composition root, from the checkout. */
  main: string;
  env: Environment;
  /** Where what it logs goes. */
  logFolder: string;
  notReady: () => Promise<string | undefined>;
  ledger: Ledger;
  say: Say;
  signal: AbortSignal;
}

/** Starts a part, and starts it again whenever it ends by itself. */
export async function startPart(options: PartOptions): Promise<KeptProcess> {
  const { name, ledger, say, signal } = options;
  const log = path.join(options.logFolder, `${name}.log`);
  await mkdir(options.logFolder, { recursive: true, mode: 0o700 });
  try {
    return await KeptProcess.create({
      name,
      spawn: () => spawnPart(options, log),
      notReady: options.notReady,
      readyWithinMs: 60_000,
      stopSignal: 'SIGTERM',
      ledger,
      say,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(`The ${name} could not be started; the end of its log:\n${await endOf(log)}`, {
      cause: error,
    });
  }
}

async function spawnPart({ main, env }: PartOptions, logFile: string): Promise<ChildProcess> {
  const log = await openLog(logFile);
  try {
    return spawn(process.execPath, [main], {
      cwd: root,
      env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
  } finally {
    await log.close();
  }
}

async function endOf(log: string): Promise<string> {
  return (await readFile(log, 'utf8').catch(() => '')).slice(-3000);
}

/** The address at which this machine reaches the web server. */
export function localUrl({ http: { host, port } }: Config): string {
  const reachable = ({ '0.0.0.0': '127.0.0.1', '::': '[::1]' } as Record<string, string>)[host] ?? host;
  return `http://${reachable.includes(':') && !reachable.startsWith('[') ? `[${reachable}]` : reachable}:${port}`;
}

/** Why the server says that it is not ready, or undefined once it is. */
export async function serverNotReady(config: Config): Promise<string | undefined> {
  try {
    const answer = await fetch(`${localUrl(config)}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.status === 200 ? undefined : `it answers ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Reads the configuration before its services run, so that a misspelt key stops us before anything has started.
 * @throws ConfigError
 */
export function checkConfig(env: Environment): Config {
  return readConfig({
    DATABASE_URL: 'postgres://made.later/',
    REDIS_URL: 'redis://made.later/',
    BEDSIDE_TOKEN_KEY_FILE: 'made later',
    MEDIASOUP_WORKER_BIN: 'made later',
    ...env,
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { openLog } from './log-file.ts';
import { findProgram, type PackageInstaller } from './debian.ts';

const howToGetIt =
  'on Debian or Ubuntu, sudo apt-get install redis-server; on macOS, brew install redis; or run Redis with ' +
  'docker compose and give its address in REDIS_URL';

/** The redis-server program, installed if we may. */
export async function findRedis(installer: PackageInstaller): Promise<string> {
  const found = await findProgram('redis-server');
  if (found !== undefined) return found;
  await installer.need(['redis-server'], 'for its queues', howToGetIt);
  const installed = await findProgram('redis-server');
  if (installed === undefined) throw new Error('redis-server was installed and is not on the PATH');
  return installed;
}

/** Starts a Redis of our own, with its data in <folder>/redis. */
export async function spawnRedis({
  program,
  folder,
  durable,
  port,
  password,
}: {
  program: string;
  folder: string;
  durable: boolean;
  port: number;
  password: string;
}): Promise<ChildProcess> {
  const data = path.join(folder, 'redis');
  await mkdir(data, { recursive: true, mode: 0o700 });
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(data)}`,
    `requirepass ${password}`,
    `appendonly ${durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    // Snapshots beside the append-only file would only cost.
    'save ""',
    // Jobs are not a cache: better refuse to add one than forget another.
    'maxmemory-policy noeviction',
  ];
  // In a file, because everyone on the machine can read a command line.
  const file = path.join(folder, 'redis.conf');
  await writeFile(file, `${settings.join('\n')}\n`, { mode: 0o600 });
  const log = await openLog(path.join(folder, 'redis.log'), { fresh: true });
  try {
    return spawn(program, [file], { detached: true, stdio: ['ignore', log.fd, log.fd] });
  } finally {
    await log.close();
  }
}

/** Why Redis is not ready, or undefined once it is; it may be reading its append-only file. */
export async function redisNotReady({
  port,
  password,
}: {
  port: number;
  password: string;
}): Promise<string | undefined> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    socket.end(`AUTH ${password}\r\nPING\r\n`);
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk);
    return answer === '+OK\r\n+PONG\r\n' ? undefined : `it answers ${answer.trim()}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    socket.destroy();
  }
}

/** For REDIS_URL. */
export function redisUrl({ port, password }: { port: number; password: string }): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createClient } from 'redis';
import { environment } from '../../../config/environment.ts';
import type { HttpEndpoint } from '../../../test/support/http-endpoint.ts';
import type { MailServer } from '../../../test/support/mail-server.ts';
import { replaceDatabase } from '../../../test/support/replace-database.ts';
import type { MediaService } from '../media/media-service.ts';
import type { SmallDisk } from './small-disk.ts';
import { onceAt, type Ward } from './ward.ts';

/** What an outage is done to. */
export type OutageScene = {
  service: MediaService;
  ward: Ward;
  /** Where PostgreSQL keeps everything, and where the processes of the service write their logs. */
  disks: { database: SmallDisk; logs: SmallDisk };
  /** Whom the service sends its messages through. */
  providers: { mail: MailServer; webhook: HttpEndpoint };
  /** A folder for what is needed for a moment. */
  folder: string;
};

export type Outage = {
  fault: string;
  lastsMs: number;
  /** What has to be done before, while everything is well; the answer goes to `begin`. */
  prepare?(scene: OutageScene): Promise<void>;
  /** Resolves when it is in force, with how it is ended. */
  begin(scene: OutageScene): Promise<() => Promise<void>>;
};

const half = 30_000;

/** In the order of issue 11. The clinician who vanishes is in `endure.ts`: nothing of ours is broken then. */
export const outages: readonly Outage[] = [
  { fault: 'nothing', lastsMs: half, begin: () => Promise.resolve(() => Promise.resolve()) },
  {
    fault: 'postgres-stopped-30s',
    lastsMs: half,
    begin: ({ service }) => service.postgres.stop('SIGINT'),
  },
  {
    fault: 'postgres-restarted',
    lastsMs: 0,
    async begin({ service }) {
      const goOn = await service.postgres.stop('SIGINT');
      await goOn();
      return () => Promise.resolve();
    },
  },
  { fault: 'postgres-read-only-30s', lastsMs: half, begin: makeReadOnly },
  { fault: 'postgres-no-connection-left-30s', lastsMs: half, begin: takeEveryConnection },
  { fault: 'postgres-disk-full-30s', lastsMs: half, begin: ({ disks }) => disks.database.fill() },
  {
    fault: 'restored-from-backup',
    lastsMs: 0,
    prepare: backUp,
    async begin(scene) {
      await restore(scene);
      return () => Promise.resolve();
    },
  },
  { fault: 'redis-stopped-30s', lastsMs: half, begin: ({ service }) => service.redis.stop('SIGTERM') },
  { fault: 'redis-memory-full-30s', lastsMs: half, begin: fillRedis },
  {
    fault: 'server-started-without-redis',
    lastsMs: half,
    async begin({ service }) {
      const goOn = await service.redis.stop('SIGTERM');
      // Not waited for: whether it comes up is what is to be found out.
      (await service.server()).tell('SIGTERM');
      await pause(1000);
      return goOn;
    },
  },
  {
    fault: 'providers-down-60s',
    lastsMs: 60_000,
    begin({ providers: { mail, webhook } }) {
      mail.treat('busy');
      webhook.treat(503);
      return Promise.resolve(() => {
        mail.treat('accept');
        webhook.treat(201);
        return Promise.resolve();
      });
    },
  },
  { fault: 'log-disk-full-30s', lastsMs: half, begin: ({ disks }) => disks.logs.fill() },
];

async function makeReadOnly({ service: { databaseUrl } }: OutageScene): Promise<() => Promise<void>> {
  const set = (to: 'on' | 'off') =>
    onceAt(databaseUrl, async (client) => {
      await client.query('set default_transaction_read_only = off');
      await client.query(`alter system set default_transaction_read_only = ${to}`);
      await client.query('select pg_reload_conf()');
    });
  await set('on');
  return () => set('off');
}

/** Takes all that are left, cuts those of the service, and takes theirs as well. */
async function takeEveryConnection({ service: { databaseUrl } }: OutageScene): Promise<() => Promise<void>> {
  const taken: pg.Client[] = [];
  const takeAll = async (): Promise<pg.Client> => {
    for (;;) {
      const client = new pg.Client({ connectionString: databaseUrl });
      client.on('error', () => undefined);
      try {
        await client.connect();
        taken.push(client);
      } catch {
        const [first] = taken;
        if (first === undefined) throw new Error('not one connection was to be had');
        return first;
      }
    }
  };
  for (let others = 1; others > 0;) {
    const first = await takeAll();
    const { rows: ours } = await first.query<{ pid: number }>('select pg_backend_pid() as pid');
    const own = [...taken.map(pidOf), ...ours.map(({ pid }) => pid)];
    const { rowCount } = await first.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> all($1)`,
      [own],
    );
    others = rowCount ?? 0;
  }
  return async () => {
    await Promise.all(taken.map((client) => client.end()));
  };
}

/** Which backend serves it; the library's types do not tell. */
function pidOf(client: pg.Client): number {
  return (client as pg.Client & { processID: number }).processID;
}

async function fillRedis({ service: { redisUrl } }: OutageScene): Promise<() => Promise<void>> {
  const set = async (bytes: string) => {
    const client = createClient({ url: redisUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.configSet('maxmemory', bytes);
    client.destroy();
  };
  await set('1');
  return () => set('0');
}

const backupFolder = ({ folder }: OutageScene) => path.join(folder, 'backup');

/** What happens after it is lost with the database: a whole call, so that every number of a state goes on. */
async function backUp(scene: OutageScene): Promise<void> {
  await runOnDatabase(scene.service.databaseUrl, ['--backup-to', backupFolder(scene)]);
  await scene.ward.callFromHome();
}

/** The backup is loaded beside, and takes the place of the database while pages are open and servers run. */
async function restore(scene: OutageScene): Promise<void> {
  const { databaseUrl } = scene.service;
  const at = (name: string) => Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href;
  await onceAt(at('postgres'), (client) => client.query('create database bedside_restored'));
  const restored = at('bedside_restored');
  await runOnDatabase(restored, ['--restore-from', backupFolder(scene)]);
  await replaceDatabase(databaseUrl, { by: restored });
}

async function runOnDatabase(databaseUrl: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['store/backup/main.ts', ...args], {
    env: { ...environment(), DATABASE_URL: databaseUrl },
    stdio: ['ignore', 2, 2],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`store/backup/main.ts ended with ${code}`);
}

import { rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { inDatabase } from './database-rows.ts';
import { replaceDatabase } from './replace-database.ts';

/** Every write to it fails as on a full disk, for whoever writes: ENOSPC, of the kernel. */
const full = '/dev/full';

/**
 * No table of these can grow any more, as on a disk that is full: PostgreSQL refuses with 53100. What they hold is out of
 * sight meanwhile, so they are tables that nobody reads then. The rest of the disk has room: the write-ahead log of a disk
 * that is really full stops PostgreSQL sooner or later, which is another outage. Answers with how it is ended. Linux.
 */
export async function fillDiskOf(
  databaseUrl: string,
  tables: readonly string[],
): Promise<() => Promise<void>> {
  const paths = await inDatabase(databaseUrl, async (client) => {
    const { rows } = await client.query<{ file: string }>(
      'select pg_relation_filepath(name) as file from unnest($1::text[]) as name',
      [tables],
    );
    return rows.map(({ file }) => path.basename(file));
  });
  const { url, folder } = await copyOf(databaseUrl);
  const files = paths.map((file) => path.join(folder, file));
  const keptAs = (file: string) => `${file}.kept`;
  for (const file of files) {
    await rename(file, keptAs(file));
    await symlink(full, file);
  }
  const replaced = await replaceDatabase(databaseUrl, { by: url });
  await inDatabase(serverOf(databaseUrl), (client) => client.query(`drop database ${replaced}`));
  return async () => {
    for (const file of files) {
      await rm(file);
      await rename(keptAs(file), file);
    }
    // Whoever has them open goes on failing.
    await inDatabase(databaseUrl, (client) =>
      client.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
      ),
    );
  };
}

/** A copy of whose tables PostgreSQL has no page in memory yet, and the folder that they are in. */
async function copyOf(databaseUrl: string): Promise<{ url: string; folder: string }> {
  const name = new URL(databaseUrl).pathname.slice(1);
  const copy = `${name}_copy`;
  const folder = await inDatabase(serverOf(databaseUrl), async (client) => {
    await client.query(`alter database ${name} with allow_connections false`);
    await client.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [
      name,
    ]);
    await client.query(`create database ${copy} template ${name} strategy file_copy`);
    const { rows } = await client.query<{ folder: string }>(
      `select current_setting('data_directory') || '/base/' || oid as folder from pg_database where datname = $1`,
      [copy],
    );
    return rows[0]?.folder ?? '';
  });
  return { url: withPath(databaseUrl, copy), folder };
}

function serverOf(databaseUrl: string): string {
  return withPath(databaseUrl, 'postgres');
}

function withPath(databaseUrl: string, name: string): string {
  return Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href;
}

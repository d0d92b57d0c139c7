import copyStreams from 'pg-copy-streams';
import { migrate, migrationNames } from '../postgres/migrate.ts';
import { readManifest, readTable, verifyTables } from './archive.ts';
import { Catalogue, type Table } from './catalogue.ts';
import { BackupRefusal, checkMigrations, checkTarget, type Manifest } from './manifest.ts';
import { inSession, type Session } from './session.ts';
import { copyStatement } from './take-backup.ts';

export interface RestoreOptions {
  databaseUrl: string;
  /** The folder of the backup. */
  from: string;
  signal: AbortSignal;
}

/** The rows that migrations themselves put into an empty database. */
const filledByMigrations = ['write_probe'];

/**
 * Loads a backup into an empty database and brings that up to date. Everything is checked before anything is written;
 * all rows come in one transaction, so a restore that fails leaves an empty database and can be tried again.
 *
 * @returns what was loaded, and the migrations that were applied afterwards
 * @throws BackupRefusal if the backup is damaged or newer than this release, or the database is in use or not empty
 */
export async function restoreBackup({
  databaseUrl,
  from,
  signal,
}: RestoreOptions): Promise<{ manifest: Manifest; migrated: string[] }> {
  const manifest = await readManifest(from);
  const last = checkMigrations(manifest.migrations, migrationNames);
  await verifyTables(from, manifest, signal);
  const restore = { databaseUrl, name: 'bedside restore' };
  await inSession(restore, async (session) => {
    const catalogue = await Catalogue.create(session);
    await refuseUnlessEmpty(session, catalogue);
    await refuseWhileInUse(session);
    checkTarget(await catalogue.migrations(), manifest.migrations);
  });
  await migrate(databaseUrl, { upTo: last });
  signal.throwIfAborted();
  await inSession(restore, (session) => load({ session, manifest, from, signal }));
  return { manifest, migrated: await migrate(databaseUrl) };
}

async function refuseUnlessEmpty(session: Session, catalogue: Catalogue): Promise<void> {
  const tables = await catalogue.tables();
  const filled: string[] = [];
  for (const { name } of tables.filter((table) => !filledByMigrations.includes(table.name))) {
    const { rows } = await session.query<{ rows: string }>(
      `select count(*) as rows from ${catalogue.nameOf(name)}`,
    );
    if (rows[0]?.rows !== '0') filled.push(`${name} (${rows[0]?.rows ?? 'some'})`);
  }
  if (filled.length > 0) {
    throw new BackupRefusal(
      `The database is not empty. Rows are in ${filled.join(', ')}. Nothing was changed: restore into an empty database.`,
    );
  }
  if (tables.length > 0 && (await catalogue.migrations()).length === 0) {
    throw new BackupRefusal(
      `The database has tables that are not Bedside's: ${tables.map(({ name }) => name).join(', ')}. Nothing was changed: restore into an empty database.`,
    );
  }
}

/** Servers and workers that run on it would see rows appear for which nothing was told to anybody. */
async function refuseWhileInUse(session: Session): Promise<void> {
  const { rows } = await session.query<{ connections: number }>(
    `select count(*)::int as connections from pg_stat_activity
    where datname = current_database() and application_name in ('bedside', 'bedside clock')`,
  );
  if (rows[0]?.connections !== 0) {
    throw new BackupRefusal(
      'Servers or workers are connected to the database: stop them, then restore. Nothing was changed.',
    );
  }
}

type Load = { session: Session; manifest: Manifest; from: string; signal: AbortSignal };

async function load({ session, manifest, from, signal }: Load): Promise<void> {
  const catalogue = await Catalogue.create(session);
  await session.query('begin');
  // Versions that are put back are no news to those who are told of changes (migration 0055).
  await session.query(`set local bedside.restoring = 'on'`);
  const tables = await catalogue.tables();
  checkTables(tables, manifest);
  const names = tables.map(({ name }) => catalogue.nameOf(name));
  await session.query(`lock table ${names.join(', ')} in access exclusive mode`);
  // Again, because somebody may have come between.
  await refuseUnlessEmpty(session, catalogue);
  for (const name of filledByMigrations.filter((one) => tables.some((table) => table.name === one))) {
    await session.query(`delete from ${catalogue.nameOf(name)}`);
  }
  await withForeignKeysAtTheEnd(session, catalogue, async () => {
    for (const table of manifest.tables) {
      const rows = session.query(copyStreams.from(copyStatement(catalogue, table, 'from stdin')));
      await readTable(from, table.name, rows, signal);
      if (rows.rowCount !== table.rows) {
        throw new BackupRefusal(
          `${table.name} has ${rows.rowCount} rows, and the manifest says ${table.rows}: use another backup.`,
        );
      }
    }
  });
  for (const { name, lastValue } of manifest.sequences) {
    await session.query('select setval($1::regclass, $2::bigint)', [catalogue.nameOf(name), lastValue]);
  }
  await session.query('commit');
  // The planner knows nothing of the rows until it has looked, and the first presses should not wait for that.
  await session.query(`analyze ${names.join(', ')}`);
}

/** The schema of a migration is the same everywhere, unless somebody has changed it by hand. */
function checkTables(tables: readonly Table[], manifest: Manifest): void {
  const shapes = (all: readonly Table[]) =>
    new Map(all.map(({ name, columns }) => [name, columns.toSorted().join(', ')]));
  const [here, backedUp] = [shapes(tables), shapes(manifest.tables)];
  const different = [...new Set([...here.keys(), ...backedUp.keys()])].filter(
    (name) => here.get(name) !== backedUp.get(name),
  );
  if (different.length > 0) {
    throw new BackupRefusal(
      `The backup and the schema differ in ${different.join(', ')}: somebody has changed a schema by hand.`,
    );
  }
}

/**
 * Calls, offers and visits point at one another, so there is no order of tables in which every foreign key holds all
 * the time. They are checked once, when all rows are there. The owner of the tables may do that; switching triggers off
 * would need a superuser, and would not check at all.
 */
async function withForeignKeysAtTheEnd(
  session: Session,
  catalogue: Catalogue,
  work: () => Promise<void>,
): Promise<void> {
  const keys = await catalogue.strictForeignKeys();
  const alter = async (how: string) => {
    for (const { table, name } of keys) {
      await session.query(`alter table ${catalogue.nameOf(table)} alter constraint "${name}" ${how}`);
    }
  };
  await alter('deferrable initially deferred');
  await work();
  await session.query('set constraints all immediate');
  await alter('not deferrable');
}

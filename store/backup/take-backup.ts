import copyStreams from 'pg-copy-streams';
import { BackupDraft } from './archive.ts';
import { Catalogue, type Table } from './catalogue.ts';
import { BackupRefusal, formatVersion, type Manifest, type TableFile } from './manifest.ts';
import { inSession, type Session } from './session.ts';

export interface BackupOptions {
  databaseUrl: string;
  /** The folder to be made. */
  to: string;
  signal: AbortSignal;
  /** Told the name of the snapshot, by which others can see the same; for tests. The backup waits for it. */
  onSnapshot?: (name: string) => Promise<void>;
}

/**
 * Writes all of the database as it stood at one moment into a new folder. Everything is read in one transaction that
 * only reads, so the service goes on meanwhile; only a migration would have to wait.
 *
 * The text format of COPY, not the binary one: another release of PostgreSQL reads it, a person can too, and
 * compressed it is as small.
 *
 * @throws BackupRefusal if the folder exists, or the database is not Bedside's
 */
export async function takeBackup({ databaseUrl, to, signal, onSnapshot }: BackupOptions): Promise<Manifest> {
  await using draft = await BackupDraft.create(to);
  const manifest = await inSession({ databaseUrl, name: 'bedside backup' }, async (session) => {
    await session.query('begin transaction isolation level repeatable read, read only');
    const catalogue = await Catalogue.create(session);
    const migrations = await catalogue.migrations();
    if (migrations.length === 0)
      throw new BackupRefusal('The database is not one of Bedside: it has no migrations.');
    const found = await catalogue.tables();
    const names = found.map(({ name }) => catalogue.nameOf(name));
    await session.query(`lock table ${names.join(', ')} in access share mode`);
    const takenAt = await timeOf(session);
    if (onSnapshot !== undefined) await onSnapshot(await nameSnapshot(session));
    const tables: TableFile[] = [];
    for (const table of found) tables.push(await copyTable({ session, catalogue, table, draft, signal }));
    // A sequence has no snapshot: it stands where it stands now, which is not before any row that was read.
    const sequences = await catalogue.sequences();
    await session.query('commit');
    return { formatVersion, takenAt, migrations, tables, sequences } satisfies Manifest;
  });
  await draft.finish(manifest);
  return manifest;
}

async function copyTable(parts: {
  session: Session;
  catalogue: Catalogue;
  table: Table;
  draft: BackupDraft;
  signal: AbortSignal;
}): Promise<TableFile> {
  const { session, catalogue, table, draft, signal } = parts;
  const rows = session.query(copyStreams.to(copyStatement(catalogue, table, 'to stdout')));
  const file = await draft.addTable(table.name, rows, signal);
  return { name: table.name, columns: table.columns, rows: rows.rowCount, ...file };
}

/** COPY in its text format, with the columns named, because their order may differ from database to database. */
export function copyStatement(
  catalogue: Catalogue,
  { name, columns }: Table,
  direction: 'to stdout' | 'from stdin',
): string {
  return `copy ${catalogue.nameOf(name)} (${columns.map((column) => `"${column}"`).join(', ')}) ${direction}`;
}

async function timeOf(session: Session): Promise<string> {
  const { rows } = await session.query<{ now: Date }>('select transaction_timestamp() as now');
  return (rows[0]?.now ?? new Date()).toISOString();
}

async function nameSnapshot(session: Session): Promise<string> {
  const { rows } = await session.query<{ name: string }>('select pg_export_snapshot() as name');
  return rows[0]?.name ?? '';
}

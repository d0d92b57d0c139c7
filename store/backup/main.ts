// Backs up or restores the database that DATABASE_URL names. `npm run backup` and `npm run restore` start it.

import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ConfigError, readDatabaseUrl } from '../../config/config.ts';
import { DomainError } from '../../domain/errors.ts';
import { StatementError } from '../postgres/errors.ts';
import { BackupRefusal, type Manifest } from './manifest.ts';
import { restoreBackup } from './restore-backup.ts';
import { takeBackup } from './take-backup.ts';

const usage = `Usage:
  node store/backup/main.ts --backup-to FOLDER
  node store/backup/main.ts --restore-from FOLDER
`;

/** A mistake in how it was called, told in one sentence. */
class UsageError extends Error {}

async function main(signal: AbortSignal): Promise<void> {
  const { values } = parseArgs({
    options: { 'backup-to': { type: 'string' }, 'restore-from': { type: 'string' } },
  });
  const { 'backup-to': to, 'restore-from': from } = values;
  const databaseUrl = readDatabaseUrl();
  const began = performance.now();
  const took = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  if (to !== undefined && from === undefined) {
    const manifest = await takeBackup({ databaseUrl, to: path.resolve(to), signal });
    say(`Backed up ${sizeOf(manifest)}, as of ${manifest.takenAt}, in ${took()}: ${to}`);
    say(
      'It holds patient data and the digests of passwords: keep it on an encrypted disk, and encrypt copies.',
    );
  } else if (from !== undefined && to === undefined) {
    const { manifest, migrated } = await restoreBackup({ databaseUrl, from: path.resolve(from), signal });
    say(`Restored ${sizeOf(manifest)}, as of ${manifest.takenAt}, in ${took()}.`);
    if (migrated.length > 0) say(`Brought the database up to date (${migrated.join(', ')}).`);
  } else {
    throw new UsageError('name either what to back up to or what to restore from');
  }
}

function sizeOf({ tables }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${rows} rows of ${tables.length} tables (${size})`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What a person at a terminal can act on; undefined for a bug, which is shown with its stack. */
function plainWords(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof UsageError || (error instanceof TypeError && 'code' in error)) {
    return `${error.message}\n\n${usage}`;
  }
  if (error instanceof BackupRefusal || error instanceof ConfigError) return error.message;
  // An error of the file system names what was tried and on which file.
  const isKnown = error instanceof DomainError || error instanceof StatementError || 'syscall' in error;
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return isKnown ? `It did not work: ${error.message}${cause}` : undefined;
}

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    stopping.abort();
  });
}
try {
  await main(stopping.signal);
} catch (error) {
  process.exitCode = stopping.signal.aborted ? 130 : 1;
  const words = plainWords(error);
  if (words === undefined && !stopping.signal.aborted) throw error;
  process.stderr.write(stopping.signal.aborted ? 'Stopped before the end.\n' : `${words ?? ''}\n`);
}

// Writes all of the database into a folder while the service runs: npm run backup [-- --to FOLDER]

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { dataFolderPath, givenDatabaseUrl, readFolderOption, runBackup } from './database-copy.ts';
import { openExistingDatabase } from './existing-database.ts';
import { runScript } from './run-script.ts';

await runScript({ notesTo: process.stdout }, async (tools) => {
  const to = readFolderOption('to') ?? (await defaultTarget());
  const databaseUrl = givenDatabaseUrl() ?? (await openExistingDatabase(tools));
  return await runBackup({ args: ['--backup-to', to], databaseUrl, signal: tools.signal });
});

/** A name with the time, in the data folder; a colon is not allowed in names everywhere. */
async function defaultTarget(): Promise<string> {
  const folder = path.join(dataFolderPath(), 'backups');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, `bedside-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z`);
}

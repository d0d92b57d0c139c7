// Writes all of the database into a folder while the service runs: npm run backup [-- --to FOLDER]

import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { DataFolder, FolderTaken } from './data-folder.ts';
import { dataFolderPath, givenDatabaseUrl, readFolderOption, runBackup } from './database-copy.ts';
import { runScript, type ScriptTools } from './run-script.ts';
import { PlainError } from './say.ts';
import { openFolderPostgres, runningPostgresUrl } from './services.ts';

await runScript({ notesTo: process.stdout }, async (tools) => {
  const to = readFolderOption('to') ?? (await defaultTarget());
  const databaseUrl = givenDatabaseUrl() ?? (await openDatabase(tools));
  return await runBackup({ args: ['--backup-to', to], databaseUrl, signal: tools.signal });
});

/** A name with the time, in the data folder; a colon is not allowed in names everywhere. */
async function defaultTarget(): Promise<string> {
  const folder = path.join(dataFolderPath(), 'backups');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, `bedside-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z`);
}

/** The database of the data folder: the running one, or else one that is started for as long as it takes. */
async function openDatabase({ say, signal, owned }: ScriptTools): Promise<string> {
  const folder = dataFolderPath();
  if (!(await exists(path.join(folder, 'postgres')))) {
    throw new PlainError(
      `There is no database in ${folder}: set BEDSIDE_DATA to the folder of the service, or DATABASE_URL.`,
    );
  }
  try {
    const data = await DataFolder.create({ folder, say });
    owned.defer(() => data.close());
    const postgres = await openFolderPostgres({ data, durable: true, say, signal });
    owned.defer(() => postgres.close());
    return postgres.url;
  } catch (error) {
    if (error instanceof FolderTaken) return await runningPostgresUrl(folder);
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

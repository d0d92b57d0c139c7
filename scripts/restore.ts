// Loads a backup into an empty database: npm run restore -- --from FOLDER

import process from 'node:process';
import { DataFolder } from './data-folder.ts';
import { dataFolderPath, givenDatabaseUrl, readFolderOption, runBackup } from './database-copy.ts';
import { runScript, type ScriptTools } from './run-script.ts';
import { PlainError } from './say.ts';
import { openFolderPostgres } from './services.ts';

await runScript({ notesTo: process.stdout }, async (tools) => {
  const from = readFolderOption('from');
  if (from === undefined) throw new PlainError('Name the backup: npm run restore -- --from FOLDER');
  const databaseUrl = givenDatabaseUrl() ?? (await openDatabase(tools));
  return await runBackup({ args: ['--restore-from', from], databaseUrl, signal: tools.signal });
});

/** The database of the data folder, made if there is none; refused while the service runs on it. */
async function openDatabase({ say, signal, owned }: ScriptTools): Promise<string> {
  const data = await DataFolder.create({ folder: dataFolderPath(), say });
  owned.defer(() => data.close());
  const postgres = await openFolderPostgres({ data, durable: true, say, signal });
  owned.defer(() => postgres.close());
  return postgres.url;
}

import { access } from 'node:fs/promises';
import path from 'node:path';
import { DataFolder, FolderTaken } from './data-folder.ts';
import { dataFolderPath } from './database-copy.ts';
import type { ScriptTools } from './run-script.ts';
import { PlainError } from './say.ts';
import { openFolderPostgres, runningPostgresUrl } from './services.ts';

/** The database of the data folder: the running one, or else one that is started for as long as it takes. */
export async function openExistingDatabase({ say, signal, owned }: ScriptTools): Promise<string> {
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

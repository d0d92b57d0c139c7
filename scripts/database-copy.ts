import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { environment } from '../config/environment.ts';
import { root } from './root.ts';
import { runNode } from './run-child.ts';
import { PlainError } from './say.ts';

/** The folder that the service keeps its data in, as `npm start` finds it. */
export function dataFolderPath(): string {
  return path.resolve(root, environment()['BEDSIDE_DATA'] ?? '.bedside');
}

/** A PostgreSQL that somebody named, to be used instead of our own. */
export function givenDatabaseUrl(): string | undefined {
  return environment()['DATABASE_URL'];
}

/** The one option of the script: a folder, where npm was called if it is not absolute. */
export function readFolderOption(name: string): string | undefined {
  try {
    const { values } = parseArgs({ options: { [name]: { type: 'string' } } });
    const folder = values[name];
    if (typeof folder !== 'string') return undefined;
    return path.resolve(environment()['INIT_CWD'] ?? process.cwd(), folder);
  } catch (error) {
    throw new PlainError(
      `${error instanceof Error ? error.message : String(error)}\nThe only option is --${name} FOLDER.`,
    );
  }
}

/** Runs the part that knows the database; it tells the person at the terminal itself what it has done. */
export async function runBackup({
  args,
  databaseUrl,
  signal,
}: {
  args: readonly string[];
  databaseUrl: string;
  signal: AbortSignal;
}): Promise<number> {
  const { code } = await runNode({
    args: ['store/backup/main.ts', ...args],
    env: { ...environment(), DATABASE_URL: databaseUrl },
    stdio: 'inherit',
    signal,
  });
  return code;
}

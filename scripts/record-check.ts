// Compares the record with itself, also while the service runs: npm run record:check [-- --mend]

import process from 'node:process';
import { environment } from '../config/environment.ts';
import { givenDatabaseUrl } from './database-copy.ts';
import { openExistingDatabase } from './existing-database.ts';
import { runNode } from './run-child.ts';
import { runScript } from './run-script.ts';

await runScript({ notesTo: process.stderr }, async (tools) => {
  const databaseUrl = givenDatabaseUrl() ?? (await openExistingDatabase(tools));
  const { code } = await runNode({
    args: ['store/record/check/main.ts', ...process.argv.slice(2)],
    env: { ...environment(), DATABASE_URL: databaseUrl },
    stdio: 'inherit',
    signal: tools.signal,
  });
  return code;
});

// Required by mocha for tests that need services (scripts/test.ts): by its own process and by those that run files.

import process from 'node:process';
import { migrate } from '../../store/postgres/migrate.ts';
import { createTemplate, dropTemplate } from './services.ts';

/** The schema is made once, and each test copies it. */
export async function mochaGlobalSetup(): Promise<void> {
  await migrate(await createTemplate());
}

export async function mochaGlobalTeardown(): Promise<void> {
  await dropTemplate();
}

// With an exit, and not by the signal itself, so that what hangs on the end of the process is ended too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.exit(130);
  });
}

import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError, readConfig } from '../config/config.ts';
import { createLog } from '../process/log.ts';
import { DomainError } from '../domain/errors.ts';
import { openStore } from '../store/open-store.ts';
import { migrate } from '../store/postgres/migrate.ts';
import {
  addOrganisation,
  addPerson,
  type DemonstrationStation,
  issueDemonstrationCode,
  seedDemonstration,
  type SetUpDeps,
} from './set-up/demonstration.ts';
import { readLinkSecrets } from './auth/link-secrets.ts';
import { passwords, secrets } from './auth/secrets.ts';

const usage = `Brings the database up to date, and on request puts something into it.

  node server/set-up.ts [--demonstration] [--enrolment-code]
  node server/set-up.ts --administrator EMAIL NAME [--organisation NAME]

  --demonstration    fills a database that has no organisation; prints who can sign in, and a station's code
  --enrolment-code   prints a new code for a station of the demonstration that is not enrolled yet
  --administrator    makes the first administrator of a new organisation; prints a temporary password, this once
`;

const administratorShape = z.tuple([
  z.email('EMAIL is not an e-mail address').transform((email) => email.toLowerCase()),
  z.string().trim().min(1),
]);

/** A mistake in how it was called, told in one sentence. */
class UsageError extends Error {}

async function main(): Promise<void> {
  const options = readArguments();
  const config = readConfig();
  const log = createLog({ level: 'error', write: process.stderr });
  const migrated = await migrate(config.databaseUrl);
  const store = openStore({ databaseUrl: config.databaseUrl, clock: { now: () => new Date() }, log });
  const deps: SetUpDeps = { store, passwords, secrets, newId: randomUUID };
  try {
    const { keyFile } = config.tokens;
    const demonstration = options.demonstration
      ? await seedDemonstration({ ...deps, links: await readLinkSecrets({ keyFile }) })
      : null;
    print({ migrated, demonstration });
    if (options.enrolmentCode) {
      const station: DemonstrationStation | null =
        demonstration?.station ?? (await issueDemonstrationCode(deps));
      print({ station });
    }
    if (options.administrator !== undefined) {
      print({ administrator: await addFirstAdministrator(deps, options.administrator) });
    }
  } finally {
    await store.close();
  }
}

type Administrator = { email: string; name: string; organisation: string };

function readArguments(): { demonstration: boolean; enrolmentCode: boolean; administrator?: Administrator } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      demonstration: { type: 'boolean', default: false },
      'enrolment-code': { type: 'boolean', default: false },
      administrator: { type: 'boolean', default: false },
      organisation: { type: 'string', default: 'Bedside' },
    },
  });
  const { demonstration, 'enrolment-code': enrolmentCode, organisation } = values;
  if (!values.administrator) {
    if (positionals.length > 0) {
      throw new UsageError(`unknown argument ${positionals.join(' ')}`);
    }
    return { demonstration, enrolmentCode };
  }
  const parsed = administratorShape.safeParse(positionals);
  if (!parsed.success) {
    throw new UsageError('--administrator needs an e-mail address and a name');
  }
  const [email, name] = parsed.data;
  return { demonstration, enrolmentCode, administrator: { email, name, organisation } };
}

/** Whoever can run this on the server's machine already holds everything, so it asks for no permission. */
async function addFirstAdministrator(
  deps: SetUpDeps,
  { email, name, organisation }: Administrator,
): Promise<{ email: string; temporaryPassword: string }> {
  const temporaryPassword = deps.secrets.password();
  const passwordHash = await deps.passwords.hash(temporaryPassword);
  await deps.store.transact(async (tx) => {
    const organisationId = await addOrganisation(deps, tx, organisation);
    const roles = ['platform-administrator', 'administrator'] as const;
    await addPerson(deps, tx, { organisationId, name, email, roles, passwordHash, mustChangePassword: true });
  });
  return { email, temporaryPassword };
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  await main();
} catch (error) {
  const mistaken = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  const ours = error instanceof ConfigError || error instanceof DomainError;
  if (!ours && !mistaken) {
    throw error;
  }
  process.stderr.write(`${error.message}\n${mistaken ? `\n${usage}` : ''}`);
  process.exitCode = 1;
}

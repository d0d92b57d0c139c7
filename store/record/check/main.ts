// Compares the record with itself in the database that DATABASE_URL names. `npm run record:check` starts it.

import process from 'node:process';
import { parseArgs } from 'node:util';
import { ConfigError, readDatabaseUrl } from '../../../config/config.ts';
import { DomainError } from '../../../domain/errors.ts';
import { type RecordCheck, type RecordFault, recordFaults } from '../../../domain/record/record-check.ts';
import { createLog } from '../../../process/log.ts';
import { StatementError } from '../../postgres/errors.ts';
import { checkRecord } from './record-check.ts';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    stopping.abort();
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { mend: { type: 'boolean', default: false } } });
  const found = await checkRecord({
    databaseUrl: readDatabaseUrl(),
    mend: values.mend,
    log: createLog({ level: 'error' }),
    signal: stopping.signal,
  });
  for (const line of reportOf(found)) say(line);
  const { resources, mended, found: differing, differences } = found;
  say(
    JSON.stringify({
      recordCheck: { resources, ...(values.mend && { mended }), found: differing, differences },
    }),
  );
  return differing === 0 ? 0 : 1;
}

/** In words, for whoever runs the service. */
function reportOf({ resources, differences, found, mended }: RecordCheck): string[] {
  const counts = new Map<RecordFault, number>();
  for (const fault of differences.flatMap(({ faults }) => faults)) {
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
  }
  const named = found > differences.length ? `, of which ${String(differences.length)} are named` : '';
  return [
    `${String(resources)} resources of the record were compared with their versions and with what they are found by.`,
    ...(mended > 0 ? [`${String(mended)} of them are found by what they say again.`] : []),
    found === 0 ? 'Nothing differs.' : `${String(found)} differ${named}:`,
    ...[...counts].map(([fault, count]) => `  ${String(count)} × ${fault}: ${recordFaults[fault]}`),
    ...(counts.has('index') ? ['npm run record:check -- --mend writes anew what they are found by.'] : []),
  ];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What a person at a terminal can act on; undefined for a bug, which is shown with its stack. */
function plainWords(error: unknown): string | undefined {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof TypeError && 'code' in error) return `${error.message}\nThe only option is --mend.`;
  if (error instanceof DomainError || error instanceof StatementError)
    return `It did not work: ${error.message}`;
  return undefined;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = stopping.signal.aborted ? 130 : 1;
  const words = stopping.signal.aborted ? 'Stopped before the end.' : plainWords(error);
  if (words === undefined) throw error;
  process.stderr.write(`${words}\n`);
}

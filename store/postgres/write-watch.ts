import { type Kysely, sql } from 'kysely';
import { DomainError } from '../../domain/errors.ts';
import type { Reads } from '../../domain/ports.ts';
import type { Database } from '../schema.ts';
import { StatementError } from './errors.ts';

/** However often it is asked, PostgreSQL is written to no more often than this. */
const againAfterMs = 1000;

/** Read-only; disk full; input or output failed. Others, as too many connections, may be over with the next statement. */
const cannotWrite: readonly string[] = ['25006', '53100', '58030'];

export type WriteWatch = Pick<Reads, 'probeWrite' | 'isWritable'>;

/** Whether PostgreSQL would keep a press. */
export function writeWatch(db: Kysely<Database>): WriteWatch {
  let last: { startedAt: number; done: Promise<void> } | undefined;
  let writable = true;

  async function probe(): Promise<void> {
    try {
      await sql`select probe_write()`.execute(db);
      writable = true;
    } catch (error) {
      if (saysThatItCannotWrite(error)) writable = false;
      throw error;
    }
  }

  function probeWrite(): Promise<void> {
    if (last === undefined || performance.now() - last.startedAt >= againAfterMs)
      last = { startedAt: performance.now(), done: probe() };
    return last.done;
  }

  return {
    probeWrite,

    isWritable() {
      // Whoever asks does not wait for PostgreSQL; its failure is known by the next time.
      probeWrite().catch(() => undefined);
      return writable;
    },
  };
}

function saysThatItCannotWrite(error: unknown): boolean {
  const cause = error instanceof DomainError ? error.cause : error;
  return cause instanceof StatementError && cannotWrite.includes(cause.sqlState);
}

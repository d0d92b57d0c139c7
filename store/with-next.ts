import type { Compilable, Kysely } from 'kysely';
import { pipelinedPrefix } from './connections.ts';
import type { Database } from './schema.ts';

/** Runs a statement whose answer nobody reads together with the one after it: see `withNext`. */
export async function executePipelined(db: Kysely<Database>, statement: Compilable): Promise<void> {
  const compiled = statement.compile();
  await db.executeQuery({ ...compiled, sql: `${pipelinedPrefix} ${compiled.sql}` });
}

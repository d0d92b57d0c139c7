import { inDatabase } from './database-rows.ts';

/**
 * Another database of the same server takes the place of this one, under its name: who was connected is cut off, and
 * finds the other one. What was there before is kept under the name that is the answer.
 */
export async function replaceDatabase(databaseUrl: string, { by }: { by: string }): Promise<string> {
  const [name, next] = [databaseUrl, by].map((url) => new URL(url).pathname.slice(1));
  const lost = `${name}_lost`;
  await inDatabase(Object.assign(new URL(databaseUrl), { pathname: '/postgres' }).href, async (client) => {
    await client.query(`alter database ${name} with allow_connections false`);
    await client.query(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = any($1)',
      [[name, next]],
    );
    await client.query(`alter database ${name} rename to ${lost}`);
    await client.query(`alter database ${next} rename to ${name}`);
  });
  return lost;
}

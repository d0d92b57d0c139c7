import pg from 'pg';

/** Does something on one connection to a database. */
export async function inDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export type Rows = Record<string, string[]>;

/** Every row of every logged table of a Bedside, as text; kysely's own hold when they were made, and are left out. */
export async function allRows(client: pg.Client): Promise<Rows> {
  await client.query(`set timezone = 'UTC'`);
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relpersistence = 'p'
      and relname not like 'kysely%' order by 1`,
  );
  const all: Rows = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from "${name}" t order by 1`);
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** The same as one transaction sees it that has exported its snapshot. */
export function rowsOfSnapshot(url: string, snapshot: string): Promise<Rows> {
  return inDatabase(url, async (client) => {
    await client.query('begin transaction isolation level repeatable read, read only');
    await client.query(`set transaction snapshot '${snapshot}'`);
    return await allRows(client);
  });
}

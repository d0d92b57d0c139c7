import pg from 'pg';

/** Every connection from now on only reads, or reads and writes again; `others`: what becomes of those there are. */
export async function setReadOnly(
  databaseUrl: string,
  to: 'on' | 'off',
  others: 'ended' | 'kept',
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const database = `"${client.database ?? ''}"`;
    await client.query('set default_transaction_read_only = off');
    await client.query(`alter database ${database} set default_transaction_read_only = ${to}`);
    if (others === 'ended')
      await client.query(`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
      `);
  } finally {
    await client.end();
  }
}

import { Socket } from 'node:net';
import pg from 'pg';
import { translated } from '../postgres/errors.ts';

// Values are written in the same form whatever the server's settings are, and nothing ends a long COPY.
const settings = `
  set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set timezone = 'UTC'; set extra_float_digits = 1;
  set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = 0
`;

export type Session = Pick<pg.Client, 'query'>;

/**
 * Does its work on one connection of its own. When it fails the connection is cut, so that the server rolls back,
 * also in the middle of a COPY. What is thrown holds no patient's data.
 */
export async function inSession<T>(
  { databaseUrl, name }: { databaseUrl: string; name: string },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    stream: () => socket,
  });
  // What is running fails by itself; without a listener Node would take a loss for a crash.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(settings);
    const done = await work(client);
    await client.end();
    return done;
  } catch (error) {
    socket.destroy();
    throw translated(error);
  }
}

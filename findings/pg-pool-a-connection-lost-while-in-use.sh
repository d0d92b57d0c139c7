#!/usr/bin/env bash
# pg 8.23.1 with pg-pool 3.14.0: when the connection of a client in use is lost, the process ends with an unhandled
# 'error', although the query was awaited in try and catch and the pool has a listener for 'error'.
#
# The query rejects as one would expect. Besides, the client emits 'error', and the pool listens for that only while the
# client is idle. Whoever has a listener on the pool alone, as most examples do, is safe between two queries and not in
# the middle of one. Each client needs a listener of its own, put on it in the pool's 'connect'.
#
# A restart of PostgreSQL in that moment ended a Bedside server (store/postgres/database-clock.ts; mended, with a test).
# The database here is PGlite, whose socket is cut from its own side.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --legacy-peer-deps pg@8.23.1 pg-pool@3.14.0 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17
cat > lose.mjs <<'JS'
import { connect, createServer } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

const own = process.argv[2] === 'own';
const server = new PGLiteSocketServer({ db: await PGlite.create(), port: 0, host: '127.0.0.1' });
const behind = new Promise((resolve) => server.addEventListener('listening', ({ detail }) => resolve(detail.port)));
await server.start();
const port = await behind;
const sockets = [];
const between = createServer((inner) => {
  const outer = connect(port, '127.0.0.1');
  inner.pipe(outer).pipe(inner);
  for (const socket of [inner, outer]) socket.on('error', () => undefined);
  sockets.push(inner, outer);
});
await new Promise((resolve) => between.listen(0, '127.0.0.1', resolve));
const pool = new pg.Pool({ host: '127.0.0.1', port: between.address().port, user: 'postgres', database: 'postgres', max: 1 });
pool.on('error', () => undefined);
if (own) pool.on('connect', (client) => client.on('error', () => undefined));
process.on('uncaughtException', ({ message }) => {
  console.log(`unhandled: ${message}`);
});
const client = await pool.connect();
await client.query('select 1');
try {
  const answer = client.query('select pg_sleep(1)');
  // The end of a server that stops in an orderly way.
  sockets[0].end();
  await answer;
} catch ({ message }) {
  console.log(`caught: ${message}`);
}
setTimeout(() => process.exit(0), 500);
JS
said() { node lose.mjs "$1" | sort | paste -sd ';'; }
pool_alone=$(said pool)
each_client=$(said own)
echo "a listener on the pool alone:  $pool_alone"
echo "a listener on each client too: $each_client"
[ "$pool_alone" = 'caught: Connection terminated unexpectedly;unhandled: Connection terminated unexpectedly' ]
[ "$each_client" = 'caught: Connection terminated unexpectedly' ]

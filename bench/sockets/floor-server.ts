// A bare Socket.IO server with the options of ours, and nothing around it: no tokens, no rooms, no other servers. It
// answers `state:read` with as many bytes as ours would, at once, and `row:read` after one read of one row by its key.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import pg from 'pg';
import { Server } from 'socket.io';
import { readConfig } from '../../config/config.ts';

const { databaseUrl } = readConfig();
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query('create table if not exists floor_rows (id integer primary key)');
await pool.query('insert into floor_rows select generate_series(1, 100) on conflict do nothing');
const reply = { ok: true, value: { seq: 1, now: new Date().toISOString(), state: 'x'.repeat(400) } };

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  perMessageDeflate: false,
  maxHttpBufferSize: 64 * 1024,
  serveClient: false,
  connectTimeout: 10_000,
  pingInterval: 5000,
});
type Ack = (answer: unknown) => void;
io.on('connection', (socket) => {
  socket.on('state:read', (_payload: unknown, ack: Ack) => {
    ack(reply);
  });
  socket.on('row:read', (_payload: unknown, ack: Ack) => {
    const asked = { name: 'row', text: 'select id from floor_rows where id = $1', values: [7] };
    pool.query(asked).then(
      () => {
        ack(reply);
      },
      (error: unknown) => {
        throw error;
      },
    );
  });
});
http.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
await once(http, 'listening');
process.send?.((http.address() as AddressInfo).port);
await once(process, 'disconnect');
await io.close();
await pool.end();

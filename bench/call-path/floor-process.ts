// The bare path, with nothing that a service needs around it: one Socket.IO command, one insert committed, one BullMQ add
// picked up by a worker, one more commit, one emit. Everything is in one process, which flatters the floor: the product
// crosses from its server to its workers and back.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { Queue, Worker } from 'bullmq';
import pg from 'pg';
import { createClient } from 'redis';
import { Server } from 'socket.io';
import { readConfig } from '../../config/config.ts';

const { databaseUrl, redisUrl } = readConfig();
const pool = new pg.Pool({ connectionString: databaseUrl });
await pool.query(
  'create table if not exists floor (id integer primary key, rang boolean not null default false)',
);
const prefix = 'floor';
const connections = [createClient({ url: redisUrl }), createClient({ url: redisUrl })] as const;
const queue = new Queue('floor', { connection: connections[0], prefix });
const http = createServer();
const sockets = new Server(http, { transports: ['websocket'] });

const worker = new Worker<{ number: number }>(
  'floor',
  async ({ data: { number } }) => {
    await pool.query('update floor set rang = true where id = $1', [number]);
    sockets.emit('rang', number);
  },
  { connection: connections[1], prefix, concurrency: 16 },
);
sockets.on('connection', (socket) => {
  socket.on('press', (number: number) => {
    press(number).catch((error: unknown) => {
      throw error;
    });
  });
});

async function press(number: number): Promise<void> {
  await pool.query('insert into floor (id) values ($1)', [number]);
  await queue.add('ring', { number }, { removeOnComplete: true });
}

await worker.waitUntilReady();
http.listen(0, '127.0.0.1');
await once(http, 'listening');
process.send?.((http.address() as AddressInfo).port);
await once(process, 'disconnect');
await sockets.close();
await worker.close();
await queue.close();
await Promise.all(connections.map((connection) => connection.close()));
await pool.end();

#!/usr/bin/env bash
# rate-limiter-flexible 11.4.0 with redis 6.3.1: `insuranceLimiter` takes over when Redis answers with an error, and with
# `rejectIfRedisNotReady` when there is no connection. A Redis that is connected and no longer answers (stopped, out of memory to
# swap to, behind a firewall that forgets) is neither: `consume` waits without end, and so does whoever is signing in. node-redis has no
# time-out for a command by default.
#
# Bedside gives Redis half a second and then counts in the server's own memory (server/http/limits.ts).
# The script speaks as a Redis that answers what opens a connection, and nothing after it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts rate-limiter-flexible@11.4.0 redis@6.3.1
cat > silent.mjs <<'JS'
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { createClient } from 'redis';

let silent = false;
const server = createServer((socket) => {
  socket.on('data', (bytes) => {
    if (silent) return;
    for (const command of bytes.toString().match(/^\*\d+\r\n\$\d+\r\n\w+/gm) ?? []) {
      socket.write(command.endsWith('HELLO') ? '%1\r\n$5\r\nproto\r\n:3\r\n' : '+OK\r\n');
    }
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = createClient({ url: `redis://127.0.0.1:${server.address().port}`, socket: { reconnectStrategy: false } });
client.on('error', () => undefined);
await client.connect();
const points = { points: 5, duration: 60 };
const limiter = new RateLimiterRedis({
  ...points,
  storeClient: client,
  useRedisPackage: true,
  rejectIfRedisNotReady: true,
  insuranceLimiter: new RateLimiterMemory(points),
});
const answerOf = () =>
  Promise.race([limiter.consume('somebody').then(() => 'counted in memory'), wait(5000, 'nothing after 5 s')]);
silent = true;
console.log(`connected, not answering: ${await answerOf()}`);
client.destroy();
console.log(`no connection: ${await answerOf()}`);
process.exit(0);
JS
seen=$(node silent.mjs)
echo "$seen"
[ "$seen" = 'connected, not answering: nothing after 5 s
no connection: counted in memory' ]

#!/usr/bin/env bash
# socket.io-client 4.8.4: with `retries`, `timeout(ms).emit(...)` says nothing for as long as there is no connection. The command is put
# into a queue before its clock is started, so the clock begins with the connection. Without `retries` the same line answers with "operation has
# timed out" after those milliseconds, and the command is not sent later.
#
# A page that switches `retries` on to make a press safer so loses what tells the user that it has not gone through; and the press arrives
# minutes later, when they have rung somebody by telephone. Bedside's pages use no `retries`: a press has a time-out and an id of its own, and
# is sent again by the page, which says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts socket.io@4.8.4 socket.io-client@4.8.4
cat > press.mjs <<'JS'
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

/** A port at which nobody answers until `listen` is called. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function press(name, options) {
  const port = await freePort();
  const reconnect = { reconnectionDelay: 100, reconnectionDelayMax: 100 };
  const page = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], ...reconnect, ...options });
  let answer = 'nothing';
  page.timeout(150).emit('press', 'one', (error) => {
    answer = error === null ? 'kept' : error.message;
  });
  await wait(1500);
  const whileAway = answer;
  const http = createServer();
  const server = new Server(http);
  let arrived = 0;
  server.on('connection', (socket) => socket.on('press', (_, keep) => keep(++arrived)));
  const connected = new Promise((resolve) => page.on('connect', resolve));
  await new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
  await connected;
  await wait(500);
  console.log(`${name}: while away "${whileAway}", then "${answer}", arrived ${arrived}`);
  page.close();
  await server.close();
}

await press('without retries', {});
await press('with retries', { retries: 2, ackTimeout: 150 });
JS
seen=$(node press.mjs)
echo "$seen"
[ "$seen" = 'without retries: while away "operation has timed out", then "operation has timed out", arrived 0
with retries: while away "nothing", then "kept", arrived 1' ]

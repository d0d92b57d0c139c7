// The browsers' side of `bench -- sockets`, in a process of its own: opens connections and asks over them, as told.

import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { atOnce } from '../slices.ts';

/** What the bench may ask of this process; each is answered by a list of milliseconds. */
export type Task =
  | { do: 'connect'; url: string; tokens: string[]; together: number }
  | { do: 'ask'; name: string; times: number; everyMs: number };

const sockets: Socket[] = [];
let asked = 0;

process.on('message', (task: Task) => {
  (task.do === 'connect' ? connect(task) : ask(task)).then(
    (ms) => process.send?.(ms),
    (error: unknown) => {
      throw error;
    },
  );
});
process.on('disconnect', () => process.exit());

/** How long all of them took together, as the only figure. */
async function connect({ url, tokens, together }: Task & { do: 'connect' }): Promise<number[]> {
  const startedAt = performance.now();
  await atOnce(tokens, together, async (token) => {
    const socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    socket.once('disconnect', (reason) => {
      throw new Error(`a connection was lost: ${reason}`);
    });
    sockets.push(socket);
  });
  return [performance.now() - startedAt];
}

/** One at a time over one connection after the other, at a steady pace; answers how long each took. */
async function ask({ name, times, everyMs }: Task & { do: 'ask' }): Promise<number[]> {
  const took: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < times; n += 1) {
    asked += 1;
    const socket = sockets[(asked * 37) % sockets.length];
    if (socket !== undefined) took.push(askOne(socket, name));
    await pause(Math.max(0, startedAt + (n + 1) * everyMs - performance.now()));
  }
  return Promise.all(took);
}

async function askOne(socket: Socket, name: string): Promise<number> {
  const startedAt = performance.now();
  const answer = (await socket.timeout(10_000).emitWithAck(name, {})) as { ok: boolean };
  if (!answer.ok) throw new Error(`${name} was refused`);
  return performance.now() - startedAt;
}

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Whether a server of ours may listen there. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Whether somebody answers there. */
export async function isAnswered(port: number, host = '127.0.0.1'): Promise<boolean> {
  const socket = connect({ port, host });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Below what the system and mediasoup choose from by themselves, so that a free port stays free until it is used. */
const ours = { from: 5_600, until: 9_600 };

/** A port of loopback that nobody has at the moment; with `inARow`, the first of so many. */
export async function freePort({ inARow = 1 } = {}): Promise<number> {
  for (;;) {
    const first = randomInt(ours.from, ours.until);
    const row = Array.from({ length: inARow }, (_, n) => isFree(first + n));
    if ((await Promise.all(row)).every(Boolean)) return first;
  }
}

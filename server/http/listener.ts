import { once } from 'node:events';
import type { Server } from 'node:http';

/** How long running requests may still take when closing. */
const finishWithinMs = 5000;

/** Listens; rejects when the address is taken. */
export async function listen(
  listener: Server,
  { port, host }: { port: number; host: string },
): Promise<void> {
  listener.listen({ port, host });
  await once(listener, 'listening');
}

/** Accepts nothing more, ends the sockets, and waits a limited time for running requests. */
export async function closeListener(listener: Server, endSockets: () => Promise<void>): Promise<void> {
  const { promise: closed, resolve, reject } = Promise.withResolvers<undefined>();
  if (listener.listening) {
    listener.close((error) => {
      if (error === undefined) {
        resolve(undefined);
      } else {
        reject(error);
      }
    });
  } else {
    resolve(undefined);
  }
  const timer = setTimeout(() => {
    listener.closeAllConnections();
  }, finishWithinMs);
  try {
    await endSockets();
    await closed;
  } finally {
    clearTimeout(timer);
  }
}

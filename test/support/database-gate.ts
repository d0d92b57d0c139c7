import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What stands between a service and its PostgreSQL, so that the database can be away for one service alone. */
export class DatabaseGate implements AsyncDisposable {
  /** Where the service finds its database. */
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, { port, url }: { port: number; url: string }) {
    this.#server = server;
    this.#port = port;
    this.url = url;
  }

  static async before(databaseUrl: string): Promise<DatabaseGate> {
    const { hostname, port: behind } = new URL(databaseUrl);
    const server = createServer();
    const port = await listen(server, 0);
    const url = new URL(databaseUrl);
    [url.hostname, url.port] = ['127.0.0.1', String(port)];
    const gate = new DatabaseGate(server, { port, url: url.href });
    server.on('connection', (inner) => {
      const outer = connect(Number(behind || 5432), hostname);
      for (const [socket, other] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        gate.#sockets.add(socket);
        socket.pipe(other);
        socket.on('error', () => undefined);
        socket.once('close', () => {
          gate.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
    return gate;
  }

  /** Ends every connection and refuses new ones. */
  async shut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async reopen(): Promise<void> {
    await listen(this.#server, this.#port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.shut();
  }
}

async function listen(server: Server, port: number): Promise<number> {
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  await listening;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gate has no port');
  return address.port;
}

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What a file has to hold to count as infected here: like the EICAR file it harms nobody. */
export const infection = 'SYNTHETIC-VIRUS';

/**
 * Stands in for clamd: takes INSTREAM as it does, and answers as it does. `answer` says otherwise; `silent` takes the file
 * and says nothing.
 */
export class StandInClamd implements AsyncDisposable {
  /** The files that have come, whole. */
  readonly received: Buffer[] = [];
  answer: string | null = null;
  silent = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      this.#serve(socket);
    });
  }

  static async create(at: { port: number } | { path: string } = { port: 0 }): Promise<StandInClamd> {
    const clamd = new StandInClamd();
    clamd.#server.listen('path' in at ? at : { ...at, host: '127.0.0.1' });
    await once(clamd.#server, 'listening');
    return clamd;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    let come = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      come = Buffer.concat([come, chunk]);
      const file = fileIn(come);
      if (file === undefined) return;
      this.received.push(file);
      if (this.silent) return;
      const found = file.includes(infection) ? 'stream: Synthetic.Virus FOUND' : 'stream: OK';
      socket.end(`${this.answer ?? found}\0`);
    });
  }
}

const command = 'zINSTREAM\0';

/** The chunks put together, once the one of no length has come. */
function fileIn(come: Buffer): Buffer | undefined {
  if (come.length < command.length) return undefined;
  if (come.toString('latin1', 0, command.length) !== command) throw new Error('that is not INSTREAM');
  const chunks: Buffer[] = [];
  for (let at = command.length; at + 4 <= come.length;) {
    const length = come.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(come.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

type Target = () => Promise<{ host: string; port: number }>;

/**
 * What stands between the sites and the service and can make it far away: this kernel has no netem. Whatever arrives at
 * its ports goes on to a target, and back, each way after half of `roundTripMs`; with 0 it goes on at once.
 */
export class DelayRelay implements AsyncDisposable {
  roundTripMs = 0;
  readonly #host: string;
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(host: string) {
    this.#host = host;
  }

  /** Asks for the target at every new connection, so it may change: then this is a balancer of loads too. */
  async openTcp(port: number, target: Target): Promise<void> {
    const open = new Set<Socket>();
    const join = (from: Socket, to: Socket) => {
      open.add(from);
      from.setNoDelay(true);
      from.once('close', () => {
        open.delete(from);
        to.destroy();
      });
      // Its end is told by `close`.
      from.on('error', () => undefined);
      from.pipe(this.#later()).pipe(to);
    };
    const server: Server = createServer((near) => {
      target().then(
        (where) => {
          const far = connect(where);
          join(near, far);
          join(far, near);
        },
        (error: unknown) => near.destroy(error instanceof Error ? error : undefined),
      );
    });
    server.listen(port, this.#host);
    await once(server, 'listening');
    this.#closers.push(async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    });
  }

  /** One socket towards the target for each address that sends, as a NAT has. */
  async openUdp(port: number, target: { host: string; port: number }): Promise<void> {
    const near = createSocket('udp4');
    const farOf = new Map<string, UdpSocket>();
    near.on('message', (message, from) => {
      const key = `${from.address}:${from.port}`;
      let far = farOf.get(key);
      if (far === undefined) {
        far = createSocket('udp4');
        far.on('message', (answer) => {
          this.#after(() => {
            near.send(answer, from.port, from.address);
          });
        });
        farOf.set(key, far);
      }
      const towards = far;
      this.#after(() => {
        towards.send(message, target.port, target.host);
      });
    });
    near.bind(port, this.#host);
    await once(near, 'listening');
    this.#closers.push(async () => {
      const sockets = [near, ...farOf.values()];
      const closed = sockets.map((socket) => once(socket, 'close'));
      for (const socket of sockets) socket.close();
      await Promise.all(closed);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.roundTripMs = 0;
    await Promise.all(this.#closers.splice(0).map((close) => close()));
  }

  #after(act: () => void): void {
    if (this.roundTripMs === 0) act();
    else
      setTimeout(() => {
        if (this.#closers.length > 0) act();
      }, this.roundTripMs / 2);
  }

  #later(): Transform {
    const wait = (): Promise<unknown> =>
      this.roundTripMs === 0 ? Promise.resolve() : pause(this.roundTripMs / 2);
    let previous: Promise<unknown> = Promise.resolve();
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        const waited = wait();
        previous = previous.then(() => waited).then(() => this.push(chunk));
        done();
      },
      flush(done) {
        previous.then(() => {
          done();
        }, done);
      },
    });
  }
}

import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = { to: string[]; content: string };

/** How the server treats the next message. */
type Treatment = 'accept' | 'refuse' | 'busy' | 'hang';

/** A real SMTP server on a port of its own, which fails on command. */
export class MailServer implements AsyncDisposable {
  readonly received: ReceivedMail[] = [];
  /** How often somebody has tried to send, whatever came of it. */
  tries = 0;
  readonly #server: SMTPServer;
  readonly #planned: Treatment[] = [];
  #usual: Treatment = 'accept';

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 0,
      onRcptTo: ({ address }, _session, done) => {
        this.#decide(address, done);
      },
      onData: (stream, session, done) => {
        text(stream).then((content) => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.received.push({ to, content });
          done();
        }, done);
      },
    });
    // A client that gives up resets its connection.
    this.#server.on('error', () => undefined);
  }

  static async open(): Promise<MailServer> {
    const server = new MailServer();
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get url(): string {
    const { port } = this.#server.server.address() as AddressInfo;
    return `smtp://127.0.0.1:${String(port)}`;
  }

  /** One treatment for each of the next messages. */
  plan(...treatments: Treatment[]): void {
    this.#planned.push(...treatments);
  }

  /** What happens to those for which nothing is planned. */
  treat(usual: Treatment): void {
    this.#usual = usual;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(resolve);
    });
  }

  #decide(address: string, done: (error?: Error) => void): void {
    this.tries += 1;
    switch (this.#planned.shift() ?? this.#usual) {
      case 'accept':
        done();
        return;
      case 'refuse':
        done(Object.assign(new Error(`no such mailbox: ${address}`), { responseCode: 550 }));
        return;
      case 'busy':
        done(Object.assign(new Error('try again later'), { responseCode: 451 }));
        return;
      case 'hang':
        return;
    }
  }
}

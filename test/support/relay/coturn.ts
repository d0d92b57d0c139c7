import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endsWithUs } from '../ends-with-us.ts';
import { eventually } from '../eventually.ts';
import { freePort } from '../../../scripts/ports.ts';
import { testCoturn } from '../services.ts';
import { selfSigned } from './self-signed.ts';

/** A coturn of one test file's own, on this machine alone, run with `deploy/turnserver.conf` and only its addresses changed. */
export class Coturn implements AsyncDisposable {
  readonly host: string;
  readonly secret: string;
  readonly port: number;
  readonly tlsPort: number;
  /** The hash by which Chromium can be told to trust its certificate. */
  readonly trusted: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(parts: {
    host: string;
    secret: string;
    port: number;
    tlsPort: number;
    trusted: string;
    folder: string;
    process: ChildProcess;
  }) {
    this.host = parts.host;
    this.secret = parts.secret;
    this.port = parts.port;
    this.tlsPort = parts.tlsPort;
    this.trusted = parts.trusted;
    this.#folder = parts.folder;
    this.#process = parts.process;
  }

  /** `sfuAddress` is the only one to which it relays. On loopback, at any free port, unless told otherwise. */
  static async start({
    sfuAddress,
    host = '127.0.0.1',
    tlsPort,
  }: {
    sfuAddress: string;
    host?: string;
    tlsPort?: number;
  }): Promise<Coturn> {
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-coturn-'));
    const [secret, port] = [randomUUID(), await freePort()];
    const tls = tlsPort ?? (await freePort());
    const { certificate, privateKey, spki } = selfSigned('localhost');
    const inFolder = (name: string) => path.join(folder, name);
    await writeFile(inFolder('cert.pem'), certificate);
    await writeFile(inFolder('key.pem'), privateKey, { mode: 0o600 });
    const deployed = await readFile(new URL('../../../deploy/turnserver.conf', import.meta.url), 'utf8');
    const config = changed(deployed, {
      'listening-ip': host,
      'relay-ip': host,
      'listening-port': String(port),
      'tls-listening-port': String(tls),
      cert: inFolder('cert.pem'),
      pkey: inFolder('key.pem'),
      'static-auth-secret': secret,
      'allowed-peer-ip': sfuAddress,
    }).replace(/^syslog$/m, 'log-file=stdout');
    const ofTest = [
      // Everything of a test is on loopback, which coturn by itself denies before it looks at any list.
      'allow-loopback-peers',
      `pidfile=${inFolder('pid')}`,
      `userdb=${inFolder('users')}`,
    ];
    await writeFile(inFolder('turnserver.conf'), `${config}\n${ofTest.join('\n')}\n`, { mode: 0o600 });
    const process = endsWithUs(
      spawn(testCoturn(), ['-c', inFolder('turnserver.conf')], { stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    const log = createWriteStream(inFolder('log'));
    process.stdout.pipe(log);
    process.stderr.pipe(log);
    const trusted = createHash('sha256').update(spki).digest('base64');
    const coturn = new Coturn({ host, secret, port, tlsPort: tls, trusted, folder, process });
    await coturn.#listening();
    return coturn;
  }

  url(direction: 'udp' | 'tcp' | 'tls'): string {
    return direction === 'tls'
      ? `turns:${this.host === '127.0.0.1' ? 'localhost' : this.host}:${String(this.tlsPort)}?transport=tcp`
      : `turn:${this.host}:${String(this.port)}?transport=${direction}`;
  }

  /** What it has written so far. */
  log(): Promise<string> {
    return readFile(path.join(this.#folder, 'log'), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await gone;
    }
    await rm(this.#folder, { recursive: true });
  }

  async #listening(): Promise<void> {
    for (const port of [this.port, this.tlsPort]) {
      await eventually(async () => {
        if (this.#process.exitCode !== null) return `coturn has ended: ${(await this.log()).slice(-1000)}`;
        const socket = connect({ port, host: this.host });
        try {
          await once(socket, 'connect');
          return undefined;
        } catch (error) {
          return `coturn on port ${String(port)}: ${String(error)}`;
        } finally {
          socket.destroy();
        }
      }, 15_000);
    }
    // It listens for UDP last.
    await eventually(async () => {
      const problem = await bindingProblem(this.port, this.host);
      return problem === undefined ? undefined : `coturn over UDP: ${problem}`;
    }, 15_000);
  }
}

/** Why a Binding request of STUN (RFC 8489) is not answered, if it is not. */
async function bindingProblem(port: number, host: string): Promise<string | undefined> {
  const socket = createSocket('udp4');
  const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)]);
  try {
    socket.connect(port, host);
    await once(socket, 'connect');
    socket.send(request);
    await once(socket, 'message', { signal: AbortSignal.timeout(500) });
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    socket.close();
  }
}

/** The file with other values for these keys; each must be in it exactly once, so that the file cannot drift away. */
function changed(config: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [key, value]) => {
    const line = new RegExp(`^${key}=.*$`, 'gm');
    const found = text.match(line)?.length ?? 0;
    if (found !== 1) throw new Error(`deploy/turnserver.conf has ${String(found)} lines of ${key}`);
    return text.replace(line, `${key}=${value}`);
  }, config);
}

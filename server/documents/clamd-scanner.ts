import { connect, type NetConnectOpts } from 'node:net';
import type { FileScanner } from '../../domain/clinics/document-port.ts';

/** Where clamd listens: a machine and a port, or a socket of this machine. */
type ClamdAddress = { host: string; port: number } | { path: string };

const chunkBytes = 64 * 1024;
/** clamd answers in a few lines; more is not clamd. */
const longestAnswer = 4096;

/**
 * ClamAV's daemon, by its command INSTREAM: the length of each chunk as four bytes before it, most significant first, a
 * length of nothing at the end, and one answer. As docs.clamav.net describes it; a connection for each file.
 */
export class ClamdScanner implements FileScanner {
  readonly #address: ClamdAddress;
  readonly #withinMs: number;

  /** `withinMs` is how long a file may take in all. */
  constructor(address: ClamdAddress, { withinMs = 20_000 }: { withinMs?: number } = {}) {
    this.#address = address;
    this.#withinMs = withinMs;
  }

  async scan(content: Uint8Array): Promise<'clean' | 'infected'> {
    const answer = await this.#ask(content);
    if (answer === 'stream: OK') return 'clean';
    if (/^stream: .+ FOUND$/.test(answer)) return 'infected';
    throw new Error('clamd did not say whether a virus is in the file', { cause: new Error(answer) });
  }

  #ask(content: Uint8Array): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const signal = AbortSignal.timeout(this.#withinMs);
    const options: NetConnectOpts = { ...this.#address };
    const socket = connect(options);
    const giveUp = () => {
      socket.destroy(new Error('clamd did not answer in time'));
    };
    signal.addEventListener('abort', giveUp);
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.includes('\0') || answer.length > longestAnswer) socket.end();
    });
    socket.once('error', reject);
    // It may close without an answer, and then nothing has been said.
    socket.once('close', () => {
      signal.removeEventListener('abort', giveUp);
      resolve(answer.split('\0', 1)[0]?.trim() ?? '');
    });
    for (const part of framed(content)) socket.write(part);
    return promise;
  }
}

function* framed(content: Uint8Array): Generator<Uint8Array> {
  yield Buffer.from('zINSTREAM\0');
  for (let at = 0; at < content.length; at += chunkBytes) {
    const chunk = content.subarray(at, at + chunkBytes);
    yield lengthOf(chunk);
    yield chunk;
  }
  yield lengthOf(new Uint8Array());
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

import { Agent, request } from 'node:http';

type Answer = { status: number; text: string };

/** HTTP with kept connections and nothing else, so that as little as possible of the client is measured. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });
  readonly #url: string;
  readonly #token: () => string;

  constructor(url: string, token: () => string) {
    this.#url = url;
    this.#token = token;
  }

  /** Throws unless it is answered with that status. */
  async ask(wanted: number, method: string, path: string, body?: string): Promise<string> {
    const { status, text } = await this.#send(method, path, body);
    if (status !== wanted) throw new Error(`${method} ${path}: ${String(status)} ${text.slice(0, 500)}`);
    return text;
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body?: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const headers = {
      authorization: `Bearer ${this.#token()}`,
      ...(body !== undefined && {
        'content-type': 'application/fhir+json',
        'content-length': String(Buffer.byteLength(body)),
      }),
    };
    const sent = request(`${this.#url}${path}`, { method, headers, agent: this.#agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.once('error', (error: NodeJS.ErrnoException) => {
      // A server ends connections that nobody has used for some seconds, and may do so at this moment.
      const isOld = sent.reusedSocket && error.code === 'ECONNRESET';
      if (isOld) resolve(this.#send(method, path, body));
      else reject(error);
    });
    sent.end(body);
    return promise;
  }
}

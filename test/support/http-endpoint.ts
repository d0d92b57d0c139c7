import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type ReceivedRequest = { path: string; headers: IncomingMessage['headers']; body: Buffer };

/** A status to answer with, or no answer at all. */
type Treatment = number | 'hang';

/** A real HTTP endpoint on a port of its own, which fails on command. */
export class HttpEndpoint implements AsyncDisposable {
  readonly received: ReceivedRequest[] = [];
  readonly #server: Server;
  readonly #planned: Treatment[] = [];
  #usual: Treatment = 201;
  #headers: Record<string, string> = {};

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  static async open(): Promise<HttpEndpoint> {
    const endpoint = new HttpEndpoint();
    await new Promise<void>((resolve) => {
      endpoint.#server.listen(0, '127.0.0.1', resolve);
    });
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** One treatment for each of the next requests. */
  plan(...treatments: Treatment[]): void {
    this.#planned.push(...treatments);
  }

  /** What happens to those for which nothing is planned. */
  treat(usual: Treatment): void {
    this.#usual = usual;
  }

  /** Headers of every answer from now on. */
  answerWith(headers: Record<string, string>): void {
    this.#headers = headers;
  }

  /** The requests to paths that begin so. */
  to(path: string): ReceivedRequest[] {
    return this.received.filter((request) => request.path.startsWith(path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    this.received.push({ path: request.url ?? '', headers: request.headers, body });
    const treatment = this.#planned.shift() ?? this.#usual;
    if (treatment !== 'hang') {
      response.writeHead(treatment, { 'content-type': 'application/json', ...this.#headers }).end('{}');
    }
  }
}

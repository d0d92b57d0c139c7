import type { IncomingMessage } from 'node:http';

/** Bodies as they came over the wire, for whoever checks a signature; each is kept as long as its request. */
export class RawBodies {
  readonly #bodies = new WeakMap<IncomingMessage, Buffer>();

  /** Handed to the reader of JSON, which calls it before it parses. Only what says that it is signed is kept. */
  readonly keep = (request: IncomingMessage, _response: unknown, body: Buffer): void => {
    if (request.headers['bedside-signature'] !== undefined) this.#bodies.set(request, body);
  };

  of(request: IncomingMessage): Buffer | undefined {
    return this.#bodies.get(request);
  }
}

import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { MediaNodeId } from '../../domain/ids.ts';

const algorithm = 'HS256';
const issuer = 'bedside-media';
/** Valid only while a connection opens, with a margin for clocks that differ. */
const lifetimeSeconds = 30;
const clockTolerance = 30;
// The clock of whoever signed it may be ahead by the tolerance.
const validForMs = (lifetimeSeconds + 2 * clockTolerance) * 1000;
const claims = z.object({ jti: z.uuid() });

/** How a server and a node prove to each other that they know the secret, without sending it. */
export class NodeProofs {
  readonly #secret: string;
  /** Nonces of passes that were used, until they would not be valid any more. */
  readonly #spent = new Map<string, number>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** A server's pass to one node, valid for this connection; the nonce is what the node must answer. */
  pass(nodeId: MediaNodeId): { token: string; nonce: string } {
    const nonce = randomUUID();
    return { token: this.#sign({ audience: nodeId, nonce }), nonce };
  }

  /** Once for each pass. @returns the nonce. @throws when this is no valid pass to this node, or was used before. */
  verifyPass(token: string, nodeId: MediaNodeId): string {
    const nonce = this.#verify(token, nodeId);
    const now = Date.now();
    for (const [spent, until] of this.#spent) if (until <= now) this.#spent.delete(spent);
    if (this.#spent.has(nonce)) throw new Error('the pass has been used');
    this.#spent.set(nonce, now + validForMs);
    return nonce;
  }

  /** The node's answer to a pass. */
  answer(nonce: string): string {
    return this.#sign({ audience: 'server', nonce });
  }

  /** @throws when the peer does not know the secret, or answers another nonce. */
  verifyAnswer(token: string, nonce: string): void {
    if (this.#verify(token, 'server') !== nonce) throw new Error('the node answers another server');
  }

  #sign({ audience, nonce }: { audience: string; nonce: string }): string {
    return jwt.sign({}, this.#secret, {
      algorithm,
      issuer,
      audience,
      jwtid: nonce,
      expiresIn: lifetimeSeconds,
    });
  }

  #verify(token: string, audience: string): string {
    const options = { algorithms: [algorithm] as jwt.Algorithm[], issuer, audience, clockTolerance };
    return claims.parse(jwt.verify(token, this.#secret, options)).jti;
  }
}

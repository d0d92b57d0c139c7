import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { MediaNodeId } from '../../domain/ids.ts';

/** Which node is meant, and what each side has drawn for this one connection. */
export type Challenge = Readonly<{ nodeId: MediaNodeId; ofNode: string; ofServer: string }>;
type Side = 'server' | 'node';

/**
 * How a server and a node prove to each other that they know the secret, without sending it. Each signs what the other
 * has just drawn: nothing overheard is of use again, and no clock is asked.
 */
export class NodeProofs {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** What one side draws for one connection. */
  draw(): string {
    return randomBytes(24).toString('base64url');
  }

  sign(side: Side, challenge: Challenge): string {
    return this.#digest(side, challenge).toString('base64url');
  }

  /** Whether the other side knows the secret and means this node and this connection. */
  verify(side: Side, proof: string, challenge: Challenge): boolean {
    const given = Buffer.from(proof, 'base64url');
    const expected = this.#digest(side, challenge);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #digest(side: Side, { nodeId, ofNode, ofServer }: Challenge): Buffer {
    const signed = JSON.stringify(['bedside-media', side, nodeId, ofNode, ofServer]);
    return createHmac('sha256', this.#secret).update(signed).digest();
  }
}

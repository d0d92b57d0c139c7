import type { RawData, WebSocket } from 'ws';
import type { z } from 'zod';
import type { MediaNodeId } from '../../domain/ids.ts';
import type { Clock } from '../../domain/ports.ts';
import type { NodeProofs } from './node-proofs.ts';
import {
  type Challenged,
  challenged,
  jsonOf,
  type Proven,
  proven,
  textOf,
  type Welcome,
  welcome,
} from './wire.ts';

/** Who has not said the next thing by then counts as gone: somebody is waiting for a picture. */
export const handshakeWithinMs = 2_000;
/** With this a node closes the connection of whoever does not prove to be one of its servers. */
export const refusedProof = 1008;
/** What strangers may send before they are known. */
const largestProof = 1_000;

type Reason = 'closed' | 'late' | 'too-long' | 'not-understood' | 'other-secret-or-node';

const inWords: Readonly<Record<Reason, string>> = {
  closed: 'the other side closed the connection before it was agreed on',
  late: 'the other side did not answer in time',
  'too-long': 'the other side said too much',
  'not-understood': 'the other side speaks another version',
  'other-secret-or-node': 'the other side has another secret, or is not the one that is meant',
};

/** Why the two do not speak with each other. */
export class HandshakeFailed extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(inWords[reason]);
    this.name = 'HandshakeFailed';
    this.reason = reason;
  }
}

/** A server's side: proves itself, and verifies that this is the node it means. */
export async function greetNode(
  socket: WebSocket,
  { nodeId, proofs, clock }: { nodeId: MediaNodeId; proofs: NodeProofs; clock: Clock },
): Promise<Welcome> {
  const { nonce: ofNode } = await next(socket, challenged);
  const challenge = { nodeId, ofNode, ofServer: proofs.draw() };
  const answer: Proven = {
    proof: proofs.sign('server', challenge),
    nonce: challenge.ofServer,
    clock: clock.now().getTime(),
  };
  socket.send(JSON.stringify(answer));
  const said = await next(socket, welcome);
  if (said.card.nodeId !== nodeId || !proofs.verify('node', said.proof, challenge))
    throw new HandshakeFailed('other-secret-or-node');
  return said;
}

/**
 * A node's side: has the server prove itself. Answers with its own proof for the welcome, and the server's clock.
 * @throws HandshakeFailed when it is no server of this node, or says nothing in time
 */
export async function greetServer(
  socket: WebSocket,
  { nodeId, proofs }: { nodeId: MediaNodeId; proofs: NodeProofs },
): Promise<{ proof: string; clock: number }> {
  const ofNode = proofs.draw();
  const asked: Challenged = { kind: 'challenge', nonce: ofNode };
  socket.send(JSON.stringify(asked));
  const { proof, nonce: ofServer, clock } = await next(socket, proven, largestProof);
  const challenge = { nodeId, ofNode, ofServer };
  if (!proofs.verify('server', proof, challenge)) throw new HandshakeFailed('other-secret-or-node');
  return { proof: proofs.sign('node', challenge), clock };
}

/** The next message, if it comes in time and is what it should be. */
async function next<T>(socket: WebSocket, schema: z.ZodType<T>, longest = Infinity): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const onMessage = (data: RawData): void => {
    resolve(textOf(data));
  };
  const onClose = (code: number): void => {
    reject(new HandshakeFailed(code === refusedProof ? 'other-secret-or-node' : 'closed'));
  };
  const timer = setTimeout(() => {
    reject(new HandshakeFailed('late'));
  }, handshakeWithinMs);
  socket.on('message', onMessage).on('close', onClose).on('error', reject);
  try {
    const text = await promise;
    if (text.length > longest) throw new HandshakeFailed('too-long');
    const { success, data } = schema.safeParse(jsonOf(text));
    if (!success) throw new HandshakeFailed('not-understood');
    return data;
  } finally {
    clearTimeout(timer);
    socket.off('message', onMessage).off('close', onClose).off('error', reject);
  }
}

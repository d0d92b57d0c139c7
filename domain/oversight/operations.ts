import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { MediaNodeId } from '../ids.ts';
import type { AccessTokens, Deps, MediaNodes } from '../ports.ts';
import type { KnownNode } from '../rooms/media-nodes.ts';

/** What tells the operators' passes from the access tokens is the audience that they are signed for. */
export type OperationsDeps = Deps & { passes: AccessTokens };

/** A pass for the pages on which operators watch the service at work; that somebody looks is audited. */
export async function openOperations(
  deps: OperationsDeps,
  actor: Actor,
): Promise<{ token: string; expiresAt: Date }> {
  const person = requirePerson(actor, 'operations:read');
  await deps.store.transact((tx) =>
    tx.audit([
      {
        actor: auditActor(person),
        organisationId: person.organisationId,
        action: 'operations.opened',
        subject: { kind: 'person', id: person.personId },
      },
    ]),
  );
  return deps.passes.issue(person);
}

export type MediaNodeDeps = Pick<Deps, 'store'> & { mediaNodes: MediaNodes };

/** The nodes that this server reaches, by region; none where media run inside the server. */
export function listMediaNodes(
  { mediaNodes }: MediaNodeDeps,
  actor: Actor,
): { where: MediaNodes['where']; nodes: KnownNode[] } {
  requirePerson(actor, 'media-node:manage');
  const nodes = mediaNodes.where === 'inside' ? [] : mediaNodes.list();
  const byRegion = (a: KnownNode, b: KnownNode) =>
    a.region === b.region ? compare(a.nodeId, b.nodeId) : compare(a.region, b.region);
  return { where: mediaNodes.where, nodes: nodes.toSorted(byRegion) };
}

/**
 * Has a node hand its visits over and end. Done twice it is done once. Throws `conflict` where media run inside the
 * server, `not-found` for a node that this server does not reach.
 */
export async function drainMediaNode(
  { mediaNodes, store }: MediaNodeDeps,
  actor: Actor,
  { nodeId }: { nodeId: MediaNodeId },
): Promise<void> {
  const person = requirePerson(actor, 'media-node:manage');
  if (mediaNodes.where === 'inside')
    throw new DomainError('conflict', 'Media run inside the server, so there is no media node to drain.');
  const node = mediaNodes.list().find((known) => known.nodeId === nodeId);
  if (node === undefined) throw new DomainError('not-found', 'There is no such media node, or it has ended.');
  if (node.load.draining) return;
  await store.transact(async (tx) => {
    await tx.audit([
      {
        actor: auditActor(person),
        organisationId: person.organisationId,
        action: 'media-node.drained',
        subject: { kind: 'media-node', id: nodeId },
        detail: { region: node.region },
      },
    ]);
    // In the transaction, so that the trail holds neither a drain that did not begin nor one too few.
    await mediaNodes.drain(nodeId);
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

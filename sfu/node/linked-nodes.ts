import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { MediaNodeId } from '../../domain/ids.ts';
import type { KnownNode, MediaNodes } from '../../domain/rooms/media-nodes.ts';
import type { NodeLinks } from './node-links.ts';

type Separate = Extract<MediaNodes, { where: 'separate' }>;

/** What an administrator is shown when a node refuses or no longer answers. */
const inWords: Partial<Record<ErrorCode, string>> = {
  // Nodes of an older version do not know this request.
  invalid:
    'This media node runs a version that cannot be drained from here. Send its process SIGTERM instead.',
  unavailable: 'The connection to this media node broke before it had answered. Look whether it still runs.',
};

/** The nodes this server is connected to, as administrators see them. */
export class LinkedNodes implements Separate {
  readonly where = 'separate';
  readonly #links: NodeLinks;

  constructor(links: NodeLinks) {
    this.#links = links;
  }

  list(): readonly KnownNode[] {
    return this.#links.all.map(({ node: { nodeId, region }, version, load }) => ({
      nodeId,
      region,
      version,
      load,
    }));
  }

  async drain(nodeId: MediaNodeId): Promise<void> {
    const link = this.#links.all.find(({ node }) => node.nodeId === nodeId);
    if (link === undefined)
      throw new DomainError('not-found', 'There is no such media node, or it has ended.');
    try {
      await link.request({ call: 'drain' });
    } catch (cause) {
      const message = cause instanceof DomainError ? inWords[cause.code] : undefined;
      if (message === undefined) throw cause;
      throw new DomainError('unavailable', message, { cause });
    }
  }
}

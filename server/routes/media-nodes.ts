import {
  drainMediaNode,
  listMediaNodes,
  type MediaNodeDeps,
} from '../../domain/oversight/manage-media-nodes.ts';
import type { Handlers } from '../bind.ts';

/** What platform administrators see of the media nodes, and how they drain one. */
export function mediaNodeHandlers(deps: MediaNodeDeps): Pick<Handlers, 'listMediaNodes' | 'drainMediaNode'> {
  return {
    listMediaNodes: ({ actor }) => Promise.resolve(listMediaNodes(deps, actor)),
    drainMediaNode: async ({ actor, params }) => {
      await drainMediaNode(deps, actor, params);
      return {};
    },
  };
}

import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, nothing } from './endpoint.ts';

const count = z.int().min(0);

/** A node as administrators see it; `cpu` is the share of its workers' cores in use. */
export const mediaNode = z.strictObject({
  nodeId: id.mediaNodeId,
  region: z.string(),
  version: z.string(),
  load: z.strictObject({
    capacity: count,
    consumers: count,
    rooms: count,
    cpu: z.number().min(0).max(1),
    draining: z.boolean(),
  }),
});
export type MediaNodeView = z.infer<typeof mediaNode>;

/** What platform administrators do with the processes that carry media. */
export const mediaNodeEndpoints = {
  listMediaNodes: {
    method: 'get',
    path: '/api/media-nodes',
    auth: 'person',
    status: 200,
    summary:
      'The media nodes that this server reaches (platform administrators); none where media run inside it.',
    reply: z.strictObject({ where: z.enum(['inside', 'separate']), nodes: z.array(mediaNode) }),
  },
  drainMediaNode: {
    method: 'post',
    path: '/api/media-nodes/:nodeId/drain',
    auth: 'person',
    status: 202,
    summary:
      'Drains a media node (platform administrators): no new rooms, its visits move, its process ends when it is empty.',
    params: z.strictObject({ nodeId: id.mediaNodeId }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;

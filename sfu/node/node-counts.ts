import { isFull } from '../../domain/rooms/media-nodes.ts';
import type { MediaCounts } from '../../domain/ports.ts';
import type { NodeLink } from './node-link.ts';

/** How many nodes there are, and how many of them take no new rooms. */
export type NodeStates = { open: number; draining: number; full: number };

type Counted = readonly Pick<NodeLink, 'counts' | 'load'>[];

/** The load of all nodes together. */
export function mediaCounts(links: Counted): MediaCounts {
  const sum = { workers: 0, rooms: 0, participants: 0, transports: 0, producers: 0, consumers: 0 };
  for (const { counts } of links)
    for (const what of Object.keys(sum) as (keyof MediaCounts)[]) sum[what] += counts[what];
  return sum;
}

export function nodeStates(links: Counted): NodeStates {
  const loads = links.map(({ load }) => load);
  return {
    open: loads.length,
    draining: loads.filter(({ draining }) => draining).length,
    full: loads.filter((load) => !load.draining && isFull(load)).length,
  };
}

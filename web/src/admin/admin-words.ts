import type { Role } from '../../../domain/actors.ts';
import { isClockWrong, isFull, loadOf, othersWithSpace } from '../../../domain/rooms/media-nodes.ts';
import type { MediaNodeView } from '../../../domain/rooms/wire.ts';
import { counted } from '../service/words.ts';
import { shorten } from './audit-words.ts';

export const roleWords: Record<Role, string> = {
  clinician: 'Clinician',
  manager: 'Manager',
  administrator: 'Administrator',
  'platform-administrator': 'Platform administrator',
  booker: 'Booking clerk',
  'prison-healthcare': 'Prison healthcare',
  'wing-officer': 'Wing officer',
};

/** An instant in this browser's own time zone: `22 November 2026 at 15:04`. */
export function whenWords(instant: string): string {
  return new Date(instant).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** As the audit trail and nobody's memory has it: the beginning of the id. */
export function nodeName({ nodeId }: Pick<MediaNodeView, 'nodeId'>): string {
  return `Node ${shorten(nodeId)}`;
}

export type Standing = { words: string; colour: 'green' | 'yellow' | 'red' };

/** Whether a node takes rooms, and why not. */
export function standingOf({ load }: MediaNodeView): Standing {
  if (load.draining) return { words: 'Draining', colour: 'yellow' };
  return isFull(load) ? { words: 'Full', colour: 'red' } : { words: 'Takes rooms', colour: 'green' };
}

/** What an operator is told of a node whose clock is wrong. */
export function clockWords(node: MediaNodeView): string | null {
  if (!isClockWrong(node)) return null;
  const seconds = Math.round(Math.abs(node.clockAheadMs) / 1000);
  const how = node.clockAheadMs > 0 ? 'fast' : 'slow';
  return `Clock ${counted(seconds, 'second')} ${how}: set the time on its machine.`;
}

/** How much of what it can a node carries: whole percent, and never beyond 100. */
export function loadPercent({ load }: MediaNodeView): number {
  return Math.round(Math.min(1, loadOf(load)) * 100);
}

/** What makes the load up: `1 room, 4 of 400 streams, processor 12 %`. */
export function loadWords({ load: { rooms, consumers, capacity, cpu } }: MediaNodeView): string {
  const streams = `${String(consumers)} of ${String(capacity)} streams`;
  return `${counted(rooms, 'room')}, ${streams}, processor ${String(Math.round(cpu * 100))} %`;
}

/** What becomes of the visits of a node that is drained now, one sentence a line. */
export function drainWords(nodes: readonly MediaNodeView[], node: MediaNodeView): string[] {
  const others = othersWithSpace(nodes, node);
  const ending = 'Its process ends by itself when the node is empty. Nothing here starts it again.';
  if (others === 0) {
    return [
      'No other node takes its visits: they stay on it until they end, and new calls get no picture or sound until a node is started.',
      'A visit that still runs when the node’s limit is reached, 10 minutes unless it is set otherwise, is cut off.',
      ending,
    ];
  }
  const takers = `${counted(others, 'other node')} of the region ${node.region} ${others === 1 ? 'takes' : 'take'} rooms`;
  const { rooms } = node.load;
  const moved =
    rooms === 0
      ? 'This one has no visit now.'
      : `${rooms === 1 ? 'The visit' : `The ${String(rooms)} visits`} on this one ${rooms === 1 ? 'moves' : 'move'} there at once; picture and sound stop for a moment.`;
  return [`${takers}. ${moved}`, ending];
}

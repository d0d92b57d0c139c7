import type { ParticipantView } from '../../../domain/contract/media.ts';
import { listed } from '../service/words.ts';
import type { RoomView } from './room-keeper.ts';

/** Whether this browser itself has lost its way to the room: then whatever is missing is its own fault. */
export function isInterrupted({ status, room }: Pick<RoomView, 'status' | 'room'>): boolean {
  return status === 'retrying' || room?.network === 'weak';
}

/** What is wrong with the connection and what is being done about it, in one sentence; empty when all is well. */
export function troubleWords(
  own: 'steady' | 'reconnecting',
  others: readonly Pick<ParticipantView, 'name' | 'connection'>[],
): string {
  if (own === 'reconnecting') return 'Reconnecting… Your call is kept.';
  const unsteady = others.filter(({ connection }) => connection === 'unsteady').map(({ name }) => name);
  if (unsteady.length === 0) return '';
  return unsteady.length === 1
    ? `The connection of ${listed(unsteady)} is unsteady. Your call is kept.`
    : `The connections of ${listed(unsteady)} are unsteady. Your call is kept.`;
}

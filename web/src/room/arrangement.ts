import type { ParticipantView } from '../../../domain/contract/media.ts';

export type RoomRole = ParticipantView['role'];

/**
 * Whom a person sees large and whom small: a clinician the patient's side large and colleagues small, a station every
 * clinician large.
 */
export function arrange(
  own: RoomRole,
  others: readonly ParticipantView[],
): { large: ParticipantView[]; small: ParticipantView[] } {
  const facing: RoomRole = own === 'clinician' ? 'station' : 'clinician';
  return {
    large: others.filter(({ role }) => role === facing),
    small: others.filter(({ role }) => role !== facing),
  };
}

/** The others with one of them new or changed: whoever mutes does not move. */
export function keepingPlaces(
  others: readonly ParticipantView[],
  changed: ParticipantView,
): ParticipantView[] {
  const place = others.findIndex(({ participantId }) => participantId === changed.participantId);
  return place === -1 ? [...others, changed] : others.with(place, changed);
}

import type { ParticipantView } from '../../../../domain/rooms/wire.ts';
import { type GuestRole, guestRole, guestRoleLabels } from '../../../../domain/actors.ts';
import type { ParticipantId } from '../../../../domain/ids.ts';

export type RoomRole = ParticipantView['role'];

/**
 * Whom a person sees large and whom small: a station sees every clinician large, everybody else the patient's side. A
 * person chosen to be large is large alone, for as long as they are there.
 */
export function arrange(
  own: RoomRole,
  others: readonly ParticipantView[],
  chosen: ParticipantId | null = null,
): { large: ParticipantView[]; small: ParticipantView[] } {
  const facing: RoomRole = own === 'station' ? 'clinician' : 'station';
  const isThere = others.some(({ participantId }) => participantId === chosen);
  const isLarge = ({ role, participantId }: ParticipantView) =>
    isThere ? participantId === chosen : role === facing;
  return { large: others.filter(isLarge), small: others.filter((other) => !isLarge(other)) };
}

/** The others with one of them new or changed; a change such as muting keeps their position. */
export function keepingPlaces(
  others: readonly ParticipantView[],
  changed: ParticipantView,
): ParticipantView[] {
  const place = others.findIndex(({ participantId }) => participantId === changed.participantId);
  return place === -1 ? [...others, changed] : others.with(place, changed);
}

export function without(others: readonly ParticipantView[], participantId: ParticipantId): ParticipantView[] {
  return others.filter((other) => other.participantId !== participantId);
}

/**
 * The names that people know: a station by its place and not by its device, a guest by the name that they have typed
 * and, because anybody can type any name, by the role they were invited for.
 */
export function asKnown(other: ParticipantView, stationName: string): ParticipantView {
  if (other.role === 'station') return { ...other, name: stationName };
  return isGuest(other.role) ? { ...other, name: `${other.name} (${guestRoleLabels[other.role]})` } : other;
}

function isGuest(role: RoomRole): role is GuestRole {
  return guestRole.safeParse(role).success;
}

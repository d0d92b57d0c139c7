import type { AudienceState } from '../../../domain/states/wire.ts';

/**
 * Which of two states to show. Facts may come late or twice: the higher sequence number wins, and of two with the
 * same number the later one (the queue moves without a fact to everybody in it). A state of another station or
 * clinician is always taken: this browser has become somebody else.
 */
export function newest(known: AudienceState | null, incoming: AudienceState): AudienceState {
  if (known === null || nameOf(known) !== nameOf(incoming)) return incoming;
  if (incoming.seq !== known.seq) return incoming.seq > known.seq ? incoming : known;
  return incoming.now >= known.now ? incoming : known;
}

function nameOf({ state }: AudienceState): string {
  switch (state.kind) {
    case 'station':
      return state.station.stationId;
    case 'clinician':
      return state.clinician.clinicianId;
    case 'guest':
      return state.guest.guestId;
  }
}

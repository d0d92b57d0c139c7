import type { AudienceState } from '../../../domain/states/wire.ts';

/**
 * Which of two states to show. Facts may come late or twice: the higher sequence number wins, and of two with the
 * same number the later one (the queue moves without a fact to everybody in it). A state of another station or
 * clinician is always taken: this browser has become somebody else.
 *
 * `asked` is the state that was known when `incoming` was asked for, of one that was not simply told. An answer with a
 * lower number than was known before the question comes from a database that has lost what it had told (a restore, a
 * failover): it is the truth from now on, or the page would drop every state until the numbers have caught up.
 */
export function newest(
  known: AudienceState | null,
  incoming: AudienceState,
  asked: AudienceState | null = null,
): AudienceState {
  if (known === null || isOfAnother(known, incoming)) return incoming;
  if (asked !== null && !isOfAnother(asked, incoming) && incoming.seq < asked.seq) return incoming;
  if (incoming.seq !== known.seq) return incoming.seq > known.seq ? incoming : known;
  return incoming.now >= known.now ? incoming : known;
}

/** Told out of turn, or by a database that has lost something: only asking tells which. */
export function isInDoubt(known: AudienceState | null, pushed: AudienceState): boolean {
  return known !== null && !isOfAnother(known, pushed) && pushed.seq < known.seq;
}

function isOfAnother(one: AudienceState, other: AudienceState): boolean {
  return nameOf(one) !== nameOf(other);
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

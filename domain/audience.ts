import type { ClinicianId, GuestId, StationId } from './ids.ts';

/** Who gets facts: one station, one clinician or one guest. */
export type Audience =
  | { kind: 'station'; id: StationId }
  | { kind: 'clinician'; id: ClinicianId }
  | { kind: 'guest'; id: GuestId };

export function stationAudience(stationId: StationId): Audience {
  return { kind: 'station', id: stationId };
}

export function clinicianAudience(clinicianId: ClinicianId): Audience {
  return { kind: 'clinician', id: clinicianId };
}

export function guestAudience(guestId: GuestId): Audience {
  return { kind: 'guest', id: guestId };
}

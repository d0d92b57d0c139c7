import type { ClinicianId, GuestId, StationId } from './ids.ts';

/** Who is told facts: one station, one clinician or one guest. */
export type Audience =
  | { kind: 'station'; id: StationId }
  | { kind: 'clinician'; id: ClinicianId }
  | { kind: 'guest'; id: GuestId };

import type { ClinicianId, StationId } from './ids.ts';

/** Who is told facts: one station or one clinician. */
export type Audience = { kind: 'station'; id: StationId } | { kind: 'clinician'; id: ClinicianId };

import type { ClinicianId, OrganisationId, QueueId, ShiftId } from '../../domain/ids.ts';
import type { Shift } from '../../domain/rota/shift.ts';
import { instantOf, type WallTime } from '../../domain/rota/wall-clock.ts';

export const asha = 'asha' as ClinicianId;
export const ben = 'ben' as ClinicianId;
export const homes = 'homes' as QueueId;
export const prisons = 'prisons' as QueueId;

/** A shift between two times by the clock in London. */
export function shift(starts: WallTime, ends: WallTime, over: Partial<Shift> = {}): Shift {
  return {
    id: `shift ${starts}` as ShiftId,
    organisationId: 'an-organisation' as OrganisationId,
    clinicianId: asha,
    startsAt: instantOf(starts),
    endsAt: instantOf(ends),
    queueIds: [homes],
    tier: 1,
    ...over,
  };
}

import type { ClinicianId, OrganisationId, QueueId, ShiftId } from '../ids.ts';

/** The service's wall clock. Shifts are kept as instants; people read and write them in this zone. */
export const rotaTimeZone = 'Europe/London';

/** When a clinician is on call, for which queues and in which tier. */
export type Shift = {
  readonly id: ShiftId;
  readonly organisationId: OrganisationId;
  readonly clinicianId: ClinicianId;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly queueIds: readonly QueueId[];
  readonly tier: 1 | 2;
};

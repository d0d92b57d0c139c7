import type { PatientId, StationId } from '../ids.ts';

/**
 * The place of a patient at home: a station without a device that has the id of the patient. So a booking and a visit by
 * link have their place as every other one has, and two patients at home are never in each other's way.
 */
export function placeAtHome(patientId: PatientId): StationId {
  return patientId as string as StationId;
}

/** Whether a booking is one of a patient at home, who joins by a link. */
export function isByLink({ stationId, patientId }: { stationId: StationId; patientId: PatientId }): boolean {
  return stationId === placeAtHome(patientId);
}

/** What the place is called where a station has its name. */
export const placeAtHomeName = 'By link';

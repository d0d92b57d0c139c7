import type { PersonInRoom, VisitPart, VisitProgress } from '../../../domain/clinics/visit-part.ts';

export const personInRoomWords: Record<PersonInRoom, string> = {
  patient: 'Patient',
  nurse: 'Nurse',
  officer: 'Officer',
  interpreter: 'Interpreter',
  family: 'Family or friend',
  other: 'Somebody else',
};

/** Where the visit stands, for whoever is at the station. */
export const stationPartWords: Record<VisitPart, string> = {
  pre: 'Before the patient comes in: the clinician begins with the staff.',
  main: 'The patient is in the room.',
  debrief: 'Debrief: please make sure that the patient has left.',
};

/** The same for the clinician. */
export const clinicianPartWords: Record<VisitPart, string> = {
  pre: 'Before the patient comes in',
  main: 'The patient is in the room',
  debrief: 'Debrief: the patient has left',
};

const stoppedPartWords: Record<VisitPart, string> = {
  pre: 'This does not end the visit. A patient who is not in the room yet has to be taken back: go on by telephone, or at another time.',
  main: 'You can finish this visit, or go on by telephone. The patient waits in the room until they can be taken back.',
  debrief:
    'You can finish the debrief. The patient waits outside the room until they can be taken back to their wing.',
};

/**
 * That movements are stopped, for both ends of a visit: each may be far from the room. Patients read it too: it says no more
 * than what to do.
 */
export function stoppedWords({ part }: Pick<VisitProgress, 'part'>): string {
  return stoppedPartWords[part];
}

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

/** That movements are stopped, for both ends of a visit. Patients read it too: it says no more than what to do. */
export function stoppedWords({ part }: Pick<VisitProgress, 'part'>): string {
  return part === 'pre'
    ? 'This visit is not cut. A patient who is not in the room yet is to be taken back: go on by telephone, or at another time.'
    : 'This visit is not cut: you may finish it, or go on by telephone. The patient waits here until they can be taken back.';
}

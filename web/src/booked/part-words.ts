import type { PersonInRoom, VisitPart } from '../../../domain/clinics/visit-part.ts';

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

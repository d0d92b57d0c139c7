import type { ClinicPlace } from '../../../domain/clinics/outside.ts';
import {
  personInRoom,
  type PersonInRoom,
  type VisitPart,
  type VisitProgress,
} from '../../../domain/clinics/visit-part.ts';

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

/** Who can be in the room there: officers are in prisons only. */
export function peopleInRoomAt(place: ClinicPlace): PersonInRoom[] {
  return personInRoom.options.filter((one) => one !== 'officer' || place === undefined);
}

type ClinicianWords = {
  parts: Readonly<Record<VisitPart, string>>;
  /** The button that goes on to the part. */
  steps: Readonly<Record<Exclude<VisitPart, 'pre'>, string>>;
  /** Asked before the debrief where it puts somebody out. */
  leaves: Readonly<{ title: string; text: string; no: string }>;
};

const atStation: ClinicianWords = {
  parts: {
    pre: 'Before the patient comes in',
    main: 'The patient is in the room',
    debrief: 'Debrief: the patient has left',
  },
  steps: { main: 'Patient is here', debrief: 'Patient has left: debrief' },
  leaves: {
    title: 'Has the patient left?',
    text: 'Family and interpreter leave the visit now, and cannot come back.',
    no: 'No, the patient is still here',
  },
};

/** Nobody leaves a room there: the debrief puts the patient out of the visit. */
const atHome: ClinicianWords = {
  parts: {
    pre: 'Before the patient joins',
    main: 'The patient is in the visit',
    debrief: 'Debrief: without the patient',
  },
  steps: { main: 'Patient is here', debrief: 'End it for the patient: debrief' },
  leaves: {
    title: 'End the visit for the patient?',
    text: 'The patient, family and interpreter leave the visit now, and cannot come back. You stay.',
    no: 'No, go on with the patient',
  },
};

/** Where the visit stands and how it goes on, for the clinician. */
export function clinicianWordsAt(place: ClinicPlace): ClinicianWords {
  return place === 'home' ? atHome : atStation;
}

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

import { clockOf, dayInWords, wallDateOf } from '../rota/wall-clock.ts';
import { dispositionAfter, dispositionLabels, type NextStep } from '../visits/outcome.ts';
import { type Attendance, dnaCauses } from './attendance.ts';
import type { LetterHead, LetterReader, LetterSections } from './letter.ts';
import { toBeWritten } from './letter.ts';
import type { ClinicPlace } from './outside.ts';
import type { PersonInRoom, RoomCheck } from './visit-part.ts';

/** What the service knows of a booking that is over, and of nothing else: no date of any other appointment is among it. */
export type LetterFacts = {
  readonly organisationName: string;
  readonly service: string;
  /** Who writes the letter. */
  readonly clinicianName: string;
  /** With where they are now, to which a letter goes. */
  readonly patient: LetterHead['patient'];
  /** Where the patient was seen or missed; undefined is a prison. */
  readonly place: ClinicPlace;
  readonly seenIn: string;
  /** Where they are now. */
  readonly placeNow: ClinicPlace;
  /** Whether the patient was or is in prison, so that a hospital appointment is kept from them (A36). */
  readonly inPrison: boolean;
  /** When it was booked for, and when its visit began; null where none did. */
  readonly bookedFor: Date;
  readonly seenAt: Date | null;
  /** Whether the patient’s end and a clinician were in the video room at all. */
  readonly byVideo: boolean;
  readonly room: RoomCheck | null;
  readonly interpreterLanguage: string | null;
  /** What was agreed, as staff at the station have read it. */
  readonly advice: readonly string[];
  readonly outcome: Attendance;
};

/** Whether a hospital appointment comes next that a patient in prison is not to know of. */
export function keepsHospital({ inPrison, outcome }: Pick<LetterFacts, 'inPrison' | 'outcome'>): boolean {
  return inPrison && outcome.attendance === 'attended' && outcome.nextStep === 'hospital';
}

/**
 * What a letter for these readers begins with: facts in whole sentences, and a mark where only the clinician knows. Of a
 * hospital appointment that is kept from the patient it says nothing to anybody but the healthcare of the prison.
 */
export function draftLetter(facts: LetterFacts, reader: LetterReader): LetterSections {
  const empty = { requirements: '', diagnoses: '', allergies: '', medications: '', advice: '' };
  return facts.outcome.attendance === 'attended'
    ? {
        ...empty,
        requirements: requirementsOf(facts),
        attendance: seenWords(facts),
        summary: toBeWritten,
        plan: planWords(facts, facts.outcome.nextStep, reader),
        advice: facts.advice.join('\n\n'),
      }
    : {
        ...empty,
        requirements: requirementsOf(facts),
        attendance: `${facts.service} clinic, booked for ${timeWords(facts.bookedFor)}. The patient was not seen. Reason recorded: ${lower(dnaCauses[facts.outcome.cause].words)}.`,
        summary: '',
        plan: 'The patient stays on the waiting list, with the wait that they had. Another appointment is to be booked.',
      };
}

/** What stands before and after what is written. */
export function headOf(facts: LetterFacts, reader: LetterReader): LetterHead {
  return {
    organisationName: facts.organisationName,
    service: facts.service,
    seenOn: wallDateOf(facts.seenAt ?? facts.bookedFor),
    patient: facts.patient,
    to: recipientWords(reader, facts),
    warning:
      facts.inPrison && reader === 'healthcare'
        ? 'For healthcare staff only. Do not give this letter to the patient.'
        : null,
    writtenBy: facts.clinicianName,
  };
}

/** For whom a letter is, as its envelope and its form say it. */
export function recipientWords(
  reader: LetterReader,
  { placeNow, patient }: Pick<LetterFacts, 'placeNow'> & { patient: { siteName: string } },
): string {
  if (reader === 'gp') return 'The patient’s GP';
  if (reader === 'patient') return 'The patient’s GP, and the patient';
  return placeNow === 'care-home' ? patient.siteName : `Healthcare at ${patient.siteName}`;
}

function requirementsOf({ interpreterLanguage }: LetterFacts): string {
  return interpreterLanguage === null ? '' : `An interpreter was asked for: ${interpreterLanguage}.`;
}

function seenWords(facts: LetterFacts): string {
  const { service, seenAt, bookedFor, byVideo, room, place, seenIn } = facts;
  const where = place === 'home' ? 'with the patient at home' : `with the patient at ${seenIn}`;
  const when = seenAt === null ? `booked for ${timeWords(bookedFor)}` : timeWords(seenAt);
  const lines = [
    `${service} clinic, ${when}.`,
    `Seen by ${facts.clinicianName}${byVideo ? ' by video' : ''}, ${where}.`,
    byVideo ? null : `How the visit was held: ${toBeWritten}`,
    room === null ? null : identityWords[room.identity],
    room === null ? `Who was in the room: ${toBeWritten}` : `In the room: ${presentWords(room.present)}.`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

const identityWords: Record<RoomCheck['identity'], string> = {
  confirmed: 'Who the patient is was confirmed with two identifiers.',
  'not-confirmed': 'Who the patient is was not confirmed with two identifiers.',
};

const presentLabels: Record<PersonInRoom, string> = {
  patient: 'the patient',
  nurse: 'a nurse',
  officer: 'an officer',
  interpreter: 'an interpreter',
  family: 'family or a friend',
  other: 'somebody else',
};

function presentWords(present: readonly PersonInRoom[]): string {
  const words = present.map((one) => presentLabels[one]);
  const [last, ...others] = words.toReversed();
  return others.length === 0 ? (last ?? '') : `${others.toReversed().join(', ')} and ${last ?? ''}`;
}

function planWords(facts: LetterFacts, step: NextStep, reader: LetterReader): string {
  if (keepsHospital(facts)) {
    return reader === 'healthcare'
      ? 'A hospital appointment is to be arranged. Keep its date, time and place from the patient.'
      : `${dispositionLabels[dispositionAfter.hospital]}.`;
  }
  return stepWords(facts)[step];
}

/** What comes next and who sees to it; in prison its healthcare books, and elsewhere the booking clerks do. */
function stepWords({ place, patient: { siteName } }: LetterFacts): Readonly<Record<NextStep, string>> {
  const books =
    place === undefined ? `Healthcare at ${siteName}: please book it.` : 'Our booking clerks book it.';
  const inPerson = {
    prison: `Follow-up in person at ${siteName}.\nHealthcare at ${siteName}: please arrange it.`,
    'care-home': `Follow-up in person at ${siteName}.\n${siteName}: please arrange it.`,
    home: 'Follow-up in person.\nOur booking clerks arrange it.',
  };
  return {
    discharge: 'The patient is discharged from this clinic.',
    'follow-up-video': `Follow-up by video in this clinic.\n${books}`,
    'follow-up-in-person': inPerson[place ?? 'prison'],
    hospital: 'A hospital appointment is to be arranged.',
    'patient-initiated': 'Another appointment is made when the patient asks for one (PIFU).',
  };
}

/** By the clock of the hospital. */
function timeWords(at: Date): string {
  return `${dayInWords(at)}, ${clockOf(at)}`;
}

function lower(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

import { type DnaCause, dnaCauses } from '../../../domain/clinics/attendance.ts';
import { type CancelCode, cancelCodes, type Cause } from '../../../domain/clinics/cancel-codes.ts';
import type { ClinicPlace } from '../../../domain/clinics/outside.ts';
import type { NextStep } from '../../../domain/visits/outcome.ts';

type PlaceWords = {
  steps: Readonly<Record<NextStep, string>>;
  /** Who has caused it where the code says the prison. */
  prison: string;
  /** Who reads what was agreed. */
  agreed: string;
  /** Who reads the notes that are written at booking. */
  notes: Readonly<{ patient: string; staff: string }>;
  dna: Partial<Record<DnaCause, string>>;
  cancel: Partial<Record<CancelCode, string>>;
};

const steps = {
  discharge: 'Discharge',
  'follow-up-video': 'Follow-up by video',
  'follow-up-in-person': 'Follow-up in person',
  hospital: 'Hospital appointment',
  'patient-initiated': 'Patient asks when they need one (PIFU)',
} as const;

/**
 * What is said of the same thing in each kind of place. From a patient in prison a hospital appointment is kept (A36), and
 * from nobody else.
 */
const words: Readonly<Record<NonNullable<ClinicPlace> | 'prison', PlaceWords>> = {
  prison: {
    steps: {
      ...steps,
      'follow-up-in-person': 'Follow-up in person, at the prison',
      hospital: 'Hospital appointment (kept from the patient)',
    },
    prison: 'Prison',
    agreed: 'Shown at the station in these words, where the patient can read them: no hospital, no date',
    notes: {
      patient: 'This may be printed for the patient.',
      staff: 'Only staff of the prison’s healthcare and of the hospital read this.',
    },
    dna: {},
    cancel: {},
  },
  'care-home': {
    steps: { ...steps, 'follow-up-in-person': 'Follow-up in person, at the care home' },
    prison: 'Care home',
    agreed: 'Shown at the station in these words, where the patient can read them',
    notes: {
      patient: 'It is not sent to the care home: tell the staff there as well.',
      staff: 'Only staff of the hospital read this.',
    },
    dna: {},
    cancel: { 'other-prison': 'Another reason at the care home' },
  },
  home: {
    steps,
    prison: 'Patient',
    agreed: 'Kept with the booking, for those who look after the patient. No screen shows it to the patient',
    notes: {
      patient:
        'The patient reads it on the page of their link. Somebody else may have the link: nothing private.',
      staff: 'Only staff of the hospital read this.',
    },
    dna: { 'patient-declined': 'Patient did not join, or did not want to' },
    cancel: {},
  },
};

function wordsAt(place: ClinicPlace): PlaceWords {
  return words[place ?? 'prison'];
}

/** What comes next, for whoever works with the booking; patients are told none of it by a screen. */
export function nextStepWordsAt(place: ClinicPlace): Readonly<Record<NextStep, string>> {
  return wordsAt(place).steps;
}

/** Who reads what the clinician writes as agreed: at home there is no station. */
export function agreedReadByAt(place: ClinicPlace): string {
  return wordsAt(place).agreed;
}

/** Who reads the notes that are written at booking. */
export function notesReadByAt(place: ClinicPlace): PlaceWords['notes'] {
  return wordsAt(place).notes;
}

/** Why the patient was not seen. */
export function dnaWords(cause: DnaCause, place: ClinicPlace): string {
  return wordsAt(place).dna[cause] ?? dnaCauses[cause].words;
}

/** Why it was cancelled. */
export function cancelWords(code: CancelCode, place: ClinicPlace): string {
  return wordsAt(place).cancel[code] ?? cancelCodes[code].words;
}

const causes: Record<Exclude<Cause, 'prison'>, string> = {
  patient: 'Patient',
  hospital: 'Hospital',
  technology: 'Technology',
};

/** Who has caused it, as far as a code says. */
export function causeWordsAt(cause: Cause, place: ClinicPlace): string {
  return cause === 'prison' ? wordsAt(place).prison : causes[cause];
}

import { type ClinicPlace, isInsteadAt } from '../../../domain/clinics/outside.ts';
import { bookingDetails, type BookingDetails } from '../../../domain/clinics/wire.ts';
import type { Problem } from '../ui/answer.ts';

/** What is written about a booking, as a person fills it in. */
export type DetailsDraft = {
  officer: BookingDetails['officer'] | null;
  interpreter: string;
  noteForPatient: string;
  noteForStaff: string;
  otherwise: BookingDetails['otherwise'] | null;
};

export const emptyDetails: DetailsDraft = {
  officer: null,
  interpreter: '',
  noteForPatient: '',
  noteForStaff: '',
  otherwise: null,
};

export function detailsDraftOf(details: BookingDetails | null): DetailsDraft {
  if (details === null) return emptyDetails;
  return {
    officer: details.officer,
    interpreter: details.interpreterLanguage ?? '',
    noteForPatient: details.noteForPatient ?? '',
    noteForStaff: details.noteForStaff ?? '',
    otherwise: details.otherwise,
  };
}

/** What was said as if of a prison does not hold of a patient who is in none. */
export function draftAt(place: ClinicPlace, draft: DetailsDraft): DetailsDraft {
  if (place === undefined) return draft;
  const { otherwise } = draft;
  const stands = otherwise !== null && isInsteadAt(place, otherwise);
  return { ...draft, officer: 'not-needed', otherwise: stands ? otherwise : null };
}

/** The details that are sent, or what is missing. */
export function readDetails(draft: DetailsDraft): { details: BookingDetails } | { problems: Problem[] } {
  const missing: Problem[] = [
    ...(draft.officer === null
      ? [{ message: 'Choose where the officers will be', field: 'booking-officer' }]
      : []),
    ...(draft.otherwise === null
      ? [{ message: 'Choose what would have happened without this clinic', field: 'booking-otherwise' }]
      : []),
  ];
  if (missing.length > 0) return { problems: missing };
  const read = bookingDetails.safeParse({
    officer: draft.officer,
    otherwise: draft.otherwise,
    interpreterLanguage: orNull(draft.interpreter),
    noteForPatient: orNull(draft.noteForPatient),
    noteForStaff: orNull(draft.noteForStaff),
  });
  return read.success
    ? { details: read.data }
    : { problems: tooLong(read.error.issues.map(({ path }) => path[0])) };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}

function tooLong(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    {
      name: 'interpreterLanguage',
      message: 'The language must have 40 characters at most',
      field: 'booking-interpreter',
    },
    {
      name: 'noteForPatient',
      message: 'The note for the patient must have 300 characters at most',
      field: 'booking-note-patient',
    },
    {
      name: 'noteForStaff',
      message: 'The note for staff must have 1000 characters at most',
      field: 'booking-note-staff',
    },
  ];
  return known.filter(({ name }) => fields.includes(name)).map(({ message, field }) => ({ message, field }));
}

import type { ActivityFigures } from '../../../domain/clinics/activity-wire.ts';
import { type CancelCode, cancelCodes, type Cause } from '../../../domain/clinics/cancel-codes.ts';
import { cancelCodesAt, type ClinicPlace } from '../../../domain/clinics/outside.ts';
import type {
  BookingState,
  Otherwise,
  ReferralPriority,
  SessionState,
} from '../../../domain/clinics/clinic.ts';
import type { BookingView, GapReason, SessionView } from '../../../domain/clinics/wire.ts';
import {
  clockOf,
  dayInWords,
  daysBetween,
  rotaTimeZone,
  startOfDay,
  timesInWords,
  wallDateOf,
  wallTimeOf,
} from '../../../domain/rota/wall-clock.ts';
import { cancelWords, causeWordsAt } from '../booked/place-words.ts';
import { counted } from '../service/words.ts';
export { officerWords } from '../service/words.ts';

type Tagged = { words: string; colour: 'red' | 'orange' | 'green' | 'grey' };

export const priorityWords: Record<ReferralPriority, Tagged> = {
  'two-week-wait': { words: 'Two-week wait', colour: 'red' },
  urgent: { words: 'Urgent', colour: 'orange' },
  routine: { words: 'Routine', colour: 'grey' },
};

const sessionStateWords: Record<SessionState, Tagged> = {
  planned: { words: 'Planned', colour: 'grey' },
  open: { words: 'Open', colour: 'green' },
  cancelled: { words: 'Cancelled', colour: 'red' },
};

/** How a clinic stands. One that was moved is not cancelled: it is held elsewhere. */
export function standingOf({
  state,
  date,
  movedTo,
}: Pick<SessionView, 'state' | 'date' | 'movedTo'>): Tagged {
  if (movedTo === null) return sessionStateWords[state];
  const day = movedTo.date === date ? '' : ` on ${dayInWords(startOfDay(movedTo.date))}`;
  return { words: `Moved to ${movedTo.startsAtClock}${day}`, colour: 'grey' };
}

/** The button that leads into the visit of a booking: one that has begun may run still, and nothing begins anew then. */
export function startWords(state: BookingState): string {
  if (state === 'running') return 'Back to the visit';
  return state === 'booked' ? 'Start' : 'Start again';
}

/** Of one that stands although its regular clinic is changed or ended. */
export const leftOverWords: Record<NonNullable<SessionView['leftOver']>, string> = {
  changed:
    'The regular clinic is held at other times by then. This one stays as it is until you move or cancel it.',
  ended: 'The regular clinic has ended by then. This one stays until you move or cancel it.',
};

export const otherwiseWords: Record<Otherwise, string> = {
  'hospital-escort': 'Officers would have taken the patient to the hospital',
  'in-prison-clinic': 'A clinic in the prison',
  telephone: 'A telephone appointment',
  nothing: 'Nothing',
  'not-known': 'Not known',
};

export const causeWords: Record<Cause, string> = {
  patient: 'Patient',
  prison: 'Prison',
  hospital: 'Hospital',
  technology: 'Technology',
};

/** Why somebody cannot come at a time. */
export const gapWords: Record<GapReason, string> = {
  'too-soon': 'too soon to bring the patient',
  'no-regime': 'the prison moves no patients on that day',
  'over-lock-up': 'the patient would be out over lock-up',
  'movements-stopped': 'movements in the prison are stopped',
  'clinician-taken': 'the clinician has another patient',
  'station-taken': 'every station for clinics is in use',
  'station-blocked': 'every station that would be free is blocked',
  'patient-taken': 'the patient has another appointment',
  'escort-taken': 'no officers are free to bring the patient',
  'interpreter-taken': 'no interpreter of that language is free',
  'no-station': 'the prison has no station for clinics',
  'kept-for-others': 'the places left are kept for other prisons',
};

/** `3 times: the clinician has another patient`. */
export function notOfferedWords({ why, times }: { why: GapReason; times: number }): string {
  return `${counted(times, 'time')}: ${gapWords[why]}`;
}

/** `Kept until Sun 29 Nov 2026, 09:00: 2 places for HMP Fellside.` */
export function keptWords({ shares, keptUntil }: Pick<SessionView, 'shares' | 'keptUntil'>): string {
  const at =
    keptUntil === null ? '' : ` until ${dayInWords(new Date(keptUntil))}, ${clockOf(new Date(keptUntil))}`;
  const kept = shares.map(({ places, siteName }) => `${counted(places, 'place')} for ${siteName}`);
  return `Kept${at}: ${kept.join(', ')}.`;
}

/** How long a referral has waited, by the calendar. */
export function waitedWords(clockStart: string, today: string): string {
  const days = daysBetween(clockStart, today);
  if (days <= 0) return 'Referred today';
  const long = isOverStandard(clockStart, today) ? ', over 18 weeks' : '';
  return `Waiting ${counted(days, 'day')}${long}`;
}

/** The waiting time standard of the NHS: 18 weeks from referral to treatment. */
const standardDays = 18 * 7;

/** Whether somebody has waited longer than the NHS standard, by the clock of the referral. */
export function isOverStandard(clockStart: string, today: string): boolean {
  return daysBetween(clockStart, today) > standardDays;
}

/** `November 2026` of `2026-11`. */
export function monthWords(month: string): string {
  const words = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return words.format(new Date(`${month}-01`));
}

/** `3 February 1980`. */
export function birthWords(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
}

/** The two or three identifiers by which staff make sure who it is. */
export function identifiers(patient: BookingView['patient']): string {
  const { prisonNumber, nhsNumber, dateOfBirth } = patient;
  const numbers = [prisonNumber, nhsNumber === null ? null : `NHS ${spacedNhsNumber(nhsNumber)}`];
  return [...numbers.filter((number) => number !== null), `born ${birthWords(dateOfBirth)}`].join(', ');
}

/** As it is printed: `999 123 4567`. */
export function spacedNhsNumber(digits: string): string {
  return digits.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
}

/** `Mon 30 Nov 2026, 14:30 to 14:50`. */
export function whenWords({ startsAt, endsAt }: { startsAt: string; endsAt: string }): string {
  return timesInWords({ startsAt: new Date(startsAt), endsAt: new Date(endsAt) });
}

/** The clock of the United Kingdom at an instant: `14:30`. */
export function clockAt(instant: string): string {
  return clockOf(new Date(instant));
}

/** `On call 08:00 to 20:00 that day`. */
export function clashWords(clash: SessionView['clashes'][number], date: string): string {
  const what = clash.kind === 'on-call' ? 'On call' : 'Another clinic';
  return `${what} ${spanOn(clash, date)}`;
}

function spanOn(clash: SessionView['clashes'][number], date: string): string {
  const days = [clash.startsAt, clash.endsAt].map((instant) => wallDateOf(new Date(instant)));
  return days.every((day) => day === date)
    ? `${clockAt(clash.startsAt)} to ${clockAt(clash.endsAt)} that day`
    : whenWords(clash);
}

/** `Dr Tom Reid has another clinic 10:00 to 12:00 that day.` */
export function otherClinicWords(
  clinicianName: string,
  { clash, date }: { clash: SessionView['clashes'][number]; date: string },
): string {
  return `${clinicianName} has another clinic ${spanOn(clash, date)}.`;
}

/** What becomes of the referral when a booking is cancelled for this reason. */
export function afterCancelWords(code: CancelCode): string {
  return cancelCodes[code].referral === 'closed'
    ? 'The referral is closed: no other clinic is booked for it.'
    : 'The referral waits again, at its old place in the list.';
}

/** What is cancelled: a booking of one patient, or a clinic with whoever is booked in it. */
export type Cancelled = 'booking' | 'clinic';

/** Reasons that are said of one patient, as they are said of a clinic. */
const wordsOf: Record<Cancelled, Partial<Record<CancelCode, string>>> = {
  booking: {},
  clinic: {
    'no-officer': 'No officers to bring the patients',
    'session-cancelled': 'The clinic is not held',
  },
};

/** Every reason that there can be in such a place but these, under who has caused it. */
export function reasonsByCause(
  except: readonly CancelCode[],
  { of = 'booking', place }: { of?: Cancelled; place?: ClinicPlace | undefined } = {},
): { cause: string; codes: { code: CancelCode; words: string }[] }[] {
  const codes = cancelCodesAt(place).filter((code) => !except.includes(code));
  const causes = new Set((Object.keys(causeWords) as Cause[]).map((cause) => causeWordsAt(cause, place)));
  return [...causes]
    .map((cause) => ({
      cause,
      codes: codes
        .filter((code) => causeWordsAt(cancelCodes[code].cause, place) === cause)
        .map((code) => ({ code, words: wordsOf[of][code] ?? cancelWords(code, place) })),
    }))
    .filter((group) => group.codes.length > 0);
}

const halfYearMs = 182 * 24 * 3600 * 1000;

/** Whether the clock on the wall of this zone ever differs from the one in the United Kingdom, now or in half a year (A21). */
export function isElsewhere(timeZone: string, now: Date): boolean {
  const instants = [now, new Date(now.getTime() + halfYearMs)];
  return instants.some((instant) => wallTimeOf(instant, timeZone) !== wallTimeOf(instant, rotaTimeZone));
}

/** Whether a search by name, prison number or NHS number finds this patient; every word of it must be there. */
export function matches({ patient }: Pick<BookingView, 'patient'>, search: string): boolean {
  const text = [patient.name, patient.prisonNumber ?? '', patient.nhsNumber ?? ''].join(' ').toLowerCase();
  // An NHS number may be typed in its groups.
  const asNumber = search.replaceAll(/\s/g, '');
  if (/^\d+$/.test(asNumber)) return text.includes(asNumber);
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** How late visits began, in the middle; seen by telephone or recorded later, a patient has no visit that could be late. */
export function lateWords({
  attended,
  medianMinutesLate,
}: Pick<ActivityFigures, 'attended' | 'medianMinutesLate'>): string {
  if (medianMinutesLate !== null) return counted(medianMinutesLate, 'minute');
  return attended === 0 ? 'Nobody was seen' : 'Not known';
}

import { z } from 'zod';
import { instant } from '../wire.ts';
import { nextStep, type NextStep } from '../visits/outcome.ts';
import type { Cause } from './cancel-codes.ts';
import type { Booking, ReferralState } from './clinic.ts';

type DnaCode = { words: string; cause: Cause };

/**
 * Why a patient was not seen although the clinic was held, with the words on the screen and who has caused it (A48). None of
 * them closes the referral: nobody in prison is discharged for not being brought, nor for not coming (A26).
 */
export const dnaCauses = {
  'patient-declined': { words: 'Patient did not want to come', cause: 'patient' },
  'patient-unwell': { words: 'Patient was too unwell', cause: 'patient' },
  'no-officer': { words: 'No officer to bring the patient', cause: 'prison' },
  lockdown: { words: 'Movements were stopped', cause: 'prison' },
  'not-brought': { words: 'Patient was not brought', cause: 'prison' },
  hospital: { words: 'The clinic could not see the patient', cause: 'hospital' },
  interpreter: { words: 'No interpreter', cause: 'hospital' },
  technology: { words: 'The video did not work', cause: 'technology' },
} as const satisfies Record<string, DnaCode>;

export type DnaCause = keyof typeof dnaCauses;
export const dnaCause = z.enum(Object.keys(dnaCauses) as [DnaCause, ...DnaCause[]]);

/** Whether a patient was seen, and what follows from it. */
export type Attendance =
  | { readonly attendance: 'attended'; readonly nextStep: NextStep }
  | { readonly attendance: 'dna'; readonly cause: DnaCause; readonly text: string | null };

const text = z.string().trim().min(1).max(300).nullable();

/** The same as somebody says it. */
export const saidAttendance = z.discriminatedUnion('attendance', [
  z.strictObject({ attendance: z.literal('attended'), nextStep }),
  z.strictObject({ attendance: z.literal('dna'), cause: dnaCause, text }),
]);

const recorded = { at: instant, byName: z.string(), corrected: z.boolean() };

/** What is recorded of a booking that is over. Only its staff read it: a hospital appointment is no more than a word here (A36). */
export const bookingOutcome = z.discriminatedUnion('attendance', [
  z.strictObject({ attendance: z.literal('attended'), nextStep, ...recorded }),
  z.strictObject({ attendance: z.literal('dna'), cause: dnaCause, text, ...recorded }),
]);
export type BookingOutcome = z.infer<typeof bookingOutcome>;

/** The same without who has recorded it. */
export function attendanceIn(outcome: BookingOutcome): Attendance {
  return outcome.attendance === 'attended'
    ? { attendance: 'attended', nextStep: outcome.nextStep }
    : { attendance: 'dna', cause: outcome.cause, text: outcome.text };
}

/** A follow-up that somebody has to book: in this service, or at the prison. */
export const followUp = z.enum(['video', 'in-person']);
export type FollowUp = z.infer<typeof followUp>;

type After = { state: Extract<ReferralState, 'waiting' | 'to-rebook' | 'closed'>; followUp: FollowUp | null };

const afterStep: Readonly<Record<NextStep, After>> = {
  discharge: { state: 'closed', followUp: null },
  'follow-up-video': { state: 'waiting', followUp: 'video' },
  'follow-up-in-person': { state: 'waiting', followUp: 'in-person' },
  hospital: { state: 'closed', followUp: null },
  'patient-initiated': { state: 'closed', followUp: null },
};

/** What becomes of the referral; its clock is the same in every case. */
export function referralAfter(said: Attendance): After {
  return said.attendance === 'attended' ? afterStep[said.nextStep] : { state: 'to-rebook', followUp: null };
}

const minuteMs = 60_000;

/** When the station rings because nobody at the prison has joined, counted from the time of the appointment (A48). */
export const ringsAfterMs = 10 * minuteMs;
/** A visit that is started late is given so long before anybody is missed in it. */
export const joinsWithinMs = minuteMs / 2;
const dnaAfterMs = 15 * minuteMs;

/** From when on its clinician can say that the patient was not seen. */
export function dnaFrom({ startsAt }: Pick<Booking, 'startsAt'>): Date {
  return new Date(startsAt.getTime() + dnaAfterMs);
}

const startAgainMs = 15 * minuteMs;

/** Until when a visit that somebody has hung up can be started again, as long as nothing is recorded of it. */
export function startsAgainUntil({ doneAt }: { doneAt: Date }): Date {
  return new Date(doneAt.getTime() + startAgainMs);
}

const correctedForMs = 5 * 24 * 60 * minuteMs;

/** Until when whoever holds or books the clinic can correct the attendance (A29). */
export function correctedUntil({ endsAt }: Pick<Booking, 'endsAt'>): Date {
  return new Date(endsAt.getTime() + correctedForMs);
}

/** Of what ended by then, only a manager can say now what became of it. */
export function lateBefore(now: Date): Date {
  return new Date(now.getTime() - correctedForMs);
}

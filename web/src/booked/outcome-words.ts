import { type BookingOutcome, dnaCauses } from '../../../domain/clinics/attendance.ts';
import type { NextStep } from '../../../domain/visits/outcome.ts';

/** What comes next, for whoever works with the booking; patients are told none of it by a screen. */
export const nextStepWords: Record<NextStep, string> = {
  discharge: 'Discharge',
  'follow-up-video': 'Follow-up by video',
  'follow-up-in-person': 'Follow-up in person, at the prison',
  hospital: 'Hospital appointment (kept from the patient)',
  'patient-initiated': 'Patient asks when they need one (PIFU)',
};

/** `Seen: follow-up by video`, or `Not seen: no officer to bring the patient`. */
export function outcomeWords(outcome: BookingOutcome): string {
  if (outcome.attendance === 'attended') return `Seen: ${lower(nextStepWords[outcome.nextStep])}`;
  const { words } = dnaCauses[outcome.cause];
  return `Not seen: ${lower(words)}${outcome.text === null ? '' : `: ${outcome.text}`}`;
}

function lower(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

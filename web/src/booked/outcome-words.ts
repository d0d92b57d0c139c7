import type { BookingOutcome } from '../../../domain/clinics/attendance.ts';
import type { ClinicPlace } from '../../../domain/clinics/outside.ts';
import { dnaWords, nextStepWordsAt } from './place-words.ts';

/** `Seen: follow-up by video`, or `Not seen: no officer to bring the patient`. */
export function outcomeWords(outcome: BookingOutcome, place: ClinicPlace): string {
  if (outcome.attendance === 'attended') return `Seen: ${lower(nextStepWordsAt(place)[outcome.nextStep])}`;
  const words = dnaWords(outcome.cause, place);
  return `Not seen: ${lower(words)}${outcome.text === null ? '' : `: ${outcome.text}`}`;
}

function lower(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

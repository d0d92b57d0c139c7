import { clockOf, dayInWords, startOfDay } from '../rota/wall-clock.ts';
import type { GpLetterHead } from './gp-letter.ts';

/** What the letter is. */
export const gpLetterTitle = 'Letter to the GP';

/** To whom it goes; where nobody has said which practice it is, it says so. */
export function addresseeWords({ practice }: Pick<GpLetterHead, 'practice'>): string {
  return practice === null
    ? 'The GP of the patient (practice not known)'
    : `${practice.name} (${practice.odsCode})`;
}

/** What stands above what is written, on paper and on the screen. */
export function linesOfGpHead(head: GpLetterHead): { name: string; value: string }[] {
  const { name, dateOfBirth, nhsNumber } = head.patient;
  const seenAt = new Date(head.seenAt);
  return [
    { name: 'To', value: addresseeWords(head) },
    { name: 'Patient', value: name },
    // Without the weekday, which nobody knows their birthday by.
    { name: 'Date of birth', value: dayInWords(startOfDay(dateOfBirth)).replace(/^\w+ /, '') },
    { name: 'NHS number', value: nhsNumber === null ? 'Not known' : spaced(nhsNumber) },
    { name: 'Where the patient was', value: head.siteName },
    { name: 'Seen by video', value: `${dayInWords(seenAt)}, ${clockOf(seenAt)}, by ${head.writtenBy}` },
  ];
}

/** Who has signed it, and when. */
export function gpSignedWords({ writtenBy }: GpLetterHead, signedAt: Date): string {
  return `Signed by ${writtenBy} on ${dayInWords(signedAt)}, ${clockOf(signedAt)}`;
}

/** Why nothing has left the service, and what to do instead. */
export function notSentWords({ practice }: Pick<GpLetterHead, 'practice'>): string {
  const why =
    practice === null
      ? 'nobody has said which GP practice the patient is registered with'
      : 'this service cannot send letters to GP practices yet';
  return `Not sent: ${why}. Print it or save it, and pass it on yourself.`;
}

function spaced(nhsNumber: string): string {
  return `${nhsNumber.slice(0, 3)} ${nhsNumber.slice(3, 6)} ${nhsNumber.slice(6)}`;
}

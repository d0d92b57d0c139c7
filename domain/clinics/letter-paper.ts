import { clockOf, dayInWords, startOfDay } from '../rota/wall-clock.ts';
import type { LetterHead, SignedLetter } from './letter.ts';

/** What a letter is, whatever the clinic. */
export const letterTitle = 'Clinic letter';

/** What stands above what is written, on paper and on the screen. */
export function linesOfHead({ to, patient, service, seenOn }: LetterHead): { name: string; value: string }[] {
  const { name, dateOfBirth, nhsNumber, prisonNumber, siteName } = patient;
  const day = (date: string) => dayInWords(startOfDay(date));
  return [
    { name: 'To', value: to },
    { name: 'Patient', value: name },
    // Without the weekday, which nobody knows their birthday by.
    { name: 'Date of birth', value: day(dateOfBirth).replace(/^\w+ /, '') },
    { name: 'NHS number', value: nhsNumber === null ? 'Not known' : spaced(nhsNumber) },
    ...(prisonNumber === null ? [] : [{ name: 'Prison number', value: prisonNumber }]),
    { name: 'Where the patient is', value: siteName },
    { name: 'Clinic', value: `${service}, ${day(seenOn)}` },
  ];
}

/** Who has signed it and when, what it corrects, and whether it still holds. */
export function signedWords({
  head,
  signedAt,
  correctsOf,
  replacedAt,
}: Pick<SignedLetter, 'head' | 'signedAt' | 'correctsOf' | 'replacedAt'>): {
  signed: string;
  corrects: string | null;
  replaced: string | null;
} {
  return {
    signed: `Signed by ${head.writtenBy} on ${atWords(signedAt)}`,
    corrects:
      correctsOf === null
        ? null
        : `It corrects and replaces the letter that was signed on ${atWords(correctsOf)}.`,
    replaced:
      replacedAt === null
        ? null
        : `Do not use this letter: a corrected one was signed on ${atWords(replacedAt)}.`,
  };
}

function atWords(at: Date): string {
  return `${dayInWords(at)}, ${clockOf(at)}`;
}

function spaced(nhsNumber: string): string {
  return `${nhsNumber.slice(0, 3)} ${nhsNumber.slice(3, 6)} ${nhsNumber.slice(6)}`;
}

import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type LetterHandlers = Pick<
  Handlers,
  | 'listLettersToSign'
  | 'readLetterDraft'
  | 'saveLetter'
  | 'signLetter'
  | 'dropLetter'
  | 'listBookingLetters'
  | 'readLetter'
  | 'writeLetter'
  | 'correctLetter'
>;

/** What a clinician writes about a visit, and who reads it. */
export function letterHandlers(useCases: UseCases): LetterHandlers {
  return {
    listLettersToSign: async ({ actor }) => ({ letters: await useCases.listLettersToSign(actor) }),
    readLetterDraft: ({ actor, params }) => useCases.readLetterDraft(actor, params),
    saveLetter: ({ actor, params, body }) => useCases.saveLetter(actor, { ...body, ...params }),
    signLetter: ({ actor, params, body }) => useCases.signLetter(actor, { ...body, ...params }),
    dropLetter: ({ actor, params }) => useCases.dropLetter(actor, params),
    listBookingLetters: async ({ actor, params }) => ({
      letters: await useCases.listBookingLetters(actor, params),
    }),
    readLetter: ({ actor, params }) => useCases.readLetter(actor, params),
    writeLetter: ({ actor, params }) => useCases.writeLetter(actor, params),
    correctLetter: ({ actor, params }) => useCases.correctLetter(actor, params),
  };
}

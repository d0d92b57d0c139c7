import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant, nothing } from '../wire.ts';
import { letterHead, letterReader, letterSections } from './letter.ts';

const bookingParams = z.strictObject({ bookingId: id.bookingId });
const letterParams = z.strictObject({ letterId: id.letterId });
const revision = z.int().min(0);

/** A letter that its clinician is writing, with what the service can say for each of its readers. */
export const letterDraftView = z.strictObject({
  bookingId: id.bookingId,
  /** 1 for the first letter about the booking. */
  number: z.int().min(1),
  /** Said with a change: which state of the letter was seen. */
  revision,
  /** Null while nobody has written in it. */
  savedAt: instant.nullable(),
  reader: letterReader,
  sections: letterSections,
  head: letterHead,
  /** What the letter begins with for each of those for whom it can be. */
  drafts: z.array(
    z.strictObject({
      reader: letterReader,
      to: z.string(),
      /** Whether the booking clerks post it: only the healthcare of a prison reads letters here. */
      posted: z.boolean(),
      sections: letterSections,
    }),
  ),
  /** Whether a hospital appointment is left out for everybody but the healthcare of the prison (A36). */
  hospitalKept: z.boolean(),
  /** What the clinician has noted of the visit for themselves. */
  note: z.string().nullable(),
  /** When the letter was signed that this one corrects. */
  correctsOf: instant.nullable(),
  /** Its clinician has said that none is needed; whoever writes in it takes that back. */
  dropped: z.boolean(),
});
export type LetterDraftView = z.infer<typeof letterDraftView>;

const letterBody = z.strictObject({ revision, reader: letterReader, sections: letterSections });
export type LetterBody = z.infer<typeof letterBody>;

const letterEntry = z.strictObject({
  letterId: id.letterId,
  bookingId: id.bookingId,
  number: z.int().min(1),
  to: z.string(),
  service: z.string(),
  seenOn: letterHead.shape.seenOn,
  writtenBy: z.string(),
  signedAt: instant,
  /** When a corrected letter took its place; null while it holds. */
  replacedAt: instant.nullable(),
});
export type LetterEntry = z.infer<typeof letterEntry>;

/** A letter that is signed, as it is read and printed. */
export const signedLetterView = letterEntry.extend({
  head: letterHead,
  sections: letterSections,
  correctsOf: instant.nullable(),
  /** Whether whoever reads it has written it, and can correct it. */
  own: z.boolean(),
});
export type SignedLetterView = z.infer<typeof signedLetterView>;

/** Something that its clinician has still to sign. */
export const letterToSignView = z.strictObject({
  bookingId: id.bookingId,
  patientName: z.string(),
  service: z.string(),
  startsAt: instant,
  /** Two working days and more have gone by. */
  overdue: z.boolean(),
});
export type LetterToSignView = z.infer<typeof letterToSignView>;

/** What a clinician writes about a visit, and who reads it. */
export const letterEndpoints = {
  listLettersToSign: {
    method: 'get',
    path: '/api/letters-to-sign',
    auth: 'person',
    status: 200,
    summary: 'The letters that the clinician has still to sign, oldest first.',
    reply: z.strictObject({ letters: z.array(letterToSignView) }),
  },
  readLetterDraft: {
    method: 'get',
    path: '/api/bookings/:bookingId/letter',
    auth: 'person',
    status: 200,
    summary:
      'The letter about a booking that its clinician has not signed yet; until somebody writes in it, what the service knows. `wrong-phase` while nobody has said what became of the booking, and once it is signed.',
    params: bookingParams,
    reply: letterDraftView,
  },
  saveLetter: {
    method: 'put',
    path: '/api/bookings/:bookingId/letter',
    auth: 'person',
    status: 200,
    summary:
      'Keeps what its clinician has written in a letter. `conflict` when it has been changed meanwhile in another window; nothing is written over.',
    params: bookingParams,
    body: letterBody,
    reply: z.strictObject({ revision, savedAt: instant }),
  },
  signLetter: {
    method: 'post',
    path: '/api/bookings/:bookingId/letter/signature',
    auth: 'person',
    status: 200,
    summary:
      'Signs a letter: from then on nothing of it changes, and those who look after the patient are asked to read it. `invalid` names the heading under which something is still to be written; `conflict` as for saving.',
    params: bookingParams,
    body: z.strictObject({ revision }),
    reply: z.strictObject({ letterId: id.letterId }),
  },
  dropLetter: {
    method: 'post',
    path: '/api/bookings/:bookingId/letter/not-needed',
    auth: 'person',
    status: 200,
    summary: 'Says that no letter is needed. What is written in it is kept; saving takes it back.',
    params: bookingParams,
    reply: nothing,
  },
  listBookingLetters: {
    method: 'get',
    path: '/api/bookings/:bookingId/letters',
    auth: 'person',
    status: 200,
    summary:
      'The signed letters about the referral of a booking, newest first: for the prison in which the patient is now, for a booking clerk, and for a clinician their own.',
    params: bookingParams,
    reply: z.strictObject({ letters: z.array(letterEntry) }),
  },
  readLetter: {
    method: 'get',
    path: '/api/letters/:letterId',
    auth: 'person',
    status: 200,
    summary: 'One signed letter.',
    params: letterParams,
    reply: signedLetterView,
  },
  writeLetter: {
    method: 'get',
    path: '/api/letters/:letterId/pdf',
    auth: 'person',
    status: 200,
    summary: 'The same as a PDF.',
    params: letterParams,
    produces: 'application/pdf',
    reply: z.file(),
  },
  correctLetter: {
    method: 'post',
    path: '/api/letters/:letterId/correction',
    auth: 'person',
    status: 201,
    summary:
      'Begins a letter that corrects a signed one, with its text. The signed one holds until the new one is signed. `conflict` for one that has been replaced.',
    params: letterParams,
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;

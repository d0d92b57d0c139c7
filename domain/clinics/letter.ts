import { z } from 'zod';
import { DomainError } from '../errors.ts';
import type { BookingId, LetterId, PersonId } from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import type { ClinicPlace } from './outside.ts';

/**
 * The headings of a letter that are written, in their order on paper. Their names are those of the Professional Record
 * Standards Body's outpatient letter standard, as far as a video clinic has something to say under them (NHS Digital, ITK3
 * Outpatient Letter, https://nhsconnect.github.io/ITK-FHIR-Outpatient-Letter/explore_headings.html, which lists them by the
 * alphabet). The order is that of the standard as we know it: confirm it against the standard itself. Who the patient is, to
 * whom the letter goes and who has written it are facts, and stand before and after these.
 */
export const letterHeadings = {
  requirements: 'Individual requirements',
  attendance: 'Attendance details',
  diagnoses: 'Diagnoses',
  summary: 'Clinical summary',
  allergies: 'Allergies and adverse reactions',
  medications: 'Medications and medical devices',
  plan: 'Plan and requested actions',
  advice: 'Information and advice given',
} as const;

export type LetterSection = keyof typeof letterHeadings;
export const letterSectionNames = Object.keys(letterHeadings) as LetterSection[];

const text = z.string().max(5000);

/** What is written under each heading; one without a word is left out on paper. */
export const letterSections = z.strictObject({
  requirements: text,
  attendance: text,
  diagnoses: text,
  summary: z.string().max(10_000),
  allergies: text,
  medications: text,
  plan: text,
  advice: text,
});
export type LetterSections = z.infer<typeof letterSections>;

/** For whom a letter is: the healthcare of the place alone, the patient’s GP, or the GP and the patient too. */
export const letterReader = z.enum(['healthcare', 'gp', 'patient']);
export type LetterReader = z.infer<typeof letterReader>;

/** For whom a letter about a patient there can be: at home there is no healthcare but the GP. The first is the usual one. */
export function readersAt(place: ClinicPlace): readonly [LetterReader, ...LetterReader[]] {
  return place === 'home' ? ['gp', 'patient'] : ['healthcare', 'gp', 'patient'];
}

/** Who the letter is about, from whom and to whom: kept with the letter as it was when it was signed. */
export const letterHead = z.strictObject({
  organisationName: z.string(),
  service: z.string(),
  seenOn: wallDate,
  patient: z.strictObject({
    name: z.string(),
    dateOfBirth: wallDate,
    nhsNumber: z.string().nullable(),
    prisonNumber: z.string().nullable(),
    siteName: z.string(),
  }),
  /** For whom it is, in words. */
  to: z.string(),
  /** What whoever holds it must not do with it; null where there is nothing. */
  warning: z.string().nullable(),
  writtenBy: z.string(),
});
export type LetterHead = z.infer<typeof letterHead>;

/** A letter that is signed, as it is read, printed and posted. */
export type SignedLetter = {
  readonly letterId: LetterId;
  readonly bookingId: BookingId;
  /** 1 for the first, one more for each that corrects it. */
  readonly number: number;
  readonly head: LetterHead;
  readonly sections: LetterSections;
  readonly signedAt: Date;
  /** When another letter took its place; null while it holds. */
  readonly replacedAt: Date | null;
  /** When the letter was signed that this one corrects; null of the first. */
  readonly correctsOf: Date | null;
};

/** A letter as it is kept. Until it is signed it may be changed; from then on nothing of it may. */
export type Letter = {
  readonly id: LetterId;
  readonly bookingId: BookingId;
  readonly number: number;
  readonly replaces: LetterId | null;
  /** Null until somebody has written in it: what is known is read then. */
  readonly written: { readonly reader: LetterReader; readonly sections: LetterSections } | null;
  /** Rises by one with each change; whoever changes it says which one they saw. */
  readonly revision: number;
  readonly madeAt: Date;
  readonly savedAt: Date | null;
  readonly signed: { readonly at: Date; readonly by: PersonId } | null;
  /** When its clinician said that none is needed. */
  readonly droppedAt: Date | null;
};

/** Stands where the service does not know what only the clinician can write: no letter is signed with it. */
export const toBeWritten = '[to be written]';

/** Under which headings a mark still stands. */
export function unwrittenIn(sections: LetterSections): LetterSection[] {
  // Whoever writes beside the mark may have closed the gap in it, or changed its capitals.
  return letterSectionNames.filter((name) => /\[\s*to\s+be\s+written\s*\]/i.test(sections[name]));
}

/**
 * Throws `invalid`, naming the heading, while something only the clinician knows is missing, and where a letter that the
 * patient may come to read names a hospital that is kept from them (A36).
 */
export function requireSignable(
  sections: LetterSections,
  { attended, secret }: { attended: boolean; secret: { organisationName: string } | null },
): void {
  const [unwritten] = unwrittenIn(sections);
  if (unwritten !== undefined)
    throw new DomainError('invalid', `${unwritten}: ${toBeWritten} still stands here`);
  const needed: readonly LetterSection[] = attended
    ? ['attendance', 'summary', 'plan']
    : ['attendance', 'plan'];
  const missing = needed.find((name) => sections[name].trim() === '');
  if (missing !== undefined) throw new DomainError('invalid', `${missing}: nothing is written here`);
  if (secret === null) return;
  const naming = letterSectionNames.find((name) => namesHospital(sections[name], secret.organisationName));
  if (naming !== undefined) {
    throw new DomainError(
      'invalid',
      `${naming}: the patient may read this letter, and is not to know of a hospital`,
    );
  }
}

/** The hospital that holds the clinic may be named: it is on the head of the letter. */
function namesHospital(written: string, organisationName: string): boolean {
  return /hospital|\binfirmary\b|outside appointment/i.test(written.replaceAll(organisationName, ''));
}

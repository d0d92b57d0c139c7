import type { Site } from '../accounts/wire.ts';
import type {
  BookingId,
  ClinicianId,
  LetterId,
  OrganisationId,
  PatientId,
  PersonId,
  ReferralId,
  SiteId,
} from '../ids.ts';
import type { Letter, LetterHead, LetterReader, LetterSections, SignedLetter } from './letter.ts';

/** Of which booking a letter is, who writes it, and where its patient is now. */
export type LetterSubject = {
  readonly bookingId: BookingId;
  readonly organisationId: OrganisationId;
  readonly organisationName: string;
  readonly referralId: ReferralId;
  readonly patientId: PatientId;
  /** The clinician who was in its last visit to the end; of a booking that nobody started, its own. */
  readonly writerId: ClinicianId;
  readonly writerName: string;
  readonly siteId: SiteId;
  readonly siteKind: Site['kind'];
};

/** A letter that waits for its signature. */
export type UnsignedLetter = Pick<
  LetterSubject,
  'bookingId' | 'organisationId' | 'referralId' | 'patientId'
> & {
  readonly letterId: LetterId;
  readonly madeAt: Date;
};

/** Letters about bookings. To change one, the caller has locked the row of its booking. */
export type LetterWrites = {
  findSubject(bookingId: BookingId): Promise<LetterSubject | undefined>;
  /** The one that is not signed yet. */
  findUnsigned(bookingId: BookingId): Promise<Letter | undefined>;
  /** The one that holds. */
  findLastSigned(bookingId: BookingId): Promise<Letter | undefined>;
  findLetter(letterId: LetterId): Promise<Letter | undefined>;
  /** The first letter of a booking is owed from now on, unless there is one. One that nobody has written in is owed again. */
  owe(bookingId: BookingId): Promise<void>;
  /** Nothing is owed of which nobody has written a word; answers with what is not owed any more. */
  dropUntouched(bookingId: BookingId): Promise<LetterId | undefined>;
  /** Adds the letter that follows on this one; without one, the first. */
  addLetter(letterId: LetterId, of: { bookingId: BookingId; replaces: Letter | null }): Promise<void>;
  /** Its revision rises by one; one that was not needed is again. */
  writeLetter(letterId: LetterId, written: { reader: LetterReader; sections: LetterSections }): Promise<void>;
  signLetter(letterId: LetterId, signed: { head: LetterHead; by: PersonId }): Promise<void>;
  dropLetter(letterId: LetterId): Promise<void>;
  /** Letters that are neither signed nor dropped and were owed by then, of which nobody has been asked yet; oldest first, 200 at most. */
  listOverdue(madeBefore: Date): Promise<UnsignedLetter[]>;
};

export type LetterReads = {
  findSignedLetter(letterId: LetterId): Promise<SignedLetter | undefined>;
  /** The signed letters about the bookings of a referral, newest first. */
  listLetters(referralId: ReferralId): Promise<{ letter: SignedLetter; signedBy: PersonId }[]>;
  /** What that clinician has still to sign, oldest first. */
  listLettersToSign(clinicianId: ClinicianId): Promise<LetterToSign[]>;
};

/** Something that its clinician has still to sign. */
export type LetterToSign = {
  readonly bookingId: BookingId;
  readonly patientName: string;
  readonly service: string;
  readonly startsAt: Date;
  readonly madeAt: Date;
};

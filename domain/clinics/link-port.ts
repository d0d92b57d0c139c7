import type { BookingId, BookingLinkId, PatientId } from '../ids.ts';
import type { CancelCode } from './cancel-codes.ts';
import type { Booking } from './clinic.ts';

/** Where a patient at home can be reached. */
export type PatientContact = { readonly email: string | null; readonly phone: string | null };

/** A link and what has been done with it. */
export type BookingLink = {
  readonly id: BookingLinkId;
  readonly bookingId: BookingId;
  readonly madeAt: Date;
  readonly openedAt: Date | null;
  /** Somebody has waited with it since then, and was last heard of then; null where nobody has. */
  readonly waiting: { readonly since: Date; readonly seenAt: Date } | null;
  readonly cannotComeAt: Date | null;
};

/** What the page of a link shows of its booking, beside the booking itself. */
export type LinkedBooking = Booking & {
  readonly organisationName: string;
  readonly clinicianName: string;
  readonly service: string;
  /** Where the patient can ring: the telephone of the site to which patients at home belong. */
  readonly phone: string | null;
  /** What was written for the patient at booking. */
  readonly noteForPatient: string | null;
  /** Since when it has the time that it has. */
  readonly timedAt: Date;
  /** Why it is cancelled; null while it is not. */
  readonly cancelCode: CancelCode | null;
};

export type BookingLinkWrites = {
  /** The link of the booking, made with the id where there is none yet. */
  ensure(bookingId: BookingId, id: BookingLinkId): Promise<BookingLinkId>;
  setDigest(id: BookingLinkId, digest: string): Promise<void>;
  findByDigest(digest: string): Promise<BookingLink | undefined>;
  /**
   * The links of the patient that still open something are gone; answers with the bookings that need a new one: those that are
   * to come or run, until the end of their day.
   */
  dropOf(patientId: PatientId): Promise<Booking[]>;
  markOpened(id: BookingLinkId): Promise<void>;
  /** Somebody waits, since then. */
  markWaiting(id: BookingLinkId, since: Date): Promise<void>;
  markCannotCome(id: BookingLinkId): Promise<void>;
  /** Where a patient at home can be reached; undefined for any other patient. */
  findContact(patientId: PatientId): Promise<PatientContact | undefined>;
  /** The same by a booking; nobody changes it until the transaction is over. */
  shareContactOf(bookingId: BookingId): Promise<PatientContact | undefined>;
  setContact(patientId: PatientId, contact: PatientContact): Promise<void>;
  getLinked(bookingId: BookingId): Promise<LinkedBooking>;
};

/** Makes the secret of a link out of its id: the same each time, and only by who has the key. */
export type LinkSecrets = { secretOf(id: BookingLinkId): string };

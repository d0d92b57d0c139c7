import type {
  BookingId,
  OrganisationId,
  PatientId,
  PersonId,
  PrisonFeedId,
  ReferralId,
  SiteId,
} from '../ids.ts';
import type { Site } from '../contract/rest.ts';
import type { CancelCode } from './cancel-codes.ts';
import type { Booking } from './clinic.ts';
import type { PatientContact } from './link-port.ts';
import type { EventAnswer, PrisonFeedView } from './person-move-wire.ts';
import type {
  MergeDecision,
  MoveKind,
  NumberMerge,
  PersonMove,
  Standing,
  StandingKind,
} from './person-move.ts';

/** A system that may tell where people in prison are, with the key by which it signs. */
export type PrisonFeed = {
  readonly id: PrisonFeedId;
  readonly organisationId: OrganisationId;
  readonly name: string;
  /** The prisons for which it may speak. */
  readonly siteIds: readonly SiteId[];
  readonly secret: string;
  readonly revokedAt: Date | null;
};

/** An event as it is kept. Of one that staff have told there is no feed, but who it was. */
export type NewMove = {
  readonly id: string;
  readonly organisationId: OrganisationId;
  readonly at: Date;
  readonly kind: 'added' | MoveKind;
  readonly prisonNumber: string | null;
  readonly siteId: SiteId | null;
  readonly mergedInto: string | null;
  readonly patientId: PatientId | null;
  readonly by: { readonly feedId: PrisonFeedId } | { readonly personId: PersonId };
};

/** A patient as moves find them. */
export type MovedPatient = {
  readonly id: PatientId;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly prisonNumber: string | null;
  readonly standing: StandingKind;
  readonly dateOfBirth: string;
  readonly nhsNumber: string | null;
};

/** A patient as whoever receives them is compared with. */
export type KnownPatient = MovedPatient & {
  readonly name: string;
  readonly siteName: string;
  readonly siteKind: Site['kind'];
};

/** What is said of a patient who comes to a place: where in a prison, or how they are reached at home. */
export type EnteredPlace = {
  readonly site: Pick<Site, 'siteId' | 'kind'>;
  readonly wing: string | null;
  readonly cell: string | null;
  readonly contact: PatientContact;
};

/** A booking that a move may end, or that one has ended. */
export type MovedBooking = {
  readonly booking: Booking;
  readonly createdAt: Date;
  /** With which code a move has cancelled it. */
  readonly cancelCode: CancelCode | null;
};

export type PersonMoveWrites = {
  /** Events of one organisation are taken one after the other: what two of them tell may be of one person. */
  lockFeeds(organisationId: OrganisationId): Promise<void>;
  addFeed(feed: PrisonFeed, by: PersonId): Promise<void>;
  lockFeed(feedId: PrisonFeedId): Promise<PrisonFeed | undefined>;
  revokeFeed(feedId: PrisonFeedId, by: PersonId): Promise<void>;
  /** Something of it has just been heard. */
  markFeed(feedId: PrisonFeedId): Promise<void>;
  /** It has told something that is not for it to tell. */
  countRefused(feedId: PrisonFeedId): Promise<void>;

  /** Answers false, and changes nothing, where the organisation has had an event of that id. */
  addMove(move: NewMove): Promise<boolean>;
  /** Whether the feed has told that somebody who is no patient yet, and has one of these numbers, has come to one of its prisons. */
  hasReceived(feed: Pick<PrisonFeed, 'id' | 'siteIds'>, numbers: readonly string[]): Promise<boolean>;
  /** What became of one, for staff. */
  setAnswer(of: { organisationId: OrganisationId; id: string }, answer: EventAnswer): Promise<void>;
  findMerge(organisationId: OrganisationId, id: string): Promise<NumberMerge | undefined>;
  decideMerge(of: { organisationId: OrganisationId; id: string }, decision: MergeDecision): Promise<void>;
  /**
   * Every merge that touches a number, or a number that another of these touches; without those of which somebody is asked
   * whether they are right, or has said that they are not.
   */
  listMerges(organisationId: OrganisationId, prisonNumber: string): Promise<NumberMerge[]>;
  /** The patients who have one of these numbers, locked, those first who were added first. */
  lockPatientsOf(organisationId: OrganisationId, numbers: readonly string[]): Promise<MovedPatient[]>;
  lockPatient(patientId: PatientId): Promise<MovedPatient | undefined>;
  /** The same without a lock: whoever books waits for nobody who moves them. */
  findPatient(patientId: PatientId): Promise<MovedPatient | undefined>;
  /** Whoever has that NHS number. */
  findKnown(organisationId: OrganisationId, nhsNumber: string): Promise<KnownPatient | undefined>;
  /** The same, locked. */
  lockKnown(organisationId: OrganisationId, nhsNumber: string): Promise<KnownPatient | undefined>;
  /** How often one member of staff has typed somebody else for this patient since then, by the trail. */
  countDiffered(of: { patientId: PatientId; personId: PersonId; since: Date }): Promise<number>;
  /**
   * Gives the patient what they have at a place, and takes what they had at another one: nobody at home has a prison number or
   * what officers have to know, and nobody elsewhere an address. Answers false where they have been at home under another
   * site: their bookings there name it.
   */
  enterPlace(patient: MovedPatient, to: EnteredPlace): Promise<boolean>;
  /** What has been told of these numbers is of this patient, who has the number `kept` from now on. */
  claimNumbers(patient: MovedPatient, of: { kept: string; numbers: readonly string[] }): Promise<void>;
  /** What feeds have told of these numbers is of somebody else, who is no patient; the patient has none of them any more. */
  releaseNumbers(patient: MovedPatient, numbers: readonly string[]): Promise<void>;
  /** Everything that has been told of where the patient is. */
  listMoves(patientId: PatientId): Promise<PersonMove[]>;
  setStanding(patientId: PatientId, standing: Standing): Promise<void>;
  /**
   * The bookings of the patients that are held or booked, and those that a move has cancelled; each locked, after the
   * prisons, the sessions and the referrals of all of them, like everywhere (ADR 34).
   */
  lockMovedBookings(...patientIds: PatientId[]): Promise<MovedBooking[]>;
  /** Of a booking that a move has cancelled: with which code it should have been. */
  setCancelCode(bookingId: BookingId, code: CancelCode): Promise<void>;
  /** The referrals of the patient that are not closed, oldest first. */
  listOpenReferrals(patientId: PatientId): Promise<ReferralId[]>;
  /** The bookings of `from` that take the patient at a time at which one of `into` does, by the time they begin. */
  listDoubled(from: PatientId, into: PatientId): Promise<BookingId[]>;
  /**
   * Everything of `from` is of `into` from now on, and `from` is nobody any more. What the two have taken of the patient
   * at one time stays with `into` alone.
   */
  moveEverything(from: PatientId, into: PatientId): Promise<void>;
  isPrison(siteId: SiteId): Promise<boolean>;
  /** Whether somebody has said how patients of the prison can be brought to a clinic. */
  takesBookings(siteId: SiteId): Promise<boolean>;
};

export type PersonMoveReads = {
  findFeed(feedId: PrisonFeedId): Promise<PrisonFeed | undefined>;
  /** Those that are not revoked first, then by name. */
  listFeeds(organisationId: OrganisationId): Promise<PrisonFeedView[]>;
  /** Forgets events of nobody who is a patient that came before, so many at most; answers how many. */
  forgetStrangers(before: Date, most: number): Promise<number>;
};

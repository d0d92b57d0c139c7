import type {
  BookingId,
  ClinicianId,
  ClinicSessionId,
  ClinicTemplateId,
  OrganisationId,
  PatientId,
  PersonId,
  ReferralId,
  SiteId,
} from '../ids.ts';
import type { Site } from '../contract/rest.ts';
import type { CancelCode } from './cancel-codes.ts';
import type {
  Booking,
  BookingState,
  Claim,
  ClinicSession,
  ClinicTemplate,
  PrisonDay,
  Referral,
  ReferralState,
  ResourceKind,
  StoredTemplate,
} from './clinic.ts';
import type { PatientContact } from './link-port.ts';
import type { BookingDetails, BookingView, PlacedPatientView, ReferralView } from './wire.ts';

/** A time in which one seat of a resource is taken; of which booking, says nothing here. */
export type Taken = {
  kind: ResourceKind;
  resourceId: string;
  startsAt: Date;
  endsAt: Date;
  bookingId: BookingId;
};

/** A template; without a series it is the first of one. */
export type NewTemplate = ClinicTemplate & { readonly seriesId?: ClinicTemplateId };

/** A session that stays although its template says something else from then on, and how many patients are booked in it. */
export type StandingSession = { session: ClinicSession; booked: number };

export type ClinicWrites = {
  addTemplate(template: NewTemplate): Promise<void>;
  /** Locks the template's row until the transaction ends: its sessions are planned, changed and ended one after the other. */
  lockTemplate(templateId: ClinicTemplateId): Promise<StoredTemplate | undefined>;
  /** The next template of its series, with the earliest first day; undefined for the last one. */
  findNextTemplate(template: StoredTemplate): Promise<StoredTemplate | undefined>;
  /** The last day on which it may be held; its version rises. */
  endTemplate(templateId: ClinicTemplateId, validTo: string): Promise<void>;
  /** Removes what of the template is planned from that day on and has never been published; answers how many. */
  removePlannedSessions(templateId: ClinicTemplateId, from: string): Promise<number>;
  /** The days after the end of an earlier template of the series on which something of that one stands, published or cancelled. */
  listDaysLeftOver(template: StoredTemplate): Promise<string[]>;
  addSessions(sessions: readonly ClinicSession[]): Promise<ClinicSessionId[]>;
  /** Reads the session and locks its row until the transaction ends. */
  lockSession(sessionId: ClinicSessionId): Promise<ClinicSession | undefined>;
  /** The same, and lets others do so at once: whoever books keeps it from being cancelled meanwhile. */
  shareSession(sessionId: ClinicSessionId): Promise<ClinicSession | undefined>;
  /** Like `shareSession`, but as `lockSession` where it keeps places: of those only one at a time can be given out. */
  enterSession(sessionId: ClinicSessionId): Promise<ClinicSession | undefined>;
  /** The prison of each booking of the session, and of each hold whose time is not over; one booking is left out. */
  listPlacesTaken(sessionId: ClinicSessionId, leftOut: BookingId | null): Promise<SiteId[]>;
  publishSession(sessionId: ClinicSessionId): Promise<void>;
  cancelSession(sessionId: ClinicSessionId): Promise<void>;
  /** Gives it another template, day and time; what is booked in it stays where it was. */
  moveSession(session: ClinicSession): Promise<void>;
  /** The bookings of a session that hold a place, each locked, earliest first. */
  lockBookingsOf(sessionId: ClinicSessionId): Promise<Booking[]>;
  /** Whether anybody of the session is being seen, or has been. */
  hasBeenHeld(sessionId: ClinicSessionId): Promise<boolean>;

  getSiteKind(siteId: SiteId): Promise<Site['kind']>;
  setPrisonDay(prison: PrisonDay): Promise<void>;
  /** Whose prisons the person works in; replaces what was there. */
  setPersonSites(personId: PersonId, siteIds: readonly SiteId[]): Promise<void>;

  /** With their Patient in the record. Throws `conflict` when somebody else has a number of theirs, in the record too. */
  addPatient(patient: NewPatient): Promise<void>;
  addReferral(referral: Referral): Promise<void>;
  lockReferral(referralId: ReferralId): Promise<Referral | undefined>;
  setReferralState(referralId: ReferralId, state: ReferralState): Promise<void>;

  findBooking(bookingId: BookingId): Promise<Booking | undefined>;
  /** What of the referral is held or booked, also a hold whose time is over that nobody has lapsed yet. */
  findOpenBooking(referralId: ReferralId): Promise<Booking | undefined>;
  lockBooking(bookingId: BookingId): Promise<Booking | undefined>;
  /** What a request with this id has already made (A03). */
  findBookingOfRequest(requestId: string): Promise<Booking | undefined>;
  /**
   * Adds the booking and takes its claims, seat by seat. Throws `taken`, naming the kind of resource, where the schema
   * refuses one. Holds whose time is over are lapsed where they are in the way; answers with them. A request id that is
   * already there throws `conflict`.
   */
  addBooking(booking: Booking, claims: readonly Claim[], requestId: string): Promise<Booking[]>;
  /** Moves a booking: gives its claims up and takes these instead, in one go, so that its own do not count (A06); else as `addBooking`. */
  moveBooking(booking: Booking, claims: readonly Claim[]): Promise<Booking[]>;
  /** Gives up what these bookings take, for what `moveBooking` gives each of them in the same transaction. */
  clearClaims(bookingIds: readonly BookingId[]): Promise<void>;
  /** The hold becomes a booking: its claims stay, its version rises. */
  confirmBooking(bookingId: BookingId, details: BookingDetails, by: PersonId): Promise<void>;
  /** Its visit is started, for the first time or again, also after it was done. */
  beginBooking(bookingId: BookingId): Promise<void>;
  /** Nothing more is to come of it; one that is held, cancelled or done stays as it is. */
  completeBooking(bookingId: BookingId): Promise<void>;
  /** Changes what is written about it; its version rises. */
  setDetails(bookingId: BookingId, details: BookingDetails): Promise<void>;
  /** Gives its claims up. `why` is null for a hold whose time is over or that somebody gives up; `by` is, of the service itself. */
  releaseBooking(
    bookingId: BookingId,
    to: Extract<BookingState, 'cancelled' | 'lapsed'>,
    why: { code: CancelCode; text: string | null; by: PersonId | null } | null,
  ): Promise<void>;
};

export type NewPatient = {
  id: PatientId;
  organisationId: OrganisationId;
  siteId: SiteId;
  name: string;
  dateOfBirth: string;
  nhsNumber: string | null;
  /** As in `A1234BC`; null for who is in no prison. */
  prisonNumber: string | null;
  /** Not in the prison yet. */
  expected?: boolean | undefined;
  wing?: string | null;
  cell?: string | null;
  /** Of a resident of a care home. */
  room?: string | null;
  /** Of a patient at home: their place is made, and where they can be reached. */
  byLink?: PatientContact | undefined;
};

/** The prison for which something is booked; its patient may have moved to another one since. */
export type BookedAt = Pick<BookingView['patient'], 'siteId' | 'siteName'>;

export type ClinicReads = {
  listPersonSites(personId: PersonId): Promise<SiteId[]>;
  listTemplates(organisationId: OrganisationId): Promise<StoredTemplate[]>;
  /** What is published of the template from that day on, also where it was moved away, by its day. */
  listStandingSessions(templateId: ClinicTemplateId, from: string): Promise<StandingSession[]>;
  /** How many sessions of the template are planned from that day on and not published. */
  countPlannedSessions(templateId: ClinicTemplateId, from: string): Promise<number>;
  /** Sessions that have a part of their time in there, earliest first; of one clinician or of all. */
  listSessions(
    organisationId: OrganisationId,
    between: { from: Date; to: Date; clinicianId?: ClinicianId; service?: string },
  ): Promise<ClinicSession[]>;
  /** These sessions, as far as they are there, in no order. */
  listSessionsById(sessionIds: readonly ClinicSessionId[]): Promise<ClinicSession[]>;
  findPrisonDay(siteId: SiteId): Promise<PrisonDay | undefined>;
  /** The same with those of its stations that are still enrolled. */
  findBookablePrison(siteId: SiteId): Promise<PrisonDay | undefined>;
  findPatient(
    patientId: PatientId,
  ): Promise<(PlacedPatientView & { organisationId: OrganisationId }) | undefined>;
  /** Patients of these sites, by name. */
  listPatients(siteIds: readonly SiteId[]): Promise<PlacedPatientView[]>;
  findReferral(referralId: ReferralId): Promise<Referral | undefined>;
  /** Referrals that wait for a booking or another one, of these sites or of the whole organisation, in no order. */
  listWaitingReferrals(
    of: { siteIds: readonly SiteId[] } | { organisationId: OrganisationId },
  ): Promise<ReferralView[]>;
  /** What of these resources is taken in that time; holds whose time is over do not count. */
  listTaken(
    of: readonly { kind: ResourceKind; resourceId: string }[],
    between: { from: Date; to: Date },
  ): Promise<Taken[]>;
  /** Bookings that begin in that time, those held or lapsed left out; earliest first. */
  listBookings(
    of: { siteIds: readonly SiteId[] } | { organisationId: OrganisationId } | { clinicianId: ClinicianId },
    between: { from: Date; to: Date },
  ): Promise<(BookingView & { bookedAt: BookedAt })[]>;
  findBookingView(
    bookingId: BookingId,
  ): Promise<(BookingView & { organisationId: OrganisationId; bookedAt: BookedAt }) | undefined>;
  /** The same as in a transaction, of several sessions. */
  listPlacesTakenIn(
    sessionIds: readonly ClinicSessionId[],
    leftOut: BookingId | null,
  ): Promise<{ sessionId: ClinicSessionId; siteId: SiteId }[]>;
  /** Holds whose time is over, oldest first, some hundred at most. */
  listLapsedHolds(): Promise<{ bookingId: BookingId; heldUntil: Date }[]>;
  clinicTemplate(templateId: ClinicTemplateId): Promise<StoredTemplate | undefined>;
};

import { z } from 'zod';
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
  StationId,
} from '../ids.ts';

/** Monday is 1 and Sunday 7, as in ISO 8601. */
export const weekday = z.union([
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
  z.literal(6),
  z.literal(7),
]);
export type Weekday = z.infer<typeof weekday>;

/** What a clock on the wall shows, without a date: `09:00`. */
export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:30');

/** How long the parts of one appointment take, in minutes. The patient is there from the end of the pre-meeting on. */
export type AppointmentLengths = {
  /** The clinician and the prison's staff before the patient comes in. */
  preMinutes: number;
  mainMinutes: number;
  /** The clinician and the prison's staff after the patient has left. */
  debriefMinutes: number;
};

/** Places of a clinic that are kept for single prisons, and until how many hours before it begins. */
export type KeptPlaces = {
  readonly releaseHours: number;
  readonly shares: readonly { readonly siteId: SiteId; readonly places: number }[];
};

/** When a clinic is held: on one day of the week, every so many weeks, at the same times by the clock. */
export type ClinicTemplate = AppointmentLengths & {
  readonly id: ClinicTemplateId;
  readonly organisationId: OrganisationId;
  /** What patients are referred to: `Dermatology`. */
  readonly service: string;
  readonly clinicianId: ClinicianId;
  readonly weekday: Weekday;
  readonly everyWeeks: number;
  readonly startsAtClock: string;
  readonly endsAtClock: string;
  /** How many patients the clinician sees at one time, 1 for all but groups. */
  readonly capacity: number;
  /** The first and the last day of the calendar on which it may be held; without a last day it goes on. */
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Absent where all places are open to all prisons from the beginning. */
  readonly kept?: KeptPlaces;
};

/**
 * A template as it is kept. When a clinic is held at other times from a day on, these are a template of their own in the same
 * series, so that what was held before stays true. Its version rises by one when it is given a last day by that or by its end.
 */
export type StoredTemplate = ClinicTemplate & {
  readonly version: number;
  /** The first template of the series. */
  readonly seriesId: ClinicTemplateId;
};

export const sessionState = z.enum(['planned', 'open', 'cancelled']);
export type SessionState = z.infer<typeof sessionState>;

/** One clinic on one day. Its wall times are kept as they were typed, beside the instants that they are. */
export type ClinicSession = AppointmentLengths & {
  readonly id: ClinicSessionId;
  readonly organisationId: OrganisationId;
  readonly templateId: ClinicTemplateId | null;
  readonly service: string;
  readonly clinicianId: ClinicianId;
  readonly date: string;
  readonly startsAtClock: string;
  readonly endsAtClock: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly capacity: number;
  readonly state: SessionState;
  /** As its template had it when it was planned. */
  readonly kept?: KeptPlaces;
  /** Of a cancelled one that stays where a clinic was moved away: which one that was. */
  readonly movedToId?: ClinicSessionId;
};

/**
 * What a prison has told about how its patients can be brought to a clinic. Of a place where nobody is locked up only the
 * stations count.
 */
export type PrisonDay = {
  readonly siteId: SiteId;
  /** How long before an appointment the patient is fetched, and how long it takes to bring them back. */
  readonly leadMinutes: number;
  readonly moveBackMinutes: number;
  /** A care home, or a patient at home: there is no regime and nobody escorts. */
  readonly alwaysOpen?: true;
  /** When patients may be out of their cells. Without any, the prison takes no bookings. */
  readonly regime: readonly { weekday: Weekday; from: string; to: string }[];
  /** How many patients can be moved at one time; null where nobody counts. */
  readonly escortPlaces: number | null;
  /** The stations that are meant for clinics; one that nobody has described is offered to nobody (A16). */
  readonly stationIds: readonly StationId[];
  /** Where an interpreter can be had at once, by telephone (A49). */
  readonly interpreterPhone?: string | null | undefined;
};

export const referralPriority = z.enum(['two-week-wait', 'urgent', 'routine']);
export type ReferralPriority = z.infer<typeof referralPriority>;

export const referralState = z.enum(['waiting', 'booked', 'to-rebook', 'closed']);
export type ReferralState = z.infer<typeof referralState>;

/** Why a patient needs a clinic. Its clock runs from the day it was made, whatever becomes of its bookings (A26). */
export type Referral = {
  readonly id: ReferralId;
  readonly organisationId: OrganisationId;
  readonly patientId: PatientId;
  readonly siteId: SiteId;
  readonly service: string;
  readonly priority: ReferralPriority;
  /** A day of the calendar. */
  readonly clockStart: string;
  readonly state: ReferralState;
};

/**
 * `running` from the first time its visit is started on; it is `done` once a visit of it has ended otherwise than by a loss,
 * or its outcome is recorded.
 */
export const bookingState = z.enum(['held', 'booked', 'running', 'done', 'cancelled', 'lapsed']);
export type BookingState = z.infer<typeof bookingState>;

/** What would have happened without the video clinic: told at booking, so that escorts avoided are counted honestly. */
export const otherwise = z.enum(['hospital-escort', 'in-prison-clinic', 'telephone', 'nothing', 'not-known']);
export type Otherwise = z.infer<typeof otherwise>;

/** A referral's place in a session. `held` is kept for ten minutes while somebody fills in the rest. */
export type Booking = {
  readonly id: BookingId;
  readonly organisationId: OrganisationId;
  readonly referralId: ReferralId;
  readonly patientId: PatientId;
  readonly sessionId: ClinicSessionId;
  readonly siteId: SiteId;
  readonly stationId: StationId;
  readonly clinicianId: ClinicianId;
  /** When the patient is to be in front of the camera. */
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** When its first segment begins: from then on it can be ended only (A22). */
  readonly beginsAt: Date;
  readonly state: BookingState;
  readonly heldBy: PersonId | null;
  readonly heldUntil: Date | null;
  /** Rises by one with each change; whoever changes it says which one they saw. */
  readonly version: number;
};

export type SegmentKind = 'move-in' | 'pre' | 'main' | 'debrief' | 'move-back';

/** One part of an appointment: half-open, so that the next may begin when it ends (A02). */
export type Segment = { readonly kind: SegmentKind; readonly startsAt: Date; readonly endsAt: Date };

export type ResourceKind = 'clinician' | 'patient' | 'station' | 'escort' | 'interpreter';

/** What of one resource a booking takes for a time. Of one that serves several at once it takes one seat. */
export type Claim = {
  readonly kind: ResourceKind;
  /** The id of the clinician, the patient, the station, the prison whose officers escort, or the interpreter. */
  readonly resourceId: string;
  /** How many can use it at one time. */
  readonly seats: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
};

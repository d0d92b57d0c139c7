import { z } from 'zod';
import type {
  BookingId,
  ClinicianId,
  ClinicMessageId,
  OrganisationId,
  PatientId,
  PersonId,
  SiteId,
  StationId,
} from '../ids.ts';
import { isLinkOver } from './booking-link.ts';
import type { Booking, BookingState } from './clinic.ts';

/** What has happened that somebody is told of. A clinic is called a session, and a lockdown a movement stop. */
export const messageKind = z.enum([
  'booked',
  'moved',
  'cancelled',
  'stopped',
  'restored',
  'session-cancelled',
  'reminder',
  'prison-not-set-up',
]);
export type MessageKind = z.infer<typeof messageKind>;

/** For whom somebody is told it: prison healthcare, the booking clerks, the clinician, the administrators, or a patient at home. */
export const messageSide = z.enum(['prison', 'hospital', 'clinician', 'administrator', 'patient']);
export type MessageSide = z.infer<typeof messageSide>;

/**
 * `sent`: a provider has taken it. `received`: it has said that it arrived. `too-late` and `not-needed`: it was not sent,
 * because the appointment had begun, or because something newer holds.
 */
export const messageState = z.enum(['pending', 'sent', 'received', 'failed', 'too-late', 'not-needed']);
export type MessageState = z.infer<typeof messageState>;

/** What came of one attempt, as its provider says afterwards. */
export const receiptOutcome = z.enum(['received', 'permanent-failure', 'temporary-failure']);
export type ReceiptOutcome = z.infer<typeof receiptOutcome>;

/** Something that people are told of, each once: of one key no person gets two messages. */
export type Happening = {
  readonly kind: MessageKind;
  readonly key: string;
  readonly organisationId: OrganisationId;
  /** The prison it is about; null where it is about several. */
  readonly siteId: SiteId | null;
  /** When the appointment, the stop or the clinic begins and ends, as far as the words say it. */
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly bookingIds: readonly BookingId[];
  /** How many more there are that the words count apart: bookings that have not come back. */
  readonly others: number;
};

/** One message to one person, or to one patient. */
export type ClinicMessage = Happening & {
  readonly id: ClinicMessageId;
  readonly personId: PersonId | null;
  /** Of a message to a patient only. */
  readonly patientId: PatientId | null;
  readonly side: MessageSide;
  readonly state: MessageState;
};

/** What a message says. */
export type MessageFacts = Pick<ClinicMessage, 'kind' | 'side' | 'startsAt' | 'endsAt' | 'others'> & {
  readonly siteName: string | null;
  /** Of a stop: the wings; null for the whole prison. */
  readonly wings: readonly string[] | null;
  /** It is about a patient at home. */
  readonly byLink: boolean;
  /** It brings a patient at home a link in place of one that opens nothing any more. */
  readonly newLink: boolean;
  /** Of one that was moved: to somebody else or another station, at the time that it had. */
  readonly sameTime: boolean;
  readonly organisationName: string;
  readonly bookings: number;
  /** The booking it is about; null where it is about several or none. */
  readonly bookingId: BookingId | null;
};

/** The booking that a message is about, as it is when the message is sent. */
export type MessagedBooking = {
  readonly bookingId: BookingId;
  readonly clinicianId: ClinicianId;
  readonly siteName: string;
  readonly stationId: StationId;
  readonly stationName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly beginsAt: Date;
  readonly state: BookingState;
  readonly version: number;
};

/** Whether a message still tells somebody what they need to know. */
export type MessageStanding = 'wanted' | 'not-needed' | 'too-late';

/**
 * Of a time that does not hold any more nobody is told: another message says what holds. Nobody is told late of what has
 * begun: it would only alarm. A new link is needed for as long as it opens something: the old one is gone.
 */
export function standingOf(
  { kind, startsAt, newLink }: Pick<MessageFacts, 'kind' | 'startsAt' | 'newLink'>,
  { booking, now }: { booking: MessagedBooking | null; now: Date },
): MessageStanding {
  if (booking === null || !aboutOne.includes(kind)) return 'wanted';
  const holds =
    kind === 'cancelled'
      ? booking.state === 'cancelled'
      : isToCome(booking, newLink) && booking.startsAt.getTime() === startsAt?.getTime();
  if (!holds) return 'not-needed';
  const isOver = newLink ? isLinkOver(booking, now) : booking.beginsAt <= now;
  return isOver ? 'too-late' : 'wanted';
}

function isToCome({ state }: MessagedBooking, newLink: boolean): boolean {
  return state === 'booked' || (newLink && state === 'running');
}

/** The key of a message that something has become of a booking; of a move it says whether the time is another one. */
export function changeKey(
  kind: 'booked' | 'moved' | 'cancelled',
  booking: Pick<Booking, 'id' | 'version' | 'startsAt' | 'endsAt'>,
  before: Pick<Booking, 'startsAt' | 'endsAt'> = booking,
): string {
  const sameTime =
    kind === 'moved' &&
    booking.startsAt.getTime() === before.startsAt.getTime() &&
    booking.endsAt.getTime() === before.endsAt.getTime();
  return `${sameTime ? 'same-time' : kind}:${booking.id}:${String(booking.version)}`;
}

/** The key of a message to a patient at home that brings a new link; no two are one. */
export function newLinkKey(bookingId: BookingId, unique: string): string {
  return `link:${bookingId}:${unique}`;
}

const aboutOne: readonly MessageKind[] = ['booked', 'moved', 'cancelled', 'reminder'];

/** How long after one e-mail about new bookings a clerk is sent the next one, which has all that came in between. */
export const digestEveryMs = 10 * 60_000;

/**
 * Whether it can wait to be told with others in one e-mail: that something was booked, to a booking clerk, who has nothing to do
 * about it. What is moved or cancelled is told at once.
 */
export function isForDigest({ kind, side }: Pick<MessageFacts, 'kind' | 'side'>): boolean {
  return kind === 'booked' && side === 'hospital';
}

/** Whether it has got to somebody, as far as anybody knows. */
export function hasReached(state: MessageState): boolean {
  return state === 'sent' || state === 'received';
}

/** Whether nobody was told by it though they should have been. */
export function hasFailed(state: MessageState): boolean {
  return state === 'failed' || state === 'too-late';
}

import type { Contact, DeliveryChannel } from '../escalation/escalation-port.ts';
import type {
  BookingId,
  ClinicianId,
  ClinicMessageId,
  DeliveryId,
  OrganisationId,
  PersonId,
  SiteId,
} from '../ids.ts';
import type { Booking } from './clinic.ts';
import type { ClinicMessage, MessageKind, MessageSide, MessageState, ReceiptOutcome } from './message.ts';

/** Somebody who is told of something, and for whom. */
export type Recipient = Contact & { readonly side: MessageSide };

/** What is known of a message when its state has changed. */
export type SettledMessage = Omit<ClinicMessage, 'startsAt' | 'endsAt' | 'others'>;

/** A booking whose reminder has not been seen to. */
export type RemindedBooking = Booking & {
  /** Since when it has the time that it has. */
  readonly timedAt: Date;
};

export type ClinicMessageWrites = {
  /** Whether a site is a care home. */
  isCareHome(siteId: SiteId): Promise<boolean>;
  /**
   * Prison healthcare of these prisons, the booking clerks of the organisation, and these clinicians, each once: who is
   * several of them is of the first. Disabled people are left out.
   */
  listRecipients(of: {
    organisationId: OrganisationId;
    siteIds: readonly SiteId[];
    clinicianIds: readonly ClinicianId[];
  }): Promise<Recipient[]>;
  listAdministrators(organisationId: OrganisationId): Promise<Recipient[]>;
  /** Adds those whose person has none with the key, and answers with their ids. */
  addMessages(messages: readonly ClinicMessage[]): Promise<ReadonlySet<ClinicMessageId>>;
  /** When each of these people is to be sent the next e-mail about new bookings; left out is who can be sent one now. */
  listDigestTimes(personIds: readonly PersonId[], everyMs: number): Promise<Map<PersonId, Date>>;
  /**
   * The message’s state follows its deliveries: received or sent if one is, failed if all are. Answers with the message if
   * its state has changed. Locks all messages of its key and side.
   */
  settleByDeliveries(messageId: ClinicMessageId): Promise<SettledMessage | undefined>;
  /** The states of all messages of that key to that side. */
  listStates(of: Pick<ClinicMessage, 'organisationId' | 'key' | 'side'>): Promise<MessageState[]>;
  /** Whether all messages of that key to that side say that a stop was lifted of which their people were not reached either. */
  isLiftOfUnknownStop(of: Pick<ClinicMessage, 'organisationId' | 'key' | 'side'>): Promise<boolean>;
  /** The keys of messages to that side about one of these bookings that have not got to anybody. */
  listFailedKeys(of: { side: MessageSide; bookingIds: readonly BookingId[] }): Promise<string[]>;
  /** Bookings that begin before that time and whose reminder nobody has seen to, earliest first; 200 at most. */
  listToRemind(before: Date): Promise<BookingId[]>;
  /** One of them, locked; undefined when it is none any more. */
  lockToRemind(bookingId: BookingId): Promise<RemindedBooking | undefined>;
  /** Its reminder is seen to, for the time that it has. */
  markReminded(bookingId: BookingId): Promise<void>;
  lockDelivery(deliveryId: DeliveryId): Promise<MessageDelivery | undefined>;
  /** False when an attempt has its receipt already. */
  addReceipt(deliveryId: DeliveryId, attempt: number, outcome: ReceiptOutcome): Promise<boolean>;
  /** What the provider has said of that attempt, if it has. */
  findReceipt(deliveryId: DeliveryId, attempt: number): Promise<ReceiptOutcome | undefined>;
  /** How many texts of the same content the provider has reported on for the same number since then. */
  countSameTexts(messageId: ClinicMessageId, deliveryId: DeliveryId, since: Date): Promise<number>;
  /** What was delivered, as far as its provider had said, has failed. */
  failDelivery(deliveryId: DeliveryId, code: string): Promise<void>;
  /** It is sent again from then on. */
  reopenDelivery(deliveryId: DeliveryId, again: { at: Date; late: boolean; code: string }): Promise<void>;
  /** Prisons with a station of which nobody has said whether it is meant for clinics, and of which nobody has been told. */
  listNotSetUp(): Promise<{ siteId: SiteId; organisationId: OrganisationId; key: string }[]>;
  /** Every key that `listNotSetUp` may have answered with for a prison. */
  listNotSetUpKeys(siteId: SiteId): Promise<string[]>;
};

/** A delivery of a message about a clinic. */
export type MessageDelivery = {
  readonly deliveryId: DeliveryId;
  readonly messageId: ClinicMessageId;
  readonly channel: DeliveryChannel;
  readonly state: 'pending' | 'late' | 'delivered' | 'failed' | 'acknowledged';
  readonly attempts: number;
};

/** What was said to one side about a booking. */
export type BookingMessage = {
  kind: MessageKind;
  side: MessageSide;
  state: MessageState;
  madeAt: Date;
  changedAt: Date;
};

export type ClinicMessageReads = {
  /** Oldest first. */
  listBookingMessages(bookingId: BookingId): Promise<BookingMessage[]>;
};

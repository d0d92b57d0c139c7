import type { MessagedBooking, MessageFacts } from '../clinics/message.ts';
import type { EscalationStepView } from '../states/wire.ts';
import type { NoticeView } from '../oversight/wire.ts';
import type {
  CallBackId,
  CallId,
  ClinicMessageId,
  DeliveryId,
  NoticeId,
  OrganisationId,
  PersonId,
  QueueId,
  SiteId,
  VisitId,
} from '../ids.ts';
import type { EscalationAction } from '../queues/queue.ts';

/** The channels for reaching people; the configuration decides which exist. */
export type DeliveryChannel = 'push' | 'email' | 'sms' | 'voice' | 'webhook';
export type DeliveryChannels = readonly DeliveryChannel[];

export type StepResult = EscalationStepView['result'];
export type NoticeKind = NoticeView['kind'];

/** An escalation step that has been taken; the first of a round is 1, so the last taken is the call's `ladder.step`. */
export type EscalationStep = {
  readonly id: string;
  readonly callId: CallId;
  readonly round: number;
  readonly step: number;
  readonly action: EscalationAction;
  readonly takenAt: Date;
  readonly result: StepResult;
};

/** Somebody who can be reached, and how. */
export type Contact = {
  readonly personId: PersonId;
  readonly email: string;
  readonly phone: string | null;
  /** A browser of theirs has asked for web push. */
  readonly pushable: boolean;
};

export type Because =
  | { readonly stepId: string }
  | { readonly noticeId: NoticeId }
  | { readonly callBackId: CallBackId }
  | { readonly visitId: VisitId }
  | { readonly clinicMessageId: ClinicMessageId };

/** One message to one person by one channel; without a person it goes to the telephone of the site that a call-back or a visit is of. */
export type NewDelivery = {
  readonly id: DeliveryId;
  readonly organisationId: OrganisationId;
  readonly because: Because;
  readonly personId: PersonId | null;
  readonly channel: DeliveryChannel;
  /** Before then it is not sent; at once where it is left out. */
  readonly dueAt?: Date | undefined;
};

/** What a browser gives for being pushed to. */
export type PushSubscription = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

/** Why somebody is sent a message, with the little that it may say. */
export type DeliveryReason =
  | {
      readonly kind: 'call';
      readonly siteName: string;
      readonly placedAt: Date;
      readonly unanswered: boolean;
    }
  /** `open` while the station has not called again and nobody has closed it. */
  | { readonly kind: 'call-back'; readonly siteName: string; readonly open: boolean }
  /** The sound of a visit does not get through; `open` while the visit runs. */
  | { readonly kind: 'visit'; readonly siteName: string; readonly open: boolean }
  | {
      readonly kind: 'notice';
      readonly notice: NoticeKind;
      /** The queue that it is about, where it is about one. */
      readonly queueName: string | null;
      readonly from: string | null;
      readonly until: string | null;
      /** People on call who are on a break. */
      readonly onBreak: number;
      readonly open: boolean;
    }
  /** What has become of a booking, a session or a prison; the booking as it is now, where it is about one. */
  | {
      readonly kind: 'clinic';
      readonly message: MessageFacts;
      readonly booking: MessagedBooking | null;
    };

/** `late`: the quick attempts have failed, which counts as failed; it is still tried, as long as it is wanted. */
export type DeliveryState = StepResult | 'late';

/** A delivery that this process has claimed, with what it needs to be sent. */
export type ClaimedDelivery = NewDelivery & {
  readonly createdAt: Date;
  readonly late: boolean;
  /** This attempt; the first is 1. */
  readonly attempt: number;
  readonly contact: {
    readonly email: string | null;
    readonly phone: string | null;
    readonly disabled: boolean;
  };
  readonly pushSubscriptions: readonly PushSubscription[];
  readonly reason: DeliveryReason;
};

export type Notice = {
  readonly id: NoticeId;
  readonly organisationId: OrganisationId;
  readonly kind: NoticeKind;
  /** A warning given once under this key is not given again. */
  readonly key: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
};

export type EscalationWrites = StepWrites & ContactReads & DeliveryWrites & NoticeWrites & PushWrites;

export type StepWrites = {
  findStep(callId: CallId, at: { round: number; step: number }): Promise<EscalationStep | undefined>;
  /** Records the step and counts it in the call's row; false, with nothing changed, if it has been taken before. */
  takeStep(step: EscalationStep): Promise<boolean>;
  /** The station's screen says 999 or 111 from now on. */
  tellAdvice(callId: CallId): Promise<void>;
  /** Staff have read it; every step that told them is acknowledged. */
  acknowledgeAdvice(callId: CallId): Promise<void>;
  /**
   * The step's result follows its deliveries: acknowledged if one is, delivered if one is, failed if all have failed or are
   * late. Returns the step if its result has changed; the caller has locked the call's row.
   */
  settleByDeliveries(stepId: string): Promise<EscalationStep | undefined>;
};

export type ContactReads = {
  /** Clinicians with a push subscription who are on the rota of this queue now, or on call. */
  listPushable(organisationId: OrganisationId, queueId: QueueId): Promise<Contact[]>;
  /** Clinicians on the rota of this queue now, in tier 2. */
  listSecondTier(organisationId: OrganisationId, queueId: QueueId): Promise<Contact[]>;
  /** Clinicians with a shift of whatever queue on this day, Europe/London. */
  listOnRotaToday(organisationId: OrganisationId): Promise<Contact[]>;
  listManagers(organisationId: OrganisationId): Promise<Contact[]>;
  /** Of every organisation. */
  listPlatformAdministrators(): Promise<Contact[]>;
  /** Null for a site without one. */
  findSitePhone(siteId: SiteId): Promise<string | null>;
};

export type DeliveryWrites = {
  addDeliveries(deliveries: readonly NewDelivery[]): Promise<void>;
  findDelivery(
    deliveryId: DeliveryId,
  ): Promise<
    (NewDelivery & { state: DeliveryState; attempts: number; dueAt: Date; callId: CallId | null }) | undefined
  >;
  /** Claims an open delivery (pending or late) that is due until then, and counts the attempt. */
  claimDelivery(deliveryId: DeliveryId, until: Date): Promise<ClaimedDelivery | undefined>;
  /** Where the delivery can go with others in one e-mail, keeps others from claiming any of its person; first of all. */
  lockDigest(deliveryId: DeliveryId): Promise<void>;
  /** Claims what else waits to be sent to the person in one e-mail, whenever it is due, also again; some hundred at most. */
  claimDigest(personId: PersonId, until: Date): Promise<ClaimedDelivery[]>;
  /** Undone if it has been settled meanwhile. `code` says what went wrong and contains nobody's data. */
  settleDelivery(deliveryId: DeliveryId, state: 'delivered' | 'failed', code: string | null): Promise<void>;
  /** Not delivered yet; it is retried from then on. A delivery that is late stays late. */
  postponeDelivery(
    deliveryId: DeliveryId,
    postponed: { until: Date; code: string; late: boolean },
  ): Promise<void>;
  /** This delivery and every other one to the same person for the same reason; false when none of them was open. */
  acknowledgeDelivery(deliveryId: DeliveryId): Promise<boolean>;
};

export type NoticeSince = { readonly acknowledged: Date; readonly ended: Date };

export type NoticeWrites = {
  /** False when one that has not ended has the key. */
  addNotice(notice: Notice): Promise<boolean>;
  /** An open notice of this kind is raised anew, under another key; undefined when none is open under another one. */
  raiseAgain(notice: Omit<Notice, 'id'>): Promise<NoticeId | undefined>;
  /** Whether one of this kind is open, was acknowledged since then while its reason lasts, or has ended since then. */
  hasNoticeSince(organisationId: OrganisationId, kind: NoticeKind, since: NoticeSince): Promise<boolean>;
  /** Those whose reason is no more, acknowledged or not; their keys can be used again. */
  endNotices(
    organisationId: OrganisationId,
    of: { kind: NoticeKind; exceptKeys: readonly string[] },
  ): Promise<NoticeId[]>;
  findNotice(noticeId: NoticeId): Promise<Pick<Notice, 'organisationId'> | undefined>;
  /** False when somebody has done so before. */
  acknowledgeNotice(noticeId: NoticeId, by: PersonId): Promise<boolean>;
  /** What it warned of is dealt with; false where nobody was warned under that key, or somebody has acknowledged it before. */
  acknowledgeByKey(organisationId: OrganisationId, key: string, by: PersonId): Promise<boolean>;
};

export type PushWrites = {
  /** A browser has one subscription, whoever signs in at it: the last one to subscribe is pushed to. */
  addPushSubscription(personId: PersonId, subscription: PushSubscription): Promise<void>;
  hasPushSubscription(personId: PersonId, endpoint: string): Promise<boolean>;
  removePushSubscription(personId: PersonId, endpoint: string): Promise<void>;
  /** The push service says that nobody listens there any more. */
  dropPushSubscriptions(endpoints: readonly string[]): Promise<void>;
};

export type EscalationReads = {
  /** Oldest first. */
  listOpenNotices(organisationId: OrganisationId): Promise<NoticeView[]>;
  /** For `/metrics`. */
  countLateMessages(): Promise<number>;
};

/** Where a message goes. */
export type Recipient =
  | { readonly channel: 'push'; readonly subscription: PushSubscription }
  | { readonly channel: 'email'; readonly address: string }
  | { readonly channel: 'sms'; readonly phone: string }
  | { readonly channel: 'voice'; readonly phone: string }
  | { readonly channel: 'webhook'; readonly email: string; readonly phone: string | null };

/** No patient data: at most the name of a site, and how long somebody has waited there. */
export type Message = {
  readonly deliveryId: DeliveryId;
  readonly subject: string;
  /** Whole sentences; the address to open comes after them where the channel can carry one. */
  readonly text: string;
  /** Null where there is nothing to open: they are to stay where they are. */
  readonly url: string | null;
  /** Where the sender wants to hear what came of it: which attempt the receipt is to name. */
  readonly attempt?: number;
  /** For the recipient’s calendar, where the channel can carry a file. */
  readonly calendar?: { readonly method: 'REQUEST' | 'CANCEL'; readonly text: string };
};

/** `permanent` when trying again cannot help; `gone` when a push subscription has ended. */
export type Sent =
  | { readonly result: 'delivered' }
  | { readonly result: 'failed'; readonly permanent: boolean; readonly code: string };

/** The outside ways of reaching people. Never throws: what goes wrong is an answer. */
export type Messengers = { send(to: Recipient, message: Message): Promise<Sent> };

/** What is said about a clinic. */
export type ClinicReason = Extract<DeliveryReason, { kind: 'clinic' }>;

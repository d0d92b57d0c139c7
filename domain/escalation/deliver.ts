import { stationAudience } from '../audience.ts';
import { type Call, callEntry } from '../calls/call.ts';
import type { AuditActor } from '../actors.ts';
import type { MessageStanding } from '../clinics/message.ts';
import type { CallId, ClinicMessageId, DeliveryId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { takeDueStep } from './take-step.ts';
import type {
  ClaimedDelivery,
  ClinicReason,
  Message,
  Messengers,
  Recipient,
  Sent,
} from './escalation-port.ts';
import { noteTelephoned } from './telephone-site.ts';
import { messageOf, stillWanted } from './wording.ts';

/** What the clinics decide about their own messages; handed in, because they themselves need escalation. */
export type ClinicDeliveries = {
  /** What is sent now, or why nothing is. */
  messageOf(
    delivery: ClaimedDelivery,
    reason: ClinicReason,
    about: { publicUrl: string; now: Date },
  ): Promise<Message | Exclude<MessageStanding, 'wanted'>>;
  /** Whether it can go with others of its kind in one e-mail to its person. */
  isForDigest(delivery: ClaimedDelivery): boolean;
  /** One e-mail of all of these, which are for one person; the first gives it its id. */
  digestOf(
    deliveries: readonly [ClaimedDelivery, ...ClaimedDelivery[]],
    about: { publicUrl: string },
  ): Message;
  /** In the transaction in which an attempt has come to something; `isTaken` when the provider has the message. */
  settled(
    deps: Pick<Deps, 'newId'>,
    tx: Transaction,
    settled: { messageId: ClinicMessageId; deliveryId: DeliveryId; isTaken: boolean },
  ): Promise<void>;
};

/** The dependencies of sending, beyond those of other use cases. */
export type DeliveryTools = {
  messengers: Messengers;
  /** Scheme, host and port that people open. */
  publicUrl: string;
  /** Left out where no clinics are held: none of their messages is sent then. */
  clinics?: ClinicDeliveries;
};

const maxAttempts = 4;
/** Lease of a claim; longer than the longest time-out of a messenger. */
const leaseMs = 15_000;
/** After the first, second and third attempt. After the fourth the message is late. */
const backOffMs = [1000, 3000, 9000] as const;
/** Between attempts of a message that is late: a provider that is back is used within this time. */
const lateEveryMs = 30_000;
/** A message that is older is given up also where it is still wanted. */
const giveUpAfterMs = 24 * 60 * 60 * 1000;

const settled = { remainingMs: 0 };

/**
 * One attempt to deliver a message, outside any transaction. Returns the milliseconds until the next attempt, or 0 if
 * there is nothing left to do. A delivery is claimed before it is sent, so that two processes do not send it twice;
 * only if one dies or hangs beyond its lease is it sent again.
 *
 * What its provider does not take in four attempts is late: its step has failed, so that the next one comes at once, and
 * the message is still tried every half minute for as long as somebody needs it, a day at most.
 */
export async function deliver(
  deps: Deps & DeliveryTools,
  { deliveryId }: { deliveryId: DeliveryId },
): Promise<{ remainingMs: number }> {
  const claimed = await deps.store.transact(async (tx) => {
    const until = after(tx.now, leaseMs);
    await tx.escalation.lockDigest(deliveryId);
    const delivery = await tx.escalation.claimDelivery(deliveryId, until);
    if (delivery === undefined) return { remainingMs: await untilDue(tx, deliveryId) };
    const { personId } = delivery;
    const together = personId !== null && deps.clinics?.isForDigest(delivery) === true;
    const others = together ? await tx.escalation.claimDigest(personId, until) : [];
    return { delivery, others };
  });
  if (claimed.delivery === undefined) {
    return { remainingMs: claimed.remainingMs };
  }
  const { delivery, others } = claimed;
  const sent = await attemptAll(deps, [delivery, ...others]);
  for (const one of others) await conclude(deps, one, sent(one));
  return conclude(deps, delivery, sent(delivery));
}

/** What has come of the attempt. The milliseconds until the next one, or 0. */
async function conclude(
  deps: Deps & DeliveryTools,
  claimed: ClaimedDelivery,
  sent: Sent,
): Promise<{ remainingMs: number }> {
  if (sent.result === 'delivered' || sent.permanent) {
    await settle(deps, claimed, sent);
    return settled;
  }
  const again = claimed.late ? undefined : backOffMs[claimed.attempt - 1];
  await postpone(deps, claimed, { ms: again ?? lateEveryMs, code: sent.code, late: again === undefined });
  return { remainingMs: again ?? lateEveryMs };
}

async function untilDue(tx: Transaction, deliveryId: DeliveryId): Promise<number> {
  const found = await tx.escalation.findDelivery(deliveryId);
  return found?.state === 'pending' || found?.state === 'late'
    ? Math.max(1, found.dueAt.getTime() - tx.now.getTime())
    : 0;
}

/** One by one, or in one e-mail those of several that somebody still needs. */
async function attemptAll(
  deps: Deps & DeliveryTools,
  deliveries: readonly ClaimedDelivery[],
): Promise<(one: ClaimedDelivery) => Sent> {
  const now = deps.clock.now();
  const wanted: ClaimedDelivery[] = [];
  for (const one of deliveries.length > 1 ? deliveries : []) {
    const isWanted = !one.contact.disabled && typeof (await messageNow(deps, one, now)) !== 'string';
    if (isWanted && !isGivenUp(one, now)) wanted.push(one);
  }
  // The oldest gives the e-mail its id, so that it is the same one when it is tried again, whichever comes due first.
  const [first, ...rest] = wanted.toSorted((a, b) => orderOf(a, b));
  const digest =
    first !== undefined && rest.length > 0 ? deps.clinics?.digestOf([first, ...rest], deps) : undefined;
  const together = first && digest && (await sendTo(deps, recipientOf(first), digest));
  const alone = new Map<ClaimedDelivery, Sent>();
  for (const one of deliveries) {
    const isIn = together !== undefined && (one === first || rest.includes(one));
    alone.set(one, isIn ? together : await attempt(deps, one));
  }
  return (one) => alone.get(one) ?? { result: 'failed', permanent: true, code: 'not-needed' };
}

function orderOf(a: ClaimedDelivery, b: ClaimedDelivery): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1);
}

function isGivenUp({ late, attempt: n, createdAt }: ClaimedDelivery, now: Date): boolean {
  return late ? now.getTime() - createdAt.getTime() > giveUpAfterMs : n > maxAttempts;
}

async function attempt(deps: Deps & DeliveryTools, delivery: ClaimedDelivery): Promise<Sent> {
  const { contact } = delivery;
  const now = deps.clock.now();
  if (isGivenUp(delivery, now)) {
    return { result: 'failed', permanent: true, code: 'gave-up' };
  }
  const message = contact.disabled ? 'not-needed' : await messageNow(deps, delivery, now);
  if (typeof message === 'string') {
    return { result: 'failed', permanent: true, code: message };
  }
  return delivery.channel === 'push'
    ? push(deps, delivery, message)
    : sendTo(deps, recipientOf(delivery), message);
}

/** What is said, or why nothing is said any more. */
async function messageNow(
  deps: DeliveryTools,
  delivery: ClaimedDelivery,
  now: Date,
): Promise<Message | string> {
  const { reason } = delivery;
  const { publicUrl } = deps;
  if (reason.kind === 'clinic') {
    return (await deps.clinics?.messageOf(delivery, reason, { publicUrl, now })) ?? 'not-configured';
  }
  return stillWanted(reason) ? messageOf(reason, { deliveryId: delivery.id, publicUrl, now }) : 'not-needed';
}

function sendTo(deps: DeliveryTools, to: Recipient | undefined, message: Message): Promise<Sent> {
  const nowhere = { result: 'failed', permanent: true, code: 'no-address' } as const;
  return to === undefined ? Promise.resolve(nowhere) : deps.messengers.send(to, message);
}

function recipientOf({ channel, contact }: ClaimedDelivery): Recipient | undefined {
  switch (channel) {
    case 'email':
      return contact.email === null ? undefined : { channel, address: contact.email };
    case 'sms':
    case 'voice':
      return contact.phone === null ? undefined : { channel, phone: contact.phone };
    case 'webhook':
      return contact.email === null ? undefined : { channel, email: contact.email, phone: contact.phone };
    case 'push':
      return undefined;
  }
}

/** To all browsers of the person: one that accepts it is enough. Ended subscriptions are deleted. */
async function push(
  deps: Deps & DeliveryTools,
  { pushSubscriptions }: ClaimedDelivery,
  message: Message,
): Promise<Sent> {
  const tried = await Promise.all(
    pushSubscriptions.map(async (subscription) => ({
      endpoint: subscription.endpoint,
      sent: await deps.messengers.send({ channel: 'push', subscription }, message),
    })),
  );
  const gone = tried.filter(({ sent }) => sent.result === 'failed' && sent.code === 'gone');
  if (gone.length > 0) {
    await deps.store.transact((tx) =>
      tx.escalation.dropPushSubscriptions(gone.map(({ endpoint }) => endpoint)),
    );
  }
  const results = tried.map(({ sent }) => sent);
  return (
    results.find(({ result }) => result === 'delivered') ??
    results.find((sent) => sent.result === 'failed' && !sent.permanent) ??
    results[0] ?? { result: 'failed', permanent: true, code: 'no-address' }
  );
}

/** Answers whether it was a message about a clinic. */
async function settleClinics(
  deps: Deps & DeliveryTools,
  tx: Transaction,
  { delivery, isTaken }: { delivery: ClaimedDelivery; isTaken: boolean },
): Promise<boolean> {
  const { because, id: deliveryId } = delivery;
  if (!('clinicMessageId' in because)) return false;
  await deps.clinics?.settled(deps, tx, { messageId: because.clinicMessageId, deliveryId, isTaken });
  return true;
}

async function settle(deps: Deps & DeliveryTools, delivery: ClaimedDelivery, sent: Sent): Promise<void> {
  await transact(deps, async (tx) => {
    const code = sent.result === 'failed' ? sent.code : null;
    const call = await lockCallOf(tx, delivery.id);
    await tx.escalation.settleDelivery(delivery.id, sent.result, code);
    if (await settleClinics(deps, tx, { delivery, isTaken: sent.result === 'delivered' })) return;
    // That a late message has failed was said when it became late.
    if (!delivery.late || sent.result === 'delivered') {
      await say(deps, tx, { delivery, call, result: sent.result });
    }
  });
}

async function postpone(
  deps: Deps & DeliveryTools,
  delivery: ClaimedDelivery,
  { ms, code, late }: { ms: number; code: string; late: boolean },
): Promise<void> {
  await transact(deps, async (tx) => {
    const call = late ? await lockCallOf(tx, delivery.id) : undefined;
    await tx.escalation.postponeDelivery(delivery.id, { until: after(tx.now, ms), code, late });
    if (late && !delivery.late) {
      deps.log.warn('a message is late', { channel: delivery.channel, code });
      if (await settleClinics(deps, tx, { delivery, isTaken: false })) return;
      await say(deps, tx, { delivery, call, result: 'failed' });
    }
  });
}

async function say(
  deps: Deps,
  tx: TellingTransaction,
  came: { delivery: ClaimedDelivery; call: Call | undefined; result: Sent['result'] },
): Promise<void> {
  const { delivery, call } = came;
  await noteTelephoned(tx, came);
  if (call !== undefined) {
    await settleStep(deps, tx, { call, delivery, by: { kind: 'system' } });
  }
}

/** The call's row first, as everywhere, so that a step is not settled and climbed from at the same moment. */
export async function lockCallOf(tx: Transaction, deliveryId: DeliveryId): Promise<Call | undefined> {
  const callId: CallId | null | undefined = (await tx.escalation.findDelivery(deliveryId))?.callId;
  return callId ? tx.calls.lock(callId) : undefined;
}

/**
 * The step of a delivery takes the result that its deliveries have come to. Where that has changed the station is told
 * after the commit, and where the step has reached nobody, the next one is taken at once.
 */
export async function settleStep(
  deps: Deps,
  tx: TellingTransaction,
  { call, delivery, by }: { call: Call; delivery: Pick<ClaimedDelivery, 'because'>; by: AuditActor },
): Promise<void> {
  const { because } = delivery;
  const step = 'stepId' in because ? await tx.escalation.settleByDeliveries(because.stepId) : undefined;
  if (step === undefined) {
    return;
  }
  await tx.audit([callEntry(by, call, 'escalation.settled', { step: step.step, result: step.result })]);
  await tx.tell('call:escalated', [stationAudience(call.stationId)]);
  tx.boardChanged(call.organisationId);
  if (step.result === 'failed') {
    tx.afterCommit(() => takeDueStep(deps, { callId: call.id }), 'after-facts');
  }
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

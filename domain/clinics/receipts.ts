import { DomainError } from '../errors.ts';
import type { DeliveryChannel } from '../escalation/escalation-port.ts';
import type { DeliveryId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { transact } from '../transact.ts';
import type { ReceiptOutcome } from './message.ts';
import type { MessageDelivery } from './message-port.ts';
import { settleMessage } from './settle-message.ts';

/** What a provider says of one attempt after it has taken the message. */
export type Receipt = {
  deliveryId: DeliveryId;
  attempt: number;
  outcome: ReceiptOutcome;
  /** By which ways that provider sends: it says nothing of what went another one. */
  channels: readonly DeliveryChannel[];
};

/** Networks take no more texts of the same content for one number in an hour (GOV.UK Notify’s guidance). */
const sameTextsAnHour = 20;
const hourMs = 3_600_000;
/** After the first, second and third temporary failure; after that it is late, and tried every half hour. */
const againAfterMs = [60_000, 300_000, 900_000];
const lateEveryMs = 1_800_000;

/**
 * Learns from the provider what came of an attempt. A receipt that comes twice changes nothing the second time (A45). A
 * permanent failure leaves nobody told; after a temporary one the message is sent again, within what the network allows
 * (A43). Of other messages than those about clinics receipts are not kept.
 */
export async function takeReceipt(
  deps: Pick<Deps, 'store' | 'facts' | 'jobs' | 'newId'>,
  { deliveryId, attempt, outcome, channels }: Receipt,
): Promise<void> {
  await transact(deps, async (tx) => {
    const delivery = await tx.clinicMessages.lockDelivery(deliveryId);
    if (delivery === undefined || attempt > delivery.attempts || !channels.includes(delivery.channel)) {
      throw new DomainError('not-found', 'no such message');
    }
    if (!(await tx.clinicMessages.addReceipt(deliveryId, attempt, outcome))) return;
    // A receipt of an earlier attempt says nothing of the one that goes on.
    if (attempt === delivery.attempts) await apply(tx, delivery, outcome);
    await settleMessage(deps, tx, delivery.messageId);
  });
}

/** A provider can be faster than we are: its receipt is there before the message is written down as taken. */
export async function applyEarlyReceipt(tx: Transaction, deliveryId: DeliveryId): Promise<void> {
  const delivery = await tx.clinicMessages.lockDelivery(deliveryId);
  const outcome = delivery && (await tx.clinicMessages.findReceipt(deliveryId, delivery.attempts));
  if (delivery !== undefined && outcome !== undefined) await apply(tx, delivery, outcome);
}

async function apply(
  tx: Transaction,
  { deliveryId, messageId, attempts, state }: MessageDelivery,
  outcome: ReceiptOutcome,
): Promise<void> {
  if (state !== 'delivered' || outcome === 'received') return;
  if (outcome === 'permanent-failure') {
    await tx.clinicMessages.failDelivery(deliveryId, outcome);
    return;
  }
  const since = new Date(tx.now.getTime() - hourMs);
  const texts = await tx.clinicMessages.countSameTexts(messageId, deliveryId, since);
  const again = textAgain({ attempts, texts, now: tx.now });
  await tx.clinicMessages.reopenDelivery(deliveryId, { ...again, code: outcome });
}

/** When a text is sent again that the network could not deliver, and whether it counts as late by then. */
export function textAgain({ attempts, texts, now }: { attempts: number; texts: number; now: Date }): {
  at: Date;
  late: boolean;
} {
  const waitMs = againAfterMs[attempts - 1];
  const least = texts >= sameTextsAnHour ? hourMs : 0;
  return {
    at: new Date(now.getTime() + Math.max(least, waitMs ?? lateEveryMs)),
    late: waitMs === undefined,
  };
}

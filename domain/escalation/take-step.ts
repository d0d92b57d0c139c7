import { dispatch } from '../calls/wake-dispatcher.ts';
import { stationAudience } from '../audience.ts';
import { type Call, callEntry } from '../calls/call.ts';
import type { CallId, DeliveryId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { defaultQueueSettings, type EscalationAction } from '../queues/queue.ts';
import type { Contact, DeliveryChannel, EscalationStep, NewDelivery, StepResult } from './escalation-port.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { isDue, nextStep } from './plan.ts';

/**
 * Takes the due step of the escalation plan of an unanswered call, and the following one at once if a step finds
 * nobody to reach. Each step is taken in a transaction of its own, at most once in a round. Idempotent.
 */
export async function takeDueStep(deps: Deps, { callId }: { callId: CallId }): Promise<void> {
  let result: StepResult | undefined;
  do {
    result = await transact(deps, (tx) => climb(deps, tx, callId));
  } while (result === 'failed');
}

async function climb(deps: Deps, tx: TellingTransaction, callId: CallId): Promise<StepResult | undefined> {
  const call = await tx.calls.lock(callId);
  if (call === undefined) {
    return undefined;
  }
  const { ladder } = (await tx.queues.find(call.queueId))?.settings ?? defaultQueueSettings;
  const next = nextStep(call, ladder);
  if (next === undefined) {
    return undefined;
  }
  const before = await tx.escalation.findStep(callId, call.escalation);
  return isDue(next, before?.result, tx.now) ? take(deps, tx, { call, ...next }) : undefined;
}

async function take(
  deps: Deps,
  tx: TellingTransaction,
  { call, step: number, action }: { call: Call; step: number; action: EscalationAction },
): Promise<StepResult | undefined> {
  const { result, deliveries } = await act(deps, tx, call, action);
  const step: EscalationStep = {
    id: deps.newId(),
    callId: call.id,
    round: call.escalation.round,
    step: number,
    action,
    takenAt: tx.now,
    result,
  };
  if (!(await tx.escalation.takeStep(step))) {
    return undefined;
  }
  const toSend = deliveries.map((one) => ({ ...one, because: { stepId: step.id } }));
  await tx.escalation.addDeliveries(toSend);
  const system = { kind: 'system' } as const;
  await tx.audit([callEntry(system, call, 'call.escalated', { step: number, action })]);
  if (result !== 'pending') {
    await tx.audit([callEntry(system, call, 'escalation.settled', { step: number, result })]);
  }
  if (action === 'ring-all') {
    tx.afterCommit(() => dispatch(deps, call));
  }
  for (const { id } of toSend) tx.afterCommit(() => deps.jobs.add('deliver', { deliveryId: id }));
  await tx.tell('call:escalated', [stationAudience(call.stationId)]);
  tx.boardChanged(call.organisationId);
  return result;
}

type Done = { result: StepResult; deliveries: readonly Omit<NewDelivery, 'because'>[] };

async function act(deps: Deps, tx: Transaction, call: Call, action: EscalationAction): Promise<Done> {
  switch (action) {
    case 'ring-all':
      await tx.calls.setRingAll(call.id);
      return { result: 'delivered', deliveries: [] };
    case 'tell-station':
      await tx.escalation.tellAdvice(call.id);
      return { result: 'pending', deliveries: [] };
    case 'push':
    case 'second-tier':
    case 'duty-manager': {
      const contacts = await contactsFor(tx, call, action);
      const deliveries = messagesTo(deps, call, { contacts, channels: channelsOf[action] });
      return { result: deliveries.length === 0 ? 'failed' : 'pending', deliveries };
    }
  }
}

type Telling = Extract<EscalationAction, 'push' | 'second-tier' | 'duty-manager'>;

/** The channels of each step, as far as the service has them configured. */
const channelsOf: Readonly<Record<Telling, readonly DeliveryChannel[]>> = {
  push: ['push'],
  'second-tier': ['sms', 'voice', 'email', 'webhook'],
  'duty-manager': ['sms', 'email', 'push', 'webhook'],
};

async function contactsFor(tx: Transaction, call: Call, action: Telling): Promise<Contact[]> {
  const { organisationId, queueId } = call;
  switch (action) {
    case 'push':
      return tx.escalation.listPushable(organisationId, queueId);
    case 'second-tier': {
      const second = await tx.escalation.listSecondTier(organisationId, queueId);
      return second.length > 0 ? second : tx.escalation.listOnRotaToday(organisationId);
    }
    case 'duty-manager':
      return tx.escalation.listManagers(organisationId);
  }
}

/** A message for each person and each channel by which this service can reach them. */
export function messagesTo(
  deps: Pick<Deps, 'channels' | 'newId'>,
  { organisationId }: Pick<Call, 'organisationId'>,
  { contacts, channels }: { contacts: readonly Contact[]; channels: readonly DeliveryChannel[] },
): Omit<NewDelivery, 'because'>[] {
  const ours = channels.filter((channel) => deps.channels.includes(channel));
  return contacts.flatMap((contact) =>
    ours
      .filter((channel) => reaches(contact, channel))
      .map((channel) => ({
        id: deps.newId() as DeliveryId,
        organisationId,
        personId: contact.personId,
        channel,
      })),
  );
}

function reaches(contact: Contact, channel: DeliveryChannel): boolean {
  switch (channel) {
    case 'push':
      return contact.pushable;
    case 'sms':
    case 'voice':
      return contact.phone !== null;
    case 'email':
    case 'webhook':
      return true;
  }
}

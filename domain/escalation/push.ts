import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { isAllowedAddress } from '../allowed-addresses.ts';
import { DomainError } from '../errors.ts';
import type { Deps } from '../ports.ts';
import type { PushSubscription } from './escalation-port.ts';

/** Whether web push may be sent there: browsers name the address. */
export function isPushService(endpoint: string, services: readonly string[]): boolean {
  return isAllowedAddress(endpoint, services);
}

/** Rings this browser too when a call waits for too long, also while no page of ours is open in it. */
export async function subscribeToPush(
  deps: Deps,
  actor: Actor,
  { subscription, services }: { subscription: PushSubscription; services: readonly string[] },
): Promise<void> {
  const person = requirePerson(actor, 'push:subscribe');
  if (!isPushService(subscription.endpoint, services)) {
    throw new DomainError('invalid', 'endpoint: not a push service that this service sends to');
  }
  await deps.store.transact(async (tx) => {
    await tx.escalation.addPushSubscription(person.personId, subscription);
    await tx.audit([
      {
        actor: auditActor(person),
        organisationId: person.organisationId,
        action: 'push.subscribed',
        subject: { kind: 'person', id: person.personId },
      },
    ]);
  });
}

/** Whether this browser rings for whoever asks. */
export async function findPushSubscription(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { endpoint }: { endpoint: string },
): Promise<{ own: boolean }> {
  const { personId } = requirePerson(actor, 'push:subscribe');
  return {
    own: await store.transact(({ escalation }) => escalation.hasPushSubscription(personId, endpoint)),
  };
}

/** No longer rings this browser. Says nothing about one that was not subscribed. */
export async function unsubscribeFromPush(
  deps: Deps,
  actor: Actor,
  { endpoint }: { endpoint: string },
): Promise<void> {
  const person = requirePerson(actor, 'push:subscribe');
  await deps.store.transact(async (tx) => {
    await tx.escalation.removePushSubscription(person.personId, endpoint);
    await tx.audit([
      {
        actor: auditActor(person),
        organisationId: person.organisationId,
        action: 'push.unsubscribed',
        subject: { kind: 'person', id: person.personId },
      },
    ]);
  });
}

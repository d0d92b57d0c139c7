import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { DeliveryId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { announceSettled, lockCallOf, settleStep } from './deliver.ts';

/** The person to whom a message went has opened it. Only they can say so; said again it changes nothing. */
export async function acknowledgeDelivery(
  deps: Deps,
  actor: Actor,
  { deliveryId }: { deliveryId: DeliveryId },
): Promise<void> {
  const person = requirePerson(actor, 'push:subscribe');
  const moved = await deps.store.transact(async (tx) => {
    const call = await lockCallOf(tx, deliveryId);
    const delivery = await tx.escalation.findDelivery(deliveryId);
    if (delivery?.personId !== person.personId) {
      throw new DomainError('not-found', 'no such message');
    }
    if (!(await tx.escalation.acknowledgeDelivery(deliveryId))) {
      return undefined;
    }
    const by = auditActor(person);
    await tx.audit([
      {
        actor: by,
        organisationId: person.organisationId,
        action: 'delivery.acknowledged',
        subject: { kind: 'delivery', id: deliveryId },
      },
    ]);
    return call && settleStep(tx, { call, delivery, by });
  });
  await announceSettled(deps, moved);
}

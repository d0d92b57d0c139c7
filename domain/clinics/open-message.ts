import type { Actor } from '../actors.ts';
import { acknowledgeDelivery } from '../escalation/acknowledge.ts';
import type { DeliveryId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { settleMessage } from './settle-message.ts';

/**
 * The recipient of a message has opened it, a pressed notification or the address in a mail. Where it was about a clinic they
 * have been told: that is in the booking, and nobody has to tell them another way.
 */
export function openMessage(deps: Deps, actor: Actor, given: { deliveryId: DeliveryId }): Promise<void> {
  const clinics: Parameters<typeof acknowledgeDelivery>[0] = {
    ...deps,
    clinicMessageOpened: (tx, messageId) => settleMessage(deps, tx, messageId),
  };
  return acknowledgeDelivery(clinics, actor, given);
}

import type { DeliveryChannel } from '../escalation/escalation-port.ts';
import type { DeliveryId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { CallBack } from './call-back-port.ts';

/** The ways that a site's telephone can take; each that the service has been configured with is used. */
const ways: readonly DeliveryChannel[] = ['voice', 'sms'];

/**
 * Makes the messages to the site's telephone, within the transaction that opens the call-back: the screen that was cut
 * off may stay dark. Answers with what is to be sent after the commit: nothing where no telephone or no way is known.
 */
export async function telephoneSite(
  deps: Pick<Deps, 'channels' | 'newId'>,
  tx: Transaction,
  { callBack, siteId }: { callBack: CallBack; siteId: SiteId },
): Promise<DeliveryId[]> {
  const ours = ways.filter((channel) => deps.channels.includes(channel));
  if (ours.length === 0 || (await tx.escalation.findSitePhone(siteId)) === null) {
    return [];
  }
  const deliveries = ours.map((channel) => ({
    id: deps.newId() as DeliveryId,
    organisationId: callBack.organisationId,
    because: { callBackId: callBack.id },
    personId: null,
    channel,
  }));
  await tx.escalation.addDeliveries(deliveries);
  return deliveries.map(({ id }) => id);
}

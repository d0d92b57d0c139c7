import type { DeliveryId, OrganisationId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { Because, DeliveryChannel } from './escalation-port.ts';

/**
 * Makes the messages to a site's telephone, within the transaction that has the reason for them. Answers with what is
 * to be sent after the commit: nothing where no telephone is known, or none of these ways is configured.
 */
export async function telephoneSite(
  deps: Pick<Deps, 'channels' | 'newId'>,
  tx: Transaction,
  what: {
    because: Because;
    organisationId: OrganisationId;
    siteId: SiteId;
    channels: readonly DeliveryChannel[];
  },
): Promise<DeliveryId[]> {
  const { because, organisationId, siteId, channels } = what;
  const ours = channels.filter((channel) => deps.channels.includes(channel));
  if (ours.length === 0 || (await tx.escalation.findSitePhone(siteId)) === null) {
    return [];
  }
  const deliveries = ours.map((channel) => ({
    id: deps.newId() as DeliveryId,
    organisationId,
    because,
    personId: null,
    channel,
  }));
  await tx.escalation.addDeliveries(deliveries);
  return deliveries.map(({ id }) => id);
}

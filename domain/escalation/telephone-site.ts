import { callEntry } from '../calls/call-entry.ts';
import type { Call } from '../calls/call.ts';
import type { DeliveryId, OrganisationId, SiteId } from '../ids.ts';
import type { Audience, Deps, Transaction } from '../ports.ts';
import { raiseVisit } from '../visits/visit-lock.ts';
import type { Because, ClaimedDelivery, DeliveryChannel, Sent } from './escalation-port.ts';

/**
 * Creates the messages to a site's telephone, within the transaction that has the reason for them. Returns what to
 * send after the commit: nothing if no telephone is known, or no such channel is configured.
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

const system = { kind: 'system' } as const;

/**
 * The result of telephoning a site is recorded with its call-back or its visit, as an escalation step is with its
 * call. Returns whom in the visit to notify of it after the commit.
 */
export async function noteTelephoned(
  tx: Transaction,
  settled: { delivery: ClaimedDelivery; call: Call | undefined; result: Sent['result'] },
): Promise<readonly Audience[]> {
  const { delivery, call, result } = settled;
  const { because, organisationId, channel } = delivery;
  if ('callBackId' in because) {
    const callBack = await tx.callBacks.lock(because.callBackId);
    await tx.audit([
      {
        actor: system,
        organisationId,
        action: 'call-back.telephoned',
        subject: { kind: 'call-back', id: because.callBackId },
        detail: { channel, result, callId: callBack?.callId ?? null },
      },
    ]);
  }
  if (!('visitId' in because) || call === undefined) {
    return [];
  }
  const { visitId } = because;
  await tx.audit([callEntry(system, call, 'visit.telephoned', { visitId, channel, result })]);
  return raiseVisit(tx, call, visitId);
}

import { callEntry } from '../calls/call-entry.ts';
import type { Call } from '../calls/call.ts';
import type { DeliveryId, OrganisationId, SiteId } from '../ids.ts';
import type { Audience, Deps, Transaction } from '../ports.ts';
import { raiseVisit } from '../visits/visit-lock.ts';
import type { Because, ClaimedDelivery, DeliveryChannel, Sent } from './escalation-port.ts';

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

const system = { kind: 'system' } as const;

/**
 * What came of telephoning a site is part of the story of its call-back or its visit, as a step of the ladder is of its
 * call's. Answers with who in the visit is to be told of it after the commit.
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

import type { DeliveryId, OrganisationId, SiteId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import type { TellingTransaction } from '../transact.ts';
import { originEntry } from '../visits/visit.ts';
import { lockWithOrigin, tellVisit } from '../visits/visit-lock.ts';
import type { Because, ClaimedDelivery, DeliveryChannel, Sent } from './escalation-port.ts';

/**
 * Makes the messages to a site's telephone, within the transaction that has the reason for them; they are sent after its
 * commit. Answers whether there are any: none where no telephone is known, or none of these ways is configured.
 */
export async function telephoneSite(
  deps: Pick<Deps, 'channels' | 'newId' | 'jobs'>,
  tx: TellingTransaction,
  what: {
    because: Because;
    organisationId: OrganisationId;
    siteId: SiteId;
    channels: readonly DeliveryChannel[];
  },
): Promise<boolean> {
  const { because, organisationId, siteId, channels } = what;
  const ours = channels.filter((channel) => deps.channels.includes(channel));
  if (ours.length === 0 || (await tx.escalation.findSitePhone(siteId)) === null) {
    return false;
  }
  const deliveries = ours.map((channel) => ({
    id: deps.newId() as DeliveryId,
    organisationId,
    because,
    personId: null,
    channel,
  }));
  await tx.escalation.addDeliveries(deliveries);
  for (const { id } of deliveries) tx.afterCommit(() => deps.jobs.add('deliver', { deliveryId: id }));
  return true;
}

const system = { kind: 'system' } as const;

/**
 * What came of telephoning a site is part of the story of its call-back or its visit, as a step of the ladder is of its
 * call's.
 */
export async function noteTelephoned(
  tx: TellingTransaction,
  settled: { delivery: ClaimedDelivery; result: Sent['result'] },
): Promise<void> {
  const { delivery, result } = settled;
  const { because, organisationId, channel } = delivery;
  if ('callBackId' in because) {
    tx.boardChanged(organisationId);
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
  const visit = 'visitId' in because ? await lockWithOrigin(tx, because.visitId) : undefined;
  if (visit === undefined) {
    return;
  }
  await tx.audit([originEntry(system, visit, 'visit.telephoned', { channel, result })]);
  await tellVisit(tx, visit);
}

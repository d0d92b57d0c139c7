import { callEntry } from '../calls/call-entry.ts';
import type { Call } from '../calls/call.ts';
import { raiseVisit } from '../calls/visit-lock.ts';
import type { Audience, Transaction } from '../ports.ts';
import type { ClaimedDelivery, Sent } from './escalation-port.ts';

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

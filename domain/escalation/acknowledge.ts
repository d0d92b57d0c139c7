import { type Actor, auditActor, requirePerson, requireStation } from '../actors.ts';
import { stationAudience } from '../audience.ts';
import { callEntry } from '../calls/call.ts';
import { DomainError } from '../errors.ts';
import type { CallId, ClinicMessageId, DeliveryId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { transact } from '../transact.ts';
import { lockCallOf, settleStep } from './deliver.ts';

/** What clinics do when one of their messages was opened; handed in, because they themselves need escalation. */
type OfClinics = { clinicMessageOpened(tx: Transaction, messageId: ClinicMessageId): Promise<void> };

/** The recipient of a message has opened it. Only they can say so. Idempotent. */
export async function acknowledgeDelivery(
  deps: Deps & OfClinics,
  actor: Actor,
  { deliveryId }: { deliveryId: DeliveryId },
): Promise<void> {
  const person = requirePerson(actor, 'delivery:acknowledge');
  await transact(deps, async (tx) => {
    const call = await lockCallOf(tx, deliveryId);
    const delivery = await tx.escalation.findDelivery(deliveryId);
    if (delivery?.personId !== person.personId) {
      throw new DomainError('not-found', 'no such message');
    }
    if (!(await tx.escalation.acknowledgeDelivery(deliveryId))) {
      return;
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
    const { because } = delivery;
    if ('clinicMessageId' in because) await deps.clinicMessageOpened(tx, because.clinicMessageId);
    if (call !== undefined) {
      await settleStep(deps, tx, { call, delivery, by });
    }
  });
}

/**
 * Staff confirm that they have read the advice to ring 999 or 111 themselves. The call goes on. Idempotent: the time
 * of the first confirmation stays.
 */
export async function acknowledgeAdvice(
  deps: Deps,
  actor: Actor,
  { callId }: { callId: CallId },
): Promise<void> {
  const station = requireStation(actor, 'advice:acknowledge');
  await transact(deps, async (tx) => {
    const call = await tx.calls.lock(callId);
    if (call?.stationId !== station.stationId) {
      throw new DomainError('not-found', 'no such call');
    }
    if (call.advice.toldAt === null || call.life.phase === 'ended') {
      throw new DomainError('wrong-phase', 'this station is not told to ring 999 or 111');
    }
    if (call.advice.acknowledgedAt !== null) {
      return;
    }
    await tx.escalation.acknowledgeAdvice(callId);
    await tx.audit([callEntry(auditActor(station), call, 'advice.acknowledged')]);
    await tx.tell('call:escalated', [stationAudience(station.stationId)]);
    tx.boardChanged(station.organisationId);
  });
}

import type { AuditActor } from '../actors.ts';
import { clinicianAudience } from '../audience.ts';
import { callEntry } from '../calls/call-entry.ts';
import type { ClinicianId } from '../ids.ts';
import { announceReleased, type ReleasedOffer, releaseOffer } from '../offers/release.ts';
import type { Deps, Transaction } from '../ports.ts';
import { announceRequeued, requeue, type Requeued } from '../visits/requeue.ts';
import { audiencesOf } from '../visits/visit-lock.ts';

/**
 * A clinician may no longer answer calls: they go off call, what rings at them moves on, and the patient they are
 * with goes back to the head of the queue by age rather than being left alone.
 */
export async function removeClinician(
  deps: Deps,
  actor: AuditActor,
  clinicianId: ClinicianId,
): Promise<void> {
  const { organisationId, freed } = await deps.store.transact(async (tx) => {
    const freed = await freeClinician(tx, actor, clinicianId);
    const duty = await tx.clinicians.findDuty(clinicianId);
    if (duty !== undefined) {
      const { organisationId, idleSince } = duty;
      await tx.clinicians.setDuty(clinicianId, {
        organisationId,
        idleSince,
        onCall: false,
        paused: null,
        outsideShiftReason: null,
      });
      await tx.raise([clinicianAudience(clinicianId)]);
    }
    return { organisationId: duty?.organisationId, freed };
  });
  if (freed?.how === 'let-go') {
    await announceReleased(deps, freed);
  } else if (freed?.how === 'left') {
    await deps.rooms.expel(freed.call.roomId, `clinician:${clinicianId}`);
    await deps.facts.tell('visit:changed', freed.audiences);
  } else if (freed?.how === 'requeued') {
    await announceRequeued(deps, freed);
  }
  if (organisationId !== undefined) {
    await deps.facts.tell('presence:changed', [clinicianAudience(clinicianId)]);
    deps.facts.boardChanged(organisationId);
  }
}

type Freed = (ReleasedOffer & { how: 'let-go' }) | (Requeued & { how: 'left' | 'requeued' });

async function freeClinician(
  tx: Transaction,
  actor: AuditActor,
  clinicianId: ClinicianId,
): Promise<Freed | undefined> {
  const openOffer = await tx.clinicians.findOpenOfferOf(clinicianId);
  const found = openOffer && (await tx.calls.lockOffer(openOffer.id));
  if (found?.offer.state === 'ringing') {
    const gone = await releaseOffer(tx, {
      ...found,
      how: 'withdrawn',
      by: actor,
      reason: 'clinician-removed',
    });
    return { ...gone, how: 'let-go' };
  }
  if (found?.call.life.phase !== 'active' || found.offer.state !== 'accepted') {
    return undefined;
  }
  const { call, offer } = found;
  const { visitId, clinicianId: lead } = found.call.life;
  if (lead === clinicianId) {
    const requeued = await requeue(tx, {
      call,
      visitId,
      clinicianId,
      by: actor,
      reason: 'clinician-removed',
    });
    return { ...requeued, how: 'requeued' };
  }
  const audiences = await audiencesOf(tx, call, visitId);
  await tx.calls.releaseOffer(offer.id);
  await tx.audit([
    callEntry(actor, call, 'visit.left', { visitId, clinicianId, reason: 'clinician-removed' }),
  ]);
  await tx.raise(audiences);
  return { call, audiences, how: 'left' };
}

import type { AuditActor } from '../actors.ts';
import { clinicianAudience } from '../audience.ts';
import type { ClinicianId } from '../ids.ts';
import { releaseOffer } from '../offers/release.ts';
import type { Deps } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { requeue } from '../visits/requeue.ts';
import { originEntry } from '../visits/visit.ts';
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
  await transact(deps, async (tx) => {
    await freeClinician(deps, tx, { actor, clinicianId });
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
      await tx.tell('presence:changed', [clinicianAudience(clinicianId)]);
      tx.boardChanged(organisationId);
    }
  });
}

async function freeClinician(
  deps: Deps,
  tx: TellingTransaction,
  { actor, clinicianId }: { actor: AuditActor; clinicianId: ClinicianId },
): Promise<void> {
  const openOffer = await tx.clinicians.findOpenOfferOf(clinicianId);
  const found = openOffer && (await tx.calls.lockOffer(openOffer.id));
  if (found?.offer.state === 'ringing') {
    await releaseOffer(deps, tx, { ...found, how: 'withdrawn', by: actor, reason: 'clinician-removed' });
    return;
  }
  if (found?.call.life.phase !== 'active' || found.offer.state !== 'accepted') {
    return;
  }
  const { call, offer } = found;
  const visit = await tx.visits.lock(found.call.life.visitId);
  if (visit === undefined) {
    return;
  }
  if (visit.clinicianId === clinicianId) {
    await requeue(deps, tx, { visit, call, by: actor, reason: 'clinician-removed' });
    return;
  }
  const audiences = await audiencesOf(tx, visit);
  await tx.calls.releaseOffer(offer.id);
  await tx.audit([originEntry(actor, visit, 'visit.left', { clinicianId, reason: 'clinician-removed' })]);
  tx.afterCommit(() => deps.rooms.expel(visit.roomId, `clinician:${clinicianId}`), 'before-facts');
  await tx.tell('visit:changed', audiences);
}

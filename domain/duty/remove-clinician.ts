import type { AuditActor } from '../actors.ts';
import { clinicianAudience } from '../audience.ts';
import type { ClinicianId } from '../ids.ts';
import { type LockedOffer, lockOffer } from '../offers/lock-offer.ts';
import { releaseOffer } from '../offers/release.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { loseClinician } from '../visits/lose-clinician.ts';
import { originEntry, type Visit } from '../visits/visit.ts';
import { audiencesOf } from '../visits/visit-lock.ts';

/**
 * A clinician may no longer answer calls: they go off call, what rings at them moves on, and the patient they are
 * with goes back to the head of the queue by age rather than being left alone. A booked visit ends.
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
  const locked = openOffer && (await lockOffer(tx, openOffer.id));
  const reason = 'clinician-removed';
  if (locked?.offer.state === 'ringing') {
    await releaseOffer(deps, tx, { locked, how: 'withdrawn', by: actor, reason });
    return;
  }
  const visit = locked && (await visitOf(tx, locked));
  if (locked?.offer.state !== 'accepted' || visit?.ended !== null) {
    return;
  }
  if (visit.clinicianId === clinicianId) {
    await loseClinician(deps, tx, { visit, by: actor, reason });
    return;
  }
  const audiences = await audiencesOf(tx, visit);
  await tx.calls.releaseOffer(locked.offer.id);
  await tx.audit([originEntry(actor, visit, 'visit.left', { clinicianId, reason })]);
  tx.afterCommit(() => deps.rooms.expel(visit.roomId, `clinician:${clinicianId}`), 'before-facts');
  await tx.tell('visit:changed', audiences);
}

/** The visit that the offer occupies its clinician with. */
async function visitOf(tx: Transaction, locked: LockedOffer): Promise<Visit | undefined> {
  if (locked.of === 'visit') return locked.visit;
  const { life } = locked.call;
  return life.phase === 'active' ? tx.visits.lock(life.visitId) : undefined;
}

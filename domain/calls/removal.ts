import type { AuditActor } from '../actors.ts';
import type { ClinicianId, StationId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clinicianAudience, concerned, wakeDispatcher } from './announce.ts';
import type { Call, EndReason, Visit } from './call.ts';
import { callEntry } from './call-entry.ts';
import { announceReleased, releaseOffer, type ReleasedOffer } from './let-go.ts';
import { advance, ringingOffers } from './life.ts';
import { announceRequeued, requeue, type Requeued } from './requeue.ts';
import { announceClosed, type ClosedVisit, closeVisit } from './visit.ts';
import { audiencesOf } from './visit-lock.ts';

/** A station has been revoked: its open call ends, and whoever was rung or visiting is told. */
export async function removeStation(deps: Deps, actor: AuditActor, stationId: StationId): Promise<void> {
  const ended = await deps.store.transact(async (tx) => {
    const call = await tx.calls.lockOpenOfStation(stationId);
    return call && endUnasked(deps, tx, { call, actor, reason: 'station-revoked' });
  });
  if (ended !== undefined) {
    await announceUnasked(deps, ended);
  }
}

/** A call that ended without either side asking for it; `closed` when a visit ended with it. */
export type EndedCall = { call: Call; closed: ClosedVisit | undefined };

/** Ends an open call within the caller's transaction: rings stop, a visit closes. */
export async function endUnasked(
  deps: Deps,
  tx: Transaction,
  {
    call,
    actor,
    reason,
  }: { call: Call; actor: AuditActor; reason: EndReason & ('station-revoked' | 'dropped') },
): Promise<EndedCall> {
  const visit = call.life.phase === 'active' ? await tx.calls.findVisit(call.life.visitId) : undefined;
  for (const { offerId } of ringingOffers(call.life)) {
    await tx.calls.settleOffer(offerId, 'withdrawn', reason);
  }
  const closed = visit && (await closeVisit(deps, tx, { visit, call, reason: visitEnd[reason] }));
  await tx.calls.setLife(call.id, advance(call.life, { type: reason, at: tx.now }));
  await tx.audit([callEntry(actor, call, 'call.ended', { reason })]);
  await tx.raise(concerned(call));
  return { call, closed };
}

const visitEnd: Readonly<Record<'station-revoked' | 'dropped', NonNullable<Visit['ended']>['reason']>> = {
  'station-revoked': 'station-revoked',
  dropped: 'station-lost',
};

/** After the commit of `endUnasked`. */
export async function announceUnasked(deps: Deps, { call, closed }: EndedCall): Promise<void> {
  await (closed === undefined
    ? Promise.all([
        deps.rooms.closeRoom(call.roomId),
        deps.facts.tell('call:ended', concerned(call)),
        wakeDispatcher(deps, call.organisationId),
      ])
    : announceClosed(deps, closed));
  deps.facts.boardChanged(call.organisationId);
}

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

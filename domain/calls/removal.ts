import type { AuditActor } from '../actors.ts';
import type { ClinicianId, StationId } from '../ids.ts';
import type { Audience, Deps, Transaction } from '../ports.ts';
import { clinicianAudience, dispatch, stationAudience, wakeDispatcher } from './announce.ts';
import { announceRequeued, letGo, lockOffer, type Requeued } from './answer.ts';
import type { Call } from './call.ts';
import { callEntry } from './call-entry.ts';
import { advance } from './life.ts';

/** A station has been revoked: its open call ends, and whoever was rung or visiting is told. */
export async function removeStation(deps: Deps, actor: AuditActor, stationId: StationId): Promise<void> {
  const ended = await deps.store.transact((tx) => endOpenCall(deps, tx, actor, stationId));
  if (ended === undefined) {
    return;
  }
  const { call, audiences } = ended;
  await Promise.all([
    deps.rooms.closeRoom(call.roomId),
    deps.facts.tell('call:ended', audiences),
    call.life.phase === 'active' && ended.wrapUpUntil !== null
      ? deps.jobs.endWrapUp({ visitId: call.life.visitId, until: ended.wrapUpUntil })
      : wakeDispatcher(deps, call.organisationId),
  ]);
  deps.facts.boardChanged(call.organisationId);
}

async function endOpenCall(deps: Deps, tx: Transaction, actor: AuditActor, stationId: StationId) {
  const call = await tx.calls.lockOpenOfStation(stationId);
  if (call === undefined) {
    return undefined;
  }
  const { life } = call;
  const audiences: Audience[] = [stationAudience(stationId)];
  let wrapUpUntil: Date | null = null;
  await tx.calls.setLife(call.id, advance(life, { type: 'station-revoked', at: tx.now }));
  if (life.phase === 'ringing') {
    await tx.calls.settleOffer(life.offerId, 'withdrawn', 'station-revoked');
    audiences.push(clinicianAudience(life.clinicianId));
  }
  if (life.phase === 'active') {
    wrapUpUntil = new Date(tx.now.getTime() + deps.calls.wrapUpSeconds * 1000);
    await tx.calls.endVisit(life.visitId, 'station-revoked');
    await tx.clinicians.startWrapUp(life.clinicianId, { visitId: life.visitId, until: wrapUpUntil });
    audiences.push(clinicianAudience(life.clinicianId));
  }
  await tx.audit([callEntry(actor, call, 'call.ended', { reason: 'station-revoked' })]);
  await tx.raise(audiences);
  return { call, audiences, wrapUpUntil };
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
  const { organisationId, moved } = await deps.store.transact(async (tx) => {
    const moved = await freeCall(tx, actor, clinicianId);
    const duty = await tx.clinicians.findDuty(clinicianId);
    if (duty !== undefined) {
      await tx.clinicians.setDuty(clinicianId, { ...duty, onCall: false, paused: null });
      await tx.raise([clinicianAudience(clinicianId)]);
    }
    return { organisationId: duty?.organisationId, moved };
  });
  if (moved?.how === 'withdrawn') {
    await announceRequeued(deps, moved);
  } else if (moved !== undefined) {
    const both = [stationAudience(moved.call.stationId), clinicianAudience(clinicianId)];
    await Promise.all([
      deps.rooms.closeRoom(moved.call.roomId),
      dispatch(deps, moved.call),
      deps.facts.tell('call:requeued', both),
    ]);
  }
  if (organisationId !== undefined) {
    await deps.facts.tell('presence:changed', [clinicianAudience(clinicianId)]);
    deps.facts.boardChanged(organisationId);
  }
}

type Freed = (Requeued & { how: 'withdrawn' }) | { call: Call; how: 'requeued' };

async function freeCall(
  tx: Transaction,
  actor: AuditActor,
  clinicianId: ClinicianId,
): Promise<Freed | undefined> {
  const held = await tx.clinicians.findHeld(clinicianId);
  const found = held && (await lockOffer(tx, held.id));
  if (found?.offer.state === 'ringing') {
    const requeued = await letGo(tx, { ...found, how: 'withdrawn', by: actor, reason: 'clinician-removed' });
    return { ...requeued, how: 'withdrawn' };
  }
  if (found?.call.life.phase !== 'active' || found.call.life.clinicianId !== clinicianId) {
    return undefined;
  }
  const { call } = found;
  const { visitId } = found.call.life;
  await tx.calls.setLife(call.id, advance(call.life, { type: 'requeued', at: tx.now, visitId }));
  await tx.calls.endVisit(visitId, 'clinician-removed');
  await tx.audit([
    callEntry(actor, call, 'call.requeued', { visitId, clinicianId, reason: 'clinician-removed' }),
  ]);
  await tx.raise([stationAudience(call.stationId), clinicianAudience(clinicianId)]);
  return { call, how: 'requeued' };
}

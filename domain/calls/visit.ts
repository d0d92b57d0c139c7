import { type Actor, auditActor, type PersonActor, requirePermission, requirePerson } from '../actors.ts';
import type { RecordedOutcome } from '../contract/commands.ts';
import { DomainError } from '../errors.ts';
import type { VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clinicianAudience, stationAudience, wakeDispatcher } from './announce.ts';
import type { Call, Visit } from './call.ts';
import { advance } from './life.ts';

/** Hangs up, for both sides; the clinician goes into wrap-up. Both pressing at once ends it once. */
export async function endVisit(deps: Deps, actor: Actor, { visitId }: { visitId: VisitId }): Promise<void> {
  requirePermission(actor, 'visit:end');
  const ended = await deps.store.transact(async (tx) => {
    const { visit, call } = await lockVisit(tx, actor, visitId);
    if (visit.ended !== null) {
      return undefined;
    }
    const until = new Date(tx.now.getTime() + deps.calls.wrapUpSeconds * 1000);
    const reason = actor.kind === 'station' ? 'station-hung-up' : 'clinician-hung-up';
    await tx.calls.setLife(call.id, advance(call.life, { type: 'completed', at: tx.now, visitId }));
    await tx.calls.endVisit(visitId, reason);
    await tx.clinicians.startWrapUp(visit.clinicianId, { visitId, until });
    await tx.audit([visitEntry(actor, visit, 'visit.ended', { reason })]);
    await tx.raise(bothSides(call, visit));
    return { visit, call, until };
  });
  if (ended === undefined) {
    return;
  }
  const { visit, call, until } = ended;
  await Promise.all([
    deps.rooms.closeRoom(visit.roomId),
    deps.facts.tell('call:ended', bothSides(call, visit)),
    deps.jobs.endWrapUp({ visitId, until }),
  ]);
  deps.facts.boardChanged(visit.organisationId);
}

/** Records how the visit ended. Ends wrap-up when it still runs; a late one clears the to-do list. */
export async function recordOutcome(
  deps: Deps,
  actor: Actor,
  { visitId, ...outcome }: RecordedOutcome & { visitId: VisitId },
): Promise<void> {
  const clinician = requirePerson(actor, 'outcome:record');
  const { visit, call } = await deps.store.transact(async (tx) => {
    const { visit, call } = await lockVisit(tx, clinician, visitId);
    if (visit.ended === null) {
      throw new DomainError('wrong-phase', 'the visit is still running');
    }
    if (visit.outcomeRecorded) {
      throw new DomainError('conflict', 'an outcome has been recorded already');
    }
    await tx.calls.recordOutcome(visitId, outcome, clinician.personId);
    await tx.clinicians.endWrapUp(clinician.personId, visitId);
    await tx.audit([visitEntry(actor, visit, 'outcome.recorded', { disposition: outcome.disposition })]);
    await tx.raise(bothSides(call, visit));
    return { visit, call };
  });
  await Promise.all([
    deps.facts.tell('outcome:recorded', bothSides(call, visit)),
    wakeDispatcher(deps, visit.organisationId),
  ]);
  deps.facts.boardChanged(visit.organisationId);
}

/** The limit of wrap-up, from its job: back to available; the missing outcome stays on the to-do list. */
export async function endWrapUp(
  deps: Deps,
  { visitId }: { visitId: VisitId },
): Promise<{ remainingMs: number }> {
  const wrapUp = await deps.store.reads.findWrapUp(visitId);
  if (wrapUp === undefined) {
    return { remainingMs: 0 };
  }
  const { clinicianId, organisationId, until } = wrapUp;
  const remainingMs = await deps.store.transact(async (tx) => {
    const early = until.getTime() - tx.now.getTime();
    if (early > 0 || !(await tx.clinicians.endWrapUp(clinicianId, visitId))) {
      return Math.max(early, 0);
    }
    await tx.audit([
      {
        actor: { kind: 'system' },
        organisationId,
        action: 'wrap-up.ended',
        subject: { kind: 'visit', id: visitId },
        detail: { clinicianId, reason: 'limit' },
      },
    ]);
    await tx.raise([clinicianAudience(clinicianId)]);
    return 0;
  });
  if (remainingMs === 0) {
    await Promise.all([
      deps.facts.tell('presence:changed', [clinicianAudience(clinicianId)]),
      wakeDispatcher(deps, organisationId),
    ]);
    deps.facts.boardChanged(organisationId);
  }
  return { remainingMs };
}

/** Locks the visit's call, then reads the visit; only the visit's own station and clinician get it. */
async function lockVisit(
  tx: Transaction,
  actor: Actor,
  visitId: VisitId,
): Promise<{ visit: Visit; call: Call }> {
  const found = await tx.calls.findVisit(visitId);
  const call = found && (await tx.calls.lock(found.callId));
  const visit = call && (await tx.calls.findVisit(visitId));
  if (visit?.organisationId !== actor.organisationId || call === undefined) {
    throw new DomainError('not-found', 'no such visit');
  }
  if (!isIn(actor, visit, call)) {
    throw new DomainError('forbidden', 'this visit is somebody else’s');
  }
  return { visit, call };
}

function isIn(actor: Actor, visit: Visit, call: Call): boolean {
  return actor.kind === 'station' ? call.stationId === actor.stationId : isClinicianOf(actor, visit);
}

function isClinicianOf(actor: PersonActor, visit: Visit): boolean {
  return visit.clinicianId === actor.personId;
}

function bothSides(call: Call, visit: Visit) {
  return [stationAudience(call.stationId), clinicianAudience(visit.clinicianId)];
}

function visitEntry(actor: Actor, visit: Visit, action: string, detail: Readonly<Record<string, string>>) {
  return {
    actor: auditActor(actor),
    organisationId: visit.organisationId,
    action,
    subject: { kind: 'visit', id: visit.id },
    detail: { ...detail, callId: visit.callId },
  };
}

import { type Actor, auditActor, type AuditActor, requirePerson, requireStation } from '../actors.ts';
import { stationAudience } from '../audience.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { dispatch } from '../calls/wake-dispatcher.ts';
import { type Call, callEntry, type NewCall } from '../calls/call.ts';
import { newCall } from '../calls/place.ts';
import { floorOfSets } from '../calls/acuity-floor.ts';
import { raiseToFloor, tellOf } from '../calls/standing-observations.ts';
import { continueSbard } from '../calls/standing-sbard.ts';
import type { DueRule } from '../due-rule.ts';
import { DomainError } from '../errors.ts';
import { telephoneSite } from '../escalation/telephone-site.ts';
import type { CallBackId, CallId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { transact, type TellingTransaction } from '../transact.ts';
import { endBookedAt, endUnasked } from '../visits/end-unasked.ts';
import type { CallBack, CallBackCloseReason } from './call-back.ts';

/**
 * A station has been gone for longer than its grace: the call ends as dropped and a call-back task stands for it,
 * which rings at the station until it answers, tells the site's telephone, and stays on the board until a named person closes it. Idempotent.
 */
export async function dropCall(
  deps: Deps,
  { callId, listeningSince }: { callId: CallId; listeningSince: Date },
): Promise<void> {
  await transact(deps, async (tx) => {
    const call = await tx.calls.lock(callId);
    if (
      call === undefined ||
      call.life.phase === 'ended' ||
      !isGone(deps, call, { now: tx.now, listeningSince })
    ) {
      return;
    }
    await endUnasked(deps, tx, { call, actor: { kind: 'system' }, reason: 'dropped' });
    const callBack: CallBack = {
      id: deps.newId() as CallBackId,
      organisationId: call.organisationId,
      callId,
      stationId: call.stationId,
      dropped: call.life.phase === 'active' ? 'visit' : 'waiting',
      openedAt: tx.now,
      answeredByCallId: null,
      closedAt: null,
    };
    await tx.callBacks.open(callBack);
    await tx.audit([
      callEntry({ kind: 'system' }, call, 'call.dropped', { callBackId: callBack.id }),
      callBackEntry({ kind: 'system' }, callBack, 'call-back.opened'),
    ]);
    await telephoneSite(deps, tx, {
      because: { callBackId: callBack.id },
      organisationId: call.organisationId,
      siteId: call.siteId,
      // The screen that was cut off may stay dark: every channel there is.
      channels: ['voice', 'sms'],
    });
    // With the number that the end of the call has raised already.
    const audiences = [stationAudience(call.stationId)];
    tx.afterCommit(() => deps.facts.tell('call-back:changed', audiences), 'after-facts');
  });
}

/** The grace starts again if the service itself could not hear: its own outage must not end anybody's call. */
function isGone(
  deps: Pick<Deps, 'calls'>,
  call: Call,
  { now, listeningSince }: { now: Date; listeningSince: Date },
): boolean {
  const { graceVisitSeconds, graceWaitingSeconds } = deps.calls;
  const graceMs = (call.life.phase === 'active' ? graceVisitSeconds : graceWaitingSeconds) * 1000;
  const silentSince = Math.max(call.stationSeenAt.getTime(), listeningSince.getTime());
  return now.getTime() - silentSince > graceMs;
}

/**
 * Staff at the station answer the call-back: their call continues in the queue, with the age, the acuity and the
 * words it had. Idempotent: if the station has an open call already, returns that one.
 */
export async function answerCallBack(
  deps: Deps,
  actor: Actor,
  { callBackId }: { callBackId: CallBackId },
): Promise<{ callId: CallId }> {
  const station = requireStation(actor, 'call:place');
  return transact(deps, async (tx) => {
    const callBack = await tx.callBacks.lock(callBackId);
    if (callBack?.stationId !== station.stationId) {
      throw new DomainError('not-found', 'no such call-back');
    }
    const before = await tx.calls.lock(callBack.callId);
    const again = newCall(deps, station, tx.now);
    const { call: open, placed } = await tx.calls.placeOrFind(before ? continued(before, again) : again);
    let call = (placed ? undefined : await tx.calls.lock(open.id)) ?? open;
    if (placed) {
      const by = auditActor(station);
      await endBookedAt(deps, tx, { stationId: station.stationId, by, reason: 'urgent-call' });
      await tx.audit([callEntry(by, call, 'call.placed', { callBackId, acuity: call.acuity })]);
    }
    if (callBack.answeredByCallId === null) {
      await tx.callBacks.setAnswered(callBackId, call.id);
      await tx.audit([callBackEntry(auditActor(station), callBack, 'call-back.answered')]);
      if (before !== undefined) await continueSbard(tx, { before, call });
      call = await withItsObservations(deps, tx, call);
    }
    tx.afterCommit(() => dispatch(deps, call));
    await tx.tell('call-back:changed', [stationAudience(station.stationId)]);
    tx.boardChanged(call.organisationId);
    return { callId: call.id };
  });
}

/** The new call with the place in the queue that the dropped one had. */
function continued(before: Call, again: NewCall): NewCall {
  const { acuity, details, placedAt, wantedSkills, preferredClinicianId, queueId } = before;
  return { ...again, acuity, details, placedAt, wantedSkills, preferredClinicianId, queueId };
}

/** What was observed before it was cut off is of this call too, also what has arrived since. */
async function withItsObservations(
  deps: Pick<Deps, 'jobs'>,
  tx: TellingTransaction,
  call: Call,
): Promise<Call> {
  const floor = floorOfSets(await tx.observations.listOfCall(call.id));
  if (floor === undefined) return call;
  const raised = await raiseToFloor(deps, tx, { call, floor });
  await tellOf(tx, raised);
  return raised;
}

/** A named person records the result of the call-back. Throws `conflict` if somebody has closed it already. */
export async function closeCallBack(
  deps: Deps,
  actor: Actor,
  closing: { callBackId: CallBackId; reason: CallBackCloseReason; note: string | null },
): Promise<void> {
  const person = requirePerson(actor, 'call-back:close');
  const { callBackId, reason, note } = closing;
  await transact(deps, async (tx) => {
    const callBack = await lockOfOrganisation(tx, callBackId, person.organisationId);
    if (callBack.closedAt !== null) {
      throw new DomainError('conflict', 'this call-back has been closed already');
    }
    await tx.callBacks.close(callBackId, { by: person.personId, at: tx.now, reason, note });
    await tx.audit([callBackEntry(auditActor(person), callBack, 'call-back.closed', { reason })]);
    await tx.tell('call-back:changed', [stationAudience(callBack.stationId)]);
    tx.boardChanged(callBack.organisationId);
  });
}

async function lockOfOrganisation(
  tx: Transaction,
  callBackId: CallBackId,
  organisationId: CallBack['organisationId'],
): Promise<CallBack> {
  const callBack = await tx.callBacks.lock(callBackId);
  if (callBack?.organisationId !== organisationId) {
    throw new DomainError('not-found', 'no such call-back');
  }
  return callBack;
}

function callBackEntry(
  actor: AuditActor,
  { id, organisationId, callId }: CallBack,
  action: AuditAction,
  detail: AuditDetail = {},
): AuditEntry {
  return auditEntry(actor, {
    action,
    about: { kind: 'call-back', id, organisationId },
    detail: { ...detail, callId },
  });
}

/** A station has been gone for longer than its call's grace. */
export const stationIsGone: DueRule<{ callId: CallId; listeningSince: Date }> = {
  name: 'drop-call',
  findDue: ({ dropped }, { listeningSince }) => dropped.map((callId) => ({ callId, listeningSince })),
  run: ({ deps }, due) => dropCall(deps, due),
};

import { type Actor, auditActor, requireStation, type StationActor } from '../actors.ts';
import type { DescribedCall } from '../contract/commands.ts';
import { DomainError } from '../errors.ts';
import type { CallId, RoomId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { clinicianAudience, dispatch, stationAudience } from './announce.ts';
import { type Call, type CallDetails, noDetails, ungradedAcuity } from './call.ts';
import { callEntry } from './call-entry.ts';
import { advance } from './life.ts';

/**
 * One press of the button. A station has at most one open call: a second press, a second tab or a reload answers
 * with the one that is open. Every press wakes the dispatcher, because ringing once too often harms nobody.
 */
export async function startCall(deps: Deps, actor: Actor): Promise<{ callId: CallId }> {
  const station = requireStation(actor, 'call:place');
  const { call, placed } = await deps.store.transact(async (tx) => {
    const result = await tx.calls.placeOrFind(newCall(deps, station, tx.now));
    if (result.placed) {
      await tx.audit([callEntry(auditActor(actor), result.call, 'call.placed')]);
      await tx.raise([stationAudience(station.stationId)]);
    }
    return result;
  });
  if (call.life.phase === 'waiting') {
    await dispatch(deps, call);
  }
  if (placed) {
    await deps.facts.tell('call:placed', [stationAudience(station.stationId)]);
    deps.facts.boardChanged(call.organisationId);
  }
  return { callId: call.id };
}

/** Says who, how urgent and what worries. A change of acuity re-sorts the queue at once. */
export async function describeCall(
  deps: Deps,
  actor: Actor,
  { callId, acuity, ...described }: DescribedCall & { callId: CallId },
): Promise<void> {
  const station = requireStation(actor, 'call:describe');
  const call = await deps.store.transact(async (tx) => {
    const before = await lockOwn(tx, station, callId);
    if (before.life.phase === 'ended') {
      throw new DomainError('wrong-phase', 'the call has ended');
    }
    const after = {
      ...before,
      acuity: acuity ?? before.acuity,
      details: withDescription(before.details, described),
    };
    await tx.calls.describe(callId, { details: after.details, acuity: after.acuity });
    await tx.audit([
      callEntry(auditActor(actor), after, 'call.described', {
        acuity: after.acuity,
        fields: Object.keys(described).toSorted().join(' '),
      }),
    ]);
    await tx.raise(concerned(after));
    return after;
  });
  if (call.life.phase === 'waiting') {
    await dispatch(deps, call);
  }
  await deps.facts.tell('call:described', concerned(call));
  deps.facts.boardChanged(call.organisationId);
}

/** Takes the call back before anybody has answered; said twice it does nothing the second time. */
export async function cancelCall(deps: Deps, actor: Actor, { callId }: { callId: CallId }): Promise<void> {
  const station = requireStation(actor, 'call:cancel');
  const call = await deps.store.transact(async (tx) => {
    const before = await lockOwn(tx, station, callId);
    if (before.life.phase === 'ended' && before.life.reason === 'cancelled') {
      return undefined;
    }
    await tx.calls.setLife(callId, advance(before.life, { type: 'cancelled', at: tx.now }));
    if (before.life.phase === 'ringing') {
      await tx.calls.settleOffer(before.life.offerId, 'withdrawn', 'cancelled');
    }
    await tx.audit([callEntry(auditActor(actor), before, 'call.cancelled')]);
    await tx.raise(concerned(before));
    return before;
  });
  if (call === undefined) {
    return;
  }
  await Promise.all([deps.rooms.closeRoom(call.roomId), deps.facts.tell('call:ended', concerned(call))]);
  deps.facts.boardChanged(call.organisationId);
}

function newCall(deps: Deps, station: StationActor, now: Date): Call {
  return {
    id: deps.newId() as CallId,
    roomId: deps.newId() as RoomId,
    organisationId: station.organisationId,
    siteId: station.siteId,
    stationId: station.stationId,
    acuity: ungradedAcuity,
    details: noDetails,
    placedAt: now,
    life: { phase: 'waiting', since: now },
  };
}

function withDescription(details: CallDetails, described: Omit<DescribedCall, 'acuity'>): CallDetails {
  const said = Object.entries(described).filter(([, value]) => value !== undefined);
  return { ...details, ...Object.fromEntries(said) };
}

/** Another station's call does not exist for this one. */
async function lockOwn(tx: Transaction, station: StationActor, callId: CallId): Promise<Call> {
  const call = await tx.calls.lock(callId);
  if (call?.stationId !== station.stationId) {
    throw new DomainError('not-found', 'no such call');
  }
  return call;
}

/** The station, and whoever is rung by the call or visits. */
function concerned(call: Call) {
  const clinician =
    call.life.phase === 'ringing' || call.life.phase === 'active'
      ? [clinicianAudience(call.life.clinicianId)]
      : [];
  return [stationAudience(call.stationId), ...clinician];
}

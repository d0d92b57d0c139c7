import { type Actor, auditActor, type AuditActor, requireStation, type StationActor } from '../actors.ts';
import { floorOfSets, raisedTo } from './acuity-floor.ts';
import { lockOwnCall } from './own-call.ts';
import { identityOf } from './patient-of-call.ts';
import { reassignObservations } from './standing-observations.ts';
import { reassignSbard } from './standing-sbard.ts';
import type { DescribedCall } from './wire.ts';
import { DomainError } from '../errors.ts';
import { isTooYoung } from '../record/observation-set.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import type { CallId, RoomId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { transact } from '../transact.ts';
import { dispatch, wakeDispatcher } from './wake-dispatcher.ts';
import { type Call, type CallDetails, callEntry, type NewCall, noDetails, ungradedAcuity } from './call.ts';
import { advance, concerned, ringingOffers } from './life.ts';

/** For how long the clinician who last saw a patient is the one to look for first. */
const rememberedForMs = 72 * 3600 * 1000;

/** Says who, how urgent and what worries. A change of acuity re-sorts the queue at once. */
export async function describeCall(
  deps: Deps,
  actor: Actor,
  { callId, acuity, ...described }: DescribedCall & { callId: CallId },
): Promise<void> {
  const station = requireStation(actor, 'call:describe');
  await transact(deps, async (tx) => {
    const before = await lockOwnCall(tx, station, callId);
    if (before.life.phase === 'ended') {
      throw new DomainError('wrong-phase', 'the call has ended');
    }
    const by = auditActor(actor);
    const after = await describedCall(deps, tx, { before, acuity, described, by });
    await tx.calls.describe(callId, after);
    if (after.details.patientId !== before.details.patientId) {
      const detail = { patientId: after.details.patientId, before: before.details.patientId };
      await tx.audit([callEntry(by, after, 'call.patient-set', detail)]);
    }
    await tx.audit([
      callEntry(by, after, 'call.described', {
        acuity: after.acuity,
        fields: Object.keys(described).toSorted().join(' '),
      }),
    ]);
    // Also while it rings: a more urgent call rings several.
    if (after.life.phase !== 'active') {
      tx.afterCommit(() => dispatch(deps, after), 'before-facts');
    }
    await tx.tell('call:described', concerned(after));
    tx.boardChanged(after.organisationId);
  });
}

/** Cancels the call before anybody has answered. Idempotent. */
export async function cancelCall(deps: Deps, actor: Actor, { callId }: { callId: CallId }): Promise<void> {
  const station = requireStation(actor, 'call:cancel');
  await transact(deps, async (tx) => {
    const before = await lockOwnCall(tx, station, callId);
    if (before.life.phase === 'ended' && before.life.reason === 'cancelled') {
      return;
    }
    await tx.calls.setLife(callId, advance(before.life, { type: 'cancelled', at: tx.now }));
    for (const { offerId } of ringingOffers(before.life)) {
      await tx.calls.settleOffer(offerId, 'withdrawn', 'cancelled');
    }
    await tx.audit([callEntry(auditActor(actor), before, 'call.cancelled')]);
    tx.afterCommit(() => deps.rooms.closeRoom(before.roomId));
    if (before.life.phase === 'ringing') {
      tx.afterCommit(() => wakeDispatcher(deps, before.organisationId));
    }
    await tx.tell('call:ended', concerned(before));
    tx.boardChanged(before.organisationId);
  });
}

/** A call that is being placed in the queue of its site. */
export function newCall(deps: Pick<Deps, 'newId'>, station: StationActor, now: Date): NewCall {
  return {
    id: deps.newId() as CallId,
    roomId: deps.newId() as RoomId,
    organisationId: station.organisationId,
    siteId: station.siteId,
    stationId: station.stationId,
    queueId: null,
    acuity: ungradedAcuity,
    acuitySince: now,
    wantedSkills: [],
    preferredClinicianId: null,
    details: noDetails,
    placedAt: now,
    queuedAt: now,
    ringAll: false,
    escalation: { round: 1, step: 0 },
    advice: { toldAt: null, acknowledgedAt: null },
    stationSeenAt: now,
    life: { phase: 'waiting', since: now },
  };
}

type Described = Pick<DescribedCall, 'acuity'> & {
  before: Call;
  described: Omit<DescribedCall, 'acuity'>;
  by: AuditActor;
};

/** Nobody lowers a call below what its newest observations ask for. */
async function describedCall(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { before, acuity: chosen, described, by }: Described,
): Promise<Call> {
  const { wantedSkills = before.wantedSkills, ...words } = described;
  const { identity, scale } = await identityOf(tx, before, words);
  const details = withDescription(before.details, { ...words, ...identity });
  const isOther = details.patientId !== before.details.patientId;
  const standing =
    isOther || isTooYoung(details.dateOfBirth, wallDateOf(tx.now))
      ? await reassignObservations(deps, tx, { call: before, whose: { ...details, scale }, by })
      : chosen !== undefined
        ? await tx.observations.listOfCall(before.id)
        : [];
  if (isOther) await reassignSbard(deps, tx, { call: before, patientId: details.patientId, by });
  const said = chosen ?? before.acuity;
  const acuity = raisedTo(said, floorOfSets(standing) ?? 'soon');
  if (acuity !== said) {
    const detail = { from: said, to: acuity, reason: 'news2' };
    await tx.audit([callEntry({ kind: 'system' }, before, 'call.raised', detail)]);
  }
  return {
    ...before,
    acuity,
    acuitySince: acuity === before.acuity ? before.acuitySince : tx.now,
    wantedSkills,
    details,
    preferredClinicianId: await preferred(tx, before, details),
  };
}

/** Who saw this patient recently; looked up only when the NHS number is new. */
async function preferred(tx: Transaction, before: Call, { nhsNumber }: CallDetails) {
  if (nhsNumber === before.details.nhsNumber) {
    return before.preferredClinicianId;
  }
  const since = new Date(tx.now.getTime() - rememberedForMs);
  const seenBy =
    nhsNumber === null ? undefined : await tx.calls.findSeenBy(before.organisationId, nhsNumber, since);
  return seenBy ?? null;
}

function withDescription(
  details: CallDetails,
  described: Omit<DescribedCall, 'acuity' | 'wantedSkills'>,
): CallDetails {
  const said = Object.entries(described).filter(([, value]) => value !== undefined);
  return { ...details, ...Object.fromEntries(said) };
}

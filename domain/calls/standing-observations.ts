import type { AuditActor } from '../actors.ts';
import type { ObservationSetId, PatientId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { Spo2Scale } from '../record/news2.ts';
import { isTooYoung, type ObservationSet, totalOf } from '../record/observation-set.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import type { TellingTransaction } from '../transact.ts';
import { floorOfSets, raisedTo } from './acuity-floor.ts';
import { type Acuity, type Call, callEntry } from './call.ts';
import { concerned } from './life.ts';
import { dispatch } from './wake-dispatcher.ts';

/** Whom a call is about, and by which scale their oxygen is scored. */
export type Whose = {
  readonly patientId: PatientId | null;
  readonly dateOfBirth: string | null;
  readonly scale: Spo2Scale;
};

type Handing = { call: Pick<Call, 'id' | 'organisationId'>; whose: Whose; by: AuditActor };

/**
 * The call is about somebody else: what was recorded on it, and on those that it continues, becomes theirs, as new sets scored
 * by their own scale, and stands in the record of whoever it was not about as entered in error. Answers with what stands
 * now, the newest first.
 */
export async function reassignObservations(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  handing: Handing,
): Promise<ObservationSet[]> {
  const standing: ObservationSet[] = [];
  for (const set of await tx.observations.listOfCall(handing.call.id)) {
    const theirs = await handOver(deps, tx, { ...handing, set });
    if (theirs !== undefined) standing.push(theirs);
  }
  return standing;
}

/** One set becomes theirs, unless it is already; undefined for somebody whom NEWS2 is not for, of whom none may stand. */
export async function handOver(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { call, set, whose, by }: Handing & { set: ObservationSet },
): Promise<ObservationSet | undefined> {
  const { patientId, scale, dateOfBirth } = whose;
  const tooYoung = isTooYoung(dateOfBirth, wallDateOf(tx.now));
  if (!tooYoung && set.patientId === patientId) return set;
  await tx.observations.keep(inError(set, { requestId: deps.newId(), now: tx.now }));
  if (tooYoung) {
    const detail = { setId: set.id, patientId: set.patientId, reason: 'too-young' };
    await tx.audit([callEntry(by, call, 'observations.withdrawn', detail)]);
    return undefined;
  }
  const theirs: ObservationSet = {
    ...set,
    id: deps.newId() as ObservationSetId,
    version: 1,
    requestId: deps.newId(),
    patientId,
    scale,
    state: 'final',
    recordedAt: tx.now,
  };
  await tx.observations.keep(theirs);
  const detail = { setId: theirs.id, before: set.id, patientId };
  await tx.audit([callEntry(by, call, 'observations.reassigned', detail)]);
  return theirs;
}

/**
 * The oxygen of a resident is scored by another scale from now on: so is what stands of the calls about them, each as a new
 * version. It raises them, and lowers none. Whoever does this has locked the calls.
 */
export async function rescoreObservations(
  deps: Deps,
  tx: TellingTransaction,
  { calls, scale, by }: { calls: readonly Call[]; scale: Spo2Scale; by: AuditActor },
): Promise<void> {
  for (const call of calls) {
    const sets = await tx.observations.listOfCall(call.id);
    const standing: ObservationSet[] = [];
    for (const set of sets) standing.push(await rescored(deps, tx, { call, set, scale, by }));
    if (sets.every((set, index) => set === standing[index])) continue;
    const floor = floorOfSets(standing);
    if (floor !== undefined) await raiseToFloor(deps, tx, { call, floor });
    await tellOf(tx, call);
  }
}

async function rescored(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { call, set, scale, by }: { call: Call; set: ObservationSet; scale: Spo2Scale; by: AuditActor },
): Promise<ObservationSet> {
  if (set.scale === scale || set.patientId !== call.details.patientId) return set;
  const after: ObservationSet = {
    ...set,
    version: set.version + 1,
    requestId: deps.newId(),
    scale,
    state: 'amended',
    recordedAt: tx.now,
  };
  await tx.observations.keep(after);
  const { id: setId, version, patientId } = after;
  const detail = { setId, version, patientId, complete: totalOf(after) !== null, reason: 'scale' };
  await tx.audit([callEntry(by, call, 'observations.corrected', detail)]);
  return after;
}

/** A version that says of the one before that it counts for nothing. */
export function inError(
  set: ObservationSet,
  { requestId, now }: { requestId: string; now: Date },
): ObservationSet {
  return { ...set, version: set.version + 1, requestId, state: 'entered-in-error', recordedAt: now };
}

/** Raises an open call, and has it rung accordingly. Telling it is left to the caller. */
export async function raiseToFloor(
  deps: Pick<Deps, 'jobs'>,
  tx: TellingTransaction,
  { call, floor }: { call: Call; floor: Acuity },
): Promise<Call> {
  const acuity = raisedTo(call.acuity, floor);
  if (acuity === call.acuity || call.life.phase === 'ended') return call;
  const after = { ...call, acuity, acuitySince: tx.now };
  await tx.calls.describe(call.id, after);
  const detail = { from: call.acuity, to: acuity, reason: 'news2' };
  await tx.audit([callEntry({ kind: 'system' }, call, 'call.raised', detail)]);
  // Also while it rings: a more urgent call rings several.
  if (call.life.phase !== 'active') tx.afterCommit(() => dispatch(deps, after), 'before-facts');
  return after;
}

/** The screens of a call show other observations now. */
export async function tellOf(tx: TellingTransaction, call: Call): Promise<void> {
  await tx.tell('call:described', concerned(call));
  tx.boardChanged(call.organisationId);
}

import { type Actor, auditActor, requireStation } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { CallId, ObservationSetId, PatientId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import {
  isTooYoung,
  type ObservationSet,
  type RecordedObservations,
  scoreOf,
  totalOf,
} from '../record/observation-set.ts';
import type { Spo2Scale } from '../record/news2.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { transact, type TellingTransaction } from '../transact.ts';
import { acuityFloor, floorOfSets, raisedTo } from './acuity-floor.ts';
import { type Acuity, type Call, callEntry } from './call.ts';
import { concerned } from './life.ts';
import { lockOwnCall } from './own-call.ts';
import { dispatch } from './wake-dispatcher.ts';

/** What comes back: which set it is, in which version, and its total. */
export type ObservationsKept = { setId: ObservationSetId; version: number; total: number | null };

/** What is typed of a call that was cut off or has just ended is not lost. */
const afterEndMs = 12 * 3_600_000;
/** The clocks of the two sides differ by a little. */
const aheadMs = 60_000;
const oldestMs = 24 * 3_600_000;

/**
 * Records one set, or corrects one: as a new version, with the old one kept. The score raises the call at once, and
 * never lowers it. The same request again answers with what the first one has recorded.
 */
export async function recordObservations(
  deps: Deps,
  actor: Actor,
  { callId, ...said }: RecordedObservations & { callId: CallId },
): Promise<ObservationsKept> {
  const station = requireStation(actor, 'observation:record');
  return transact(deps, async (tx) => {
    const call = await lockOwnCall(tx, station, callId);
    const again = await tx.observations.findByRequest(callId, said.requestId);
    if (again !== undefined) return keptOf(again);
    requireRecent(call, tx.now);
    await requireAsShown(tx, call, said);
    const set = await versionOf(deps, tx, { call, said });
    if (totalOf(set) !== said.total) {
      throw new DomainError('conflict', 'total: the screen has scored it differently; open this page again');
    }
    await tx.observations.keep(set);
    const action = said.corrects === null ? 'observations.recorded' : 'observations.corrected';
    await tx.audit([
      callEntry(auditActor(actor), call, action, {
        setId: set.id,
        version: set.version,
        patientId: set.patientId,
        complete: totalOf(set) !== null,
      }),
    ]);
    await raiseToFloor(deps, tx, { call, floor: acuityFloor(scoreOf(set)) });
    return keptOf(set);
  });
}

/** A set was recorded in error: it is kept, marked so, and counts for nothing. Idempotent. */
export async function withdrawObservations(
  deps: Deps,
  actor: Actor,
  { callId, setId }: { callId: CallId; setId: ObservationSetId },
): Promise<void> {
  const station = requireStation(actor, 'observation:record');
  await transact(deps, async (tx) => {
    const call = await lockOwnCall(tx, station, callId);
    requireRecent(call, tx.now);
    const set = (await tx.observations.listOfCall(callId)).find(({ id }) => id === setId);
    if (set === undefined) return;
    await tx.observations.keep(inError(set, { requestId: deps.newId(), now: tx.now }));
    await tx.audit([
      callEntry(auditActor(actor), call, 'observations.withdrawn', { setId, patientId: set.patientId }),
    ]);
    await tellOf(tx, call);
  });
}

/**
 * The call is about somebody else: what was recorded on it becomes theirs, as new sets scored by their own scale, and stands
 * in the record of whoever it was not about as entered in error.
 */
export async function reassignObservations(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { callId, patientId, scale }: { callId: CallId; patientId: PatientId | null; scale: Spo2Scale },
): Promise<void> {
  for (const set of await tx.observations.listOfCall(callId)) {
    if (set.patientId === patientId) continue;
    await tx.observations.keep(inError(set, { requestId: deps.newId(), now: tx.now }));
    await tx.observations.keep({
      ...set,
      id: deps.newId() as ObservationSetId,
      version: 1,
      requestId: deps.newId(),
      patientId,
      scale,
      state: 'final',
      recordedAt: tx.now,
    });
  }
}

/** How urgent the newest observations of the call make it at least; undefined without any. */
export async function floorOf(tx: Transaction, callId: CallId): Promise<Acuity | undefined> {
  return floorOfSets(await tx.observations.listOfCall(callId));
}

async function raiseToFloor(
  deps: Deps,
  tx: TellingTransaction,
  { call, floor }: { call: Call; floor: Acuity },
): Promise<void> {
  const acuity = raisedTo(call.acuity, floor);
  if (acuity !== call.acuity && call.life.phase !== 'ended') {
    const after = { ...call, acuity, acuitySince: tx.now };
    await tx.calls.describe(call.id, after);
    const detail = { from: call.acuity, to: acuity, reason: 'news2' };
    await tx.audit([callEntry({ kind: 'system' }, call, 'call.raised', detail)]);
    // Also while it rings: a more urgent call rings several.
    if (call.life.phase !== 'active') tx.afterCommit(() => dispatch(deps, after), 'before-facts');
  }
  await tellOf(tx, call);
}

async function tellOf(tx: TellingTransaction, call: Call): Promise<void> {
  await tx.tell('call:described', concerned(call));
  tx.boardChanged(call.organisationId);
}

function requireRecent({ life }: Call, now: Date): void {
  if (life.phase === 'ended' && now.getTime() - life.at.getTime() > afterEndMs) {
    throw new DomainError('wrong-phase', 'the call has ended');
  }
}

/** Whoever typed saw this patient and this scale; anything else would be scored or kept of somebody else. */
async function requireAsShown(tx: Transaction, call: Call, said: RecordedObservations): Promise<void> {
  const { patientId, dateOfBirth } = call.details;
  if (said.patientId !== patientId) {
    throw new DomainError('conflict', 'patientId: the call is about somebody else now; look, and save again');
  }
  const scale = patientId === null ? 1 : ((await tx.residents.shareResident(patientId))?.scale ?? 1);
  if (said.scale !== scale) {
    throw new DomainError('conflict', 'scale: the oxygen is scored by the other scale now; save again');
  }
  if (isTooYoung(dateOfBirth, wallDateOf(tx.now))) {
    throw new DomainError('invalid', 'dateOfBirth: NEWS2 is for people of 16 and over');
  }
}

/** A correction may leave the time as it is, however long ago that is by now. */
function requireTakenOfLate(now: Date, said: RecordedObservations, before?: ObservationSet): void {
  const takenAt = Date.parse(said.takenAt);
  if (takenAt === before?.takenAt.getTime()) return;
  if (takenAt > now.getTime() + aheadMs) {
    throw new DomainError('invalid', 'takenAt: it is in the future');
  }
  if (takenAt < now.getTime() - oldestMs) {
    throw new DomainError('invalid', 'takenAt: it is more than a day ago');
  }
}

async function versionOf(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { call, said }: { call: Call; said: RecordedObservations },
): Promise<ObservationSet> {
  const { requestId, patientId, scale, values, corrects } = said;
  const { organisationId, siteId, stationId } = call;
  const takenAt = new Date(Math.min(Date.parse(said.takenAt), tx.now.getTime()));
  const written = {
    ...{ organisationId, siteId, stationId, callId: call.id },
    ...{ requestId, patientId, scale, values, takenAt, recordedAt: tx.now },
  };
  if (corrects === null) {
    requireTakenOfLate(tx.now, said);
    return { ...written, id: deps.newId() as ObservationSetId, version: 1, state: 'final' };
  }
  const sets = await tx.observations.listOfCall(call.id);
  const before = sets.find(({ id }) => id === corrects.setId);
  if (before === undefined) throw new DomainError('not-found', 'no such observations');
  if (before.version !== corrects.version) {
    throw new DomainError('conflict', 'corrects: somebody else has corrected them; look, and save again');
  }
  requireTakenOfLate(tx.now, said, before);
  return { ...written, id: before.id, version: before.version + 1, state: 'amended' };
}

function inError(set: ObservationSet, { requestId, now }: { requestId: string; now: Date }): ObservationSet {
  return { ...set, version: set.version + 1, requestId, state: 'entered-in-error', recordedAt: now };
}

function keptOf(set: ObservationSet): ObservationsKept {
  return { setId: set.id, version: set.version, total: totalOf(set) };
}

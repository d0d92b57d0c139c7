import { type Actor, auditActor, type AuditActor, requireStation } from '../actors.ts';
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
import { acuityFloor } from './acuity-floor.ts';
import { type Call, callEntry } from './call.ts';
import { lockLatest, lockOwnCall, requireRecent } from './own-call.ts';
import { handOver, inError, raiseToFloor, tellOf } from './standing-observations.ts';

/** What comes back: which set it is, in which version, and its total. */
export type ObservationsKept = { setId: ObservationSetId; version: number; total: number | null };

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
    const latest = await lockLatest(tx, call);
    await requireAsShown(tx, { call, latest, said });
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
    await raiseBy(deps, tx, { call, latest, set, by: auditActor(actor) });
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
    await tellBoth(tx, { call, latest: await lockLatest(tx, call) });
  });
}

type Recorded = { call: Call; latest: Call; set: ObservationSet };

/** What arrives of a call that was cut off is of the person of the call that continues it, and raises that one. */
async function raiseBy(
  deps: Deps,
  tx: TellingTransaction,
  { by, ...recorded }: Recorded & { by: AuditActor },
): Promise<void> {
  const { call, latest, set } = recorded;
  const { patientId, dateOfBirth } = latest.details;
  const whose = { patientId, dateOfBirth, scale: await scaleOf(tx, patientId) };
  const standing = await handOver(deps, tx, { call: latest, set, whose, by });
  if (standing !== undefined) {
    await raiseToFloor(deps, tx, { call: latest, floor: acuityFloor(scoreOf(standing)) });
  }
  await tellBoth(tx, { call, latest });
}

async function tellBoth(
  tx: TellingTransaction,
  { call, latest }: Pick<Recorded, 'call' | 'latest'>,
): Promise<void> {
  await tellOf(tx, latest);
  if (latest.id !== call.id) await tellOf(tx, call);
}

async function scaleOf(tx: Transaction, patientId: PatientId | null): Promise<Spo2Scale> {
  return patientId === null ? 1 : ((await tx.residents.shareResident(patientId))?.scale ?? 1);
}

/** Whoever typed saw this patient and this scale; anything else would be scored or kept of somebody else. */
async function requireAsShown(
  tx: Transaction,
  { call, latest, said }: { call: Call; latest: Call; said: RecordedObservations },
): Promise<void> {
  const { patientId } = call.details;
  const isOther = patientId !== null && latest.details.patientId !== patientId;
  if (said.patientId !== patientId || isOther) {
    throw new DomainError('conflict', 'patientId: the call is about somebody else now; look, and save again');
  }
  if (said.scale !== (await scaleOf(tx, patientId))) {
    throw new DomainError('conflict', 'scale: the oxygen is scored by the other scale now; save again');
  }
  if (isTooYoung(latest.details.dateOfBirth, wallDateOf(tx.now))) {
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
  // A set never changes hands.
  if (before?.patientId !== patientId) throw new DomainError('not-found', 'no such observations');
  if (before.version !== corrects.version) {
    throw new DomainError('conflict', 'corrects: somebody else has corrected them; look, and save again');
  }
  requireTakenOfLate(tx.now, said, before);
  const { id, callId } = before;
  return { ...written, id, callId, version: before.version + 1, state: 'amended' };
}

function keptOf(set: ObservationSet): ObservationsKept {
  return { setId: set.id, version: set.version, total: totalOf(set) };
}

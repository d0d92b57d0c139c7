import type { AuditActor } from '../actors.ts';
import type { CallId, PatientId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type Call, callEntry } from './call.ts';

/**
 * The call is about somebody else: in the record of whoever it was about its SBARD is entered in error, and it is written anew for
 * whom it is about now. Answers that were given about another resident stay out of it until somebody saves them again (HAZ-42).
 */
export async function reassignSbard(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { call, patientId, by }: { call: Call; patientId: PatientId | null; by: AuditActor },
): Promise<void> {
  const sbard = await tx.sbards.lockOfCall(call.id);
  if (sbard === undefined || sbard.patientId === patientId) return;
  if (sbard.patientId !== null) await tx.sbards.recordInError(sbard);
  const theirs = { ...sbard, patientId, responseId: deps.newId() };
  await tx.sbards.giveTo(theirs);
  await tx.sbards.record(theirs);
  const detail = { patientId, before: sbard.patientId };
  await tx.audit([callEntry(by, call, 'sbard.reassigned', detail)]);
}

/** A call that continues one that was cut off goes on with its SBARD, where both are about the same person and it has none yet. */
export async function continueSbard(
  tx: Transaction,
  { before, call }: { before: Call; call: Call },
): Promise<void> {
  if (before.details.patientId !== call.details.patientId) return;
  const sbard = await tx.sbards.lockOfCall(before.id);
  if (sbard === undefined || (await tx.sbards.lockOfCall(call.id)) !== undefined) return;
  await tx.sbards.attach(call.id, sbard.id);
}

/** An outcome has been recorded: the record's SBARD has the decision, and is complete once no call of it is open. */
export async function settleSbard(tx: Transaction, callId: CallId): Promise<void> {
  const sbard = await tx.sbards.lockOfCall(callId);
  if (sbard !== undefined) await tx.sbards.record(sbard);
}

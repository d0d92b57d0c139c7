import { type Actor, auditActor, requirePermission } from '../actors.ts';
import { clinicianAudience } from '../audience.ts';
import { DomainError } from '../errors.ts';
import type { CallId, PatientId, SbardId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { canonicalOf, faultOf } from '../record/questionnaires/questionnaire.ts';
import { mayAnswer, sbard as questionnaire, sbardQuestion } from '../record/questionnaires/sbard.ts';
import type { AnswerReply, SaidAnswer, Sbard, SbardAnswer, SbardAnswerView } from '../record/sbard.ts';
import { transact, type TellingTransaction } from '../transact.ts';
import { type Call, callEntry } from './call.ts';
import { concerned } from './life.ts';
import { afterEndMs, lockLatest, lockOwnCall, requireRecent } from './own-call.ts';

/**
 * Fills or changes one answer of the call's SBARD: the station's while the call is open and for twelve hours after, the clinician's
 * whose visit it is and who writes it up. Where another version stands than the one that the screen showed, that one comes back and
 * nothing is changed, so that neither side types over the other. The same request again answers with what the first has kept.
 */
export async function answerSbard(
  deps: Deps,
  actor: Actor,
  { callId, ...said }: SaidAnswer & { callId: CallId },
): Promise<AnswerReply> {
  requirePermission(actor, 'sbard:write');
  return transact(deps, async (tx) => {
    const call = await lockOfWriter(tx, actor, callId);
    const latest = await lockLatest(tx, call);
    const found = await findSbard(tx, { call, latest });
    const again = found && (await tx.sbards.findByRequest(found.id, said.requestId));
    if (again !== undefined) return { kept: true, version: again.version };
    requireAnswer(actor, said);
    const { patientId } = found ?? standingFor({ call, latest }).details;
    // What was typed while nobody had been picked is of whoever has been picked since, as what is kept already is.
    if (said.patientId !== null && said.patientId !== patientId) {
      throw new DomainError(
        'conflict',
        'patientId: the call is about somebody else now; look, and save again',
      );
    }
    const standing = found && (await tx.sbards.findNewest(found.id, said.linkId));
    if ((standing?.version ?? 0) !== said.basis) return { kept: false, standing: standing ?? null };
    const sbard = found ?? (await openSbard(deps, tx, { call, patientId }));
    await attachBoth(tx, { call, latest, sbard });
    const answer = answerOf(actor, { said, sbard, now: tx.now });
    await tx.sbards.keep(sbard.id, answer);
    await tx.sbards.record(sbard);
    const { version, linkId } = answer;
    const detail = { linkId, version, patientId: sbard.patientId };
    await tx.audit([callEntry(auditActor(actor), call, 'sbard.answered', detail)]);
    await tellSbard(tx, { sbardId: sbard.id, calls: [call, latest] });
    return { kept: true, version };
  });
}

/** What one answer was before, by whom, for whoever may write it. The read is audited. */
export async function readAnswerVersions(
  deps: Deps,
  actor: Actor,
  { callId, linkId }: { callId: CallId; linkId: string },
): Promise<{ versions: SbardAnswerView[] }> {
  requirePermission(actor, 'sbard:write');
  return transact(deps, async (tx) => {
    const call = await lockOfWriter(tx, actor, callId);
    const sbard = await tx.sbards.lockOfCall(callId);
    const versions = sbard === undefined ? [] : await tx.sbards.listVersions(sbard.id, linkId);
    const detail = { linkId, patientId: sbard?.patientId ?? null };
    await tx.audit([callEntry(auditActor(actor), call, 'sbard.earlier-read', detail)]);
    return { versions };
  });
}

/** The call, locked, for who may write its SBARD. */
async function lockOfWriter(tx: Transaction, actor: Actor, callId: CallId): Promise<Call> {
  if (actor.kind === 'station') {
    const call = await lockOwnCall(tx, actor, callId);
    requireRecent(call, tx.now);
    return call;
  }
  const call = await tx.calls.lock(callId);
  if (call?.organisationId !== actor.organisationId) throw new DomainError('not-found', 'no such call');
  const visit = actor.kind === 'person' ? await tx.sbards.findOwnVisit(callId, actor.personId) : undefined;
  if (visit === undefined) throw new DomainError('forbidden', 'this call is somebody else’s');
  const { endedAt, outcomeRecorded } = visit;
  if (endedAt !== null && outcomeRecorded && tx.now.getTime() - endedAt.getTime() > afterEndMs) {
    throw new DomainError('wrong-phase', 'the visit has been written up');
  }
  return call;
}

/** Of a call that has none yet, that of the call which continues it. */
async function findSbard(tx: Transaction, calls: { call: Call; latest: Call }): Promise<Sbard | undefined> {
  const own = await tx.sbards.lockOfCall(calls.call.id);
  const standing = standingFor(calls);
  return own === undefined && standing !== calls.call ? tx.sbards.lockOfCall(standing.id) : own;
}

/** Whom the trouble of the call is about: the call that continues it says so, unless it is about another resident. */
function standingFor({ call, latest }: { call: Call; latest: Call }): Call {
  const { patientId } = call.details;
  return patientId === null || patientId === latest.details.patientId ? latest : call;
}

async function openSbard(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { call, patientId }: { call: Call; patientId: PatientId | null },
): Promise<Sbard> {
  const sbard: Sbard = {
    id: deps.newId() as SbardId,
    organisationId: call.organisationId,
    patientId,
    responseId: deps.newId(),
    questionnaire: canonicalOf(questionnaire),
  };
  await tx.sbards.open(sbard);
  return sbard;
}

async function attachBoth(
  tx: Transaction,
  { call, latest, sbard }: { call: Call; latest: Call; sbard: Sbard },
): Promise<void> {
  for (const one of new Set([call, standingFor({ call, latest })])) {
    // One that has its own keeps it: it was begun before the call-back was answered.
    if ((await tx.sbards.lockOfCall(one.id)) === undefined) await tx.sbards.attach(one.id, sbard.id);
  }
}

/** Which question, whose it is, and what its answer may be. */
function requireAnswer(actor: Actor, { linkId, value }: SaidAnswer): void {
  const question = sbardQuestion(linkId);
  if (question === undefined) throw new DomainError('invalid', 'linkId: is not asked in an SBARD');
  if (question.readOnly === true) {
    throw new DomainError('invalid', 'linkId: this comes from the outcome of the visit');
  }
  if (!mayAnswer(actor.kind === 'station' ? 'station' : 'clinician', question)) {
    throw new DomainError('forbidden', 'linkId: only the clinician answers this');
  }
  const fault = value === null ? undefined : faultOf(question, value);
  if (fault !== undefined) throw new DomainError('invalid', `value: ${fault}`);
}

function answerOf(
  actor: Actor,
  { said, sbard, now }: { said: SaidAnswer; sbard: Sbard; now: Date },
): SbardAnswer {
  const { linkId, requestId, value, basis } = said;
  const by = auditActor(actor);
  if (by.kind !== 'station' && by.kind !== 'person') throw new Error('nobody else may write an SBARD');
  return {
    ...{ linkId, requestId, by, patientId: sbard.patientId, at: now },
    version: basis + 1,
    // Blanks alone are no answer; blanks around one are left, because somebody may be typing on.
    value: value === null || value.trim() === '' ? null : value,
  };
}

/** Everybody who has it on their screen. */
async function tellSbard(
  tx: TellingTransaction,
  { sbardId, calls }: { sbardId: SbardId; calls: readonly Call[] },
): Promise<void> {
  const clinicians = await tx.sbards.listClinicians(sbardId);
  await tx.tell('call:described', [...calls.flatMap(concerned), ...clinicians.map(clinicianAudience)]);
}

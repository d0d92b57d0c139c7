import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { PatientId } from '../ids.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { requireOfOwnPrison, type Sight, sightOf } from './clinic-access.ts';
import type { PrisonNumberBody } from './list-wire.ts';
import { keptNumbers } from './patients.ts';
import type { MovedPatient } from './person-move-port.ts';
import { historyOf } from './person-move.ts';
import { settleMoves } from './settle-moves.ts';
import type { MessageDeps } from './write-messages.ts';

/**
 * Adds, corrects or takes away the prison number of a patient, for who works in their prison. What systems have told under a
 * number that was wrong was of somebody else, and what they have told under the right one is of this patient: they may turn out
 * to be in another prison, which is answered. Throws `conflict` when it is not any more as it was seen, and when another
 * patient has the number, of whom nothing is said.
 */
export async function setPrisonNumber(
  deps: MessageDeps,
  actor: Actor,
  { patientId, ...body }: PrisonNumberBody & { patientId: PatientId },
): Promise<{ moved: boolean }> {
  const sight = await sightOf(deps, actor, 'patient:manage');
  requireOfOwnPrison(sight, await deps.store.reads.findPatient(patientId), 'patient');
  return transact(deps, (tx) => setIn(deps, tx, { sight, patientId, body }));
}

type Setting = { sight: Sight; patientId: PatientId; body: PrisonNumberBody };

async function setIn(
  deps: MessageDeps,
  tx: TellingTransaction,
  { sight, patientId, body }: Setting,
): Promise<{ moved: boolean }> {
  const { organisationId } = sight.person;
  const { personMoves } = tx;
  // What a system tells meanwhile of one of the two numbers waits.
  await personMoves.lockFeeds(organisationId);
  const patient = requireOfOwnPrison(sight, await personMoves.lockPatient(patientId), 'patient');
  const before = patient.prisonNumber;
  if (before !== body.seen) {
    throw new DomainError('conflict', 'somebody has changed the prison number meanwhile; read it again');
  }
  const after = await keptNumbers(tx, organisationId, body.prisonNumber);
  if ((after?.kept ?? null) === before) return { moved: false };
  if (after !== null) await requireFree(tx, patient, after.numbers);
  const old = await keptNumbers(tx, organisationId, before);
  if (old !== null) await personMoves.releaseNumbers(patient, old.numbers);
  if (after !== null) await personMoves.claimNumbers(patient, after);
  const history = historyOf(await personMoves.listMoves(patientId));
  await settleMoves(deps, tx, patient, history);
  const { reason } = body;
  await tx.audit([
    auditEntry(auditActor(sight.person), {
      action: 'patient.number-set',
      about: { kind: 'patient', id: patientId, organisationId },
      // Not the numbers: they find a person.
      detail: { reason, had: before !== null, has: after !== null },
    }),
  ]);
  const { standing } = history;
  return { moved: standing !== null && standing.siteId !== patient.siteId };
}

async function requireFree(
  tx: TellingTransaction,
  { id, organisationId }: MovedPatient,
  numbers: readonly string[],
): Promise<void> {
  const having = await tx.personMoves.lockPatientsOf(organisationId, numbers);
  if (having.some((other) => other.id !== id)) {
    throw new DomainError('conflict', 'prisonNumber: another patient has it');
  }
}

import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { ClinicTaskId, OrganisationId, PatientId, SiteId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { sightOf } from './clinic-access.ts';
import type { MovedPatient } from './person-move-port.ts';
import { differencesOf, historyOf, type NumberMerge, numbersOf } from './person-move.ts';
import { isTheirs } from './see-to-tasks.ts';
import { intoOf, settleMoves, unite } from './settle-moves.ts';
import { raiseTask, taskEntry } from './tasks.ts';
import { nextWorkingDay } from './working-days.ts';
import type { MessageDeps } from './write-messages.ts';

/** Those who have one number or another of one person, locked, with the merges that say so. */
export type FoundPersons = {
  kept: string;
  numbers: readonly string[];
  merges: readonly NumberMerge[];
  patients: readonly MovedPatient[];
};

/** Everybody who has one of the numbers of the person who has this one. */
export async function findPersons(
  tx: Transaction,
  organisationId: OrganisationId,
  number: string,
): Promise<FoundPersons> {
  const merges = await tx.personMoves.listMerges(organisationId, number);
  const { kept, numbers: all } = numbersOf(number, merges);
  const numbers = [...all];
  return { kept, numbers, merges, patients: await tx.personMoves.lockPatientsOf(organisationId, numbers) };
}

type Asking = { found: FoundPersons; organisationId: OrganisationId; siteIds: readonly SiteId[] };

/**
 * Two records that differ in what should be the same, or of which one is in a prison that the feed says nothing of, are not
 * made one by a machine: prison healthcare is asked (HAZ-33). Answers whether it is, of any merge.
 */
export async function askWhereDoubtful(
  deps: Pick<MessageDeps, 'newId'>,
  tx: Transaction,
  { found, organisationId, siteIds }: Asking,
): Promise<boolean> {
  const { patients, kept, merges } = found;
  const [first, ...others] = patients;
  if (first === undefined || others.length === 0) return false;
  const into = intoOf([first, ...others], kept);
  const other = patients.find((one) => one.id !== into.id && isDoubtful(into, one, siteIds));
  if (other === undefined) return false;
  // Of one that holds already nobody has the old number any more.
  const open = merges.filter(
    ({ decision, old }) => decision === null && patients.some(({ prisonNumber }) => prisonNumber === old),
  );
  for (const { id } of open) {
    await askAboutMerge(deps, tx, { organisationId, mergeId: id, into, otherPatientId: other.id });
  }
  return open.length > 0;
}

type Doubt = {
  organisationId: OrganisationId;
  mergeId: string;
  into: MovedPatient;
  /** The patient themselves where nobody here has the other number: a task of this kind names two. */
  otherPatientId: PatientId;
};

/** Asks prison healthcare whether a merge is right, which holds for nobody until they have said so. */
export async function askAboutMerge(
  deps: Pick<MessageDeps, 'newId'>,
  tx: Transaction,
  { organisationId, mergeId, into, otherPatientId }: Doubt,
): Promise<void> {
  await tx.personMoves.decideMerge({ organisationId, id: mergeId }, 'asked');
  await raiseTask(deps, tx, {
    ...{ organisationId, siteId: into.siteId, patientId: into.id, otherPatientId, mergeId },
    ...{ referralId: null, bookingId: null },
    kind: 'merge-differs',
    key: `merge:${mergeId}`,
    dueOn: nextWorkingDay(wallDateOf(tx.now)),
  });
}

function isDoubtful(into: MovedPatient, other: MovedPatient, siteIds: readonly SiteId[]): boolean {
  return (
    differencesOf(into, other).length > 0 || [into, other].some(({ siteId }) => !siteIds.includes(siteId))
  );
}

/**
 * Somebody of prison healthcare says whether two numbers are of one person whose records differ. Then they are made one; or
 * they stay two, and what is told of one number is of that one alone. Throws `not-found` for a task of somebody else, and
 * `wrong-phase` for one that is done or asks nothing of that kind.
 */
export async function decideMerge(
  deps: MessageDeps,
  actor: Actor,
  { taskId, same }: { taskId: ClinicTaskId; same: boolean },
): Promise<void> {
  const sight = await sightOf(deps, actor, 'clinic-task:do');
  const { person } = sight;
  const { organisationId } = person;
  await transact(deps, async (tx) => {
    await tx.personMoves.lockFeeds(organisationId);
    const asked = await tx.clinicTasks.findTask(taskId);
    if (asked === undefined || !isTheirs(sight, asked)) {
      throw new DomainError('not-found', 'no such task');
    }
    if (asked.mergeId === null || asked.doneAt !== null) {
      throw new DomainError('wrong-phase', 'this task is done, or asks for something else');
    }
    await tx.personMoves.decideMerge({ organisationId, id: asked.mergeId }, same ? 'confirmed' : 'refused');
    if (same) await makeOne(deps, tx, { organisationId, mergeId: asked.mergeId });
    const task = (await tx.clinicTasks.lockTask(taskId)) ?? asked;
    await tx.clinicTasks.finishTask(taskId, person.personId);
    await tx.audit([
      auditEntry(auditActor(person), {
        action: 'patient.merge-decided',
        about: { kind: 'patient', id: asked.patientId, organisationId },
        detail: { otherId: asked.otherPatientId, same },
      }),
      taskEntry(auditActor(person), task, 'clinic-task.done'),
    ]);
  });
}

async function makeOne(
  deps: MessageDeps,
  tx: TellingTransaction,
  { organisationId, mergeId }: { organisationId: OrganisationId; mergeId: string },
): Promise<void> {
  const merge = await tx.personMoves.findMerge(organisationId, mergeId);
  if (merge === undefined) return;
  const { kept, numbers, patients } = await findPersons(tx, organisationId, merge.old);
  const [first, ...others] = patients;
  if (first === undefined) return;
  const patient = await unite(deps, tx, { patients: [first, ...others], kept });
  await tx.personMoves.claimNumbers(patient, { kept, numbers });
  await settleMoves(deps, tx, patient, historyOf(await tx.personMoves.listMoves(patient.id)));
}

import { type Actor, type AuditActor, auditActor } from '../actors.ts';
import { type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { ClinicTaskId, OrganisationId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type Sight, sightOf, worksIn } from './clinic-access.ts';
import type { ClinicTaskView } from './task-wire.ts';
import type { ClinicTask, NewClinicTask } from './task.ts';

/** Has somebody see to something, once for each key; answers whether it is new. The service itself is in the trail. */
export async function raiseTask(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  task: Omit<NewClinicTask, 'id'>,
): Promise<boolean> {
  const made = { ...task, id: deps.newId() as ClinicTaskId };
  if (!(await tx.clinicTasks.addTask(made))) return false;
  await tx.audit([taskEntry({ kind: 'system' }, made, 'clinic-task.raised')]);
  return true;
}

/** Ends the task with that key because nobody needs to see to it any more; one that is done, or was never there, stays so. */
export async function dropTask(
  tx: Transaction,
  { organisationId, key }: { organisationId: OrganisationId; key: string },
): Promise<void> {
  const dropped = await tx.clinicTasks.finishByKey(organisationId, key);
  if (dropped !== undefined) await tx.audit([taskEntry({ kind: 'system' }, dropped, 'clinic-task.done')]);
}

/** What the person must see to, earliest due first: of the own prisons, and for a booking clerk that of the hospital. */
export async function listClinicTasks(deps: Pick<Deps, 'store'>, actor: Actor): Promise<ClinicTaskView[]> {
  const sight = await sightOf(deps, actor, 'clinic-task:do');
  const { person, everything, siteIds } = sight;
  const { organisationId } = person;
  const { reads } = deps.store;
  const parts = await Promise.all([
    reads.listTasks({ siteIds }),
    everything ? reads.listTasks({ organisationId }) : [],
  ]);
  const tasks = parts.flat().toSorted((a, b) => (a.dueOn === b.dueOn ? 0 : a.dueOn < b.dueOn ? -1 : 1));
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(person), {
        action: 'clinic-tasks.read',
        about: { kind: 'clinic-task', id: null, organisationId },
        detail: { count: tasks.length },
      }),
    ]),
  );
  return tasks;
}

/** Says that somebody has seen to it; one that is done stays so. Throws `not-found` for a task of somebody else. */
export async function finishClinicTask(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { taskId }: { taskId: ClinicTaskId },
): Promise<void> {
  const sight = await sightOf(deps, actor, 'clinic-task:do');
  const { person } = sight;
  await deps.store.transact(async (tx) => {
    const task = await tx.clinicTasks.lockTask(taskId);
    if (task === undefined || !isTheirs(sight, task)) {
      throw new DomainError('not-found', 'no such task');
    }
    if (task.doneAt !== null) return;
    await tx.clinicTasks.finishTask(taskId, person.personId);
    await tx.audit([taskEntry(auditActor(person), task, 'clinic-task.done')]);
  });
}

function isTheirs(sight: Sight, { organisationId, siteId }: ClinicTask): boolean {
  return siteId === null
    ? sight.everything && sight.person.organisationId === organisationId
    : worksIn(sight, { organisationId, siteId });
}

function taskEntry(
  actor: AuditActor,
  { id, organisationId, siteId, kind, patientId, referralId, bookingId }: NewClinicTask,
  action: 'clinic-task.raised' | 'clinic-task.done',
): AuditEntry {
  return auditEntry(actor, {
    action,
    about: { kind: 'clinic-task', id, organisationId },
    detail: { kind, siteId, patientId, referralId, bookingId },
  });
}

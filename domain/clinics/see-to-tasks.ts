import { type Actor, auditActor, may } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { ClinicTaskId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';
import { lateBefore } from './attendance.ts';
import { type Sight, sightOf, worksIn } from './clinic-access.ts';
import { haveCome, lockComing } from './expected-person.ts';
import type { ClinicTaskView } from './task-wire.ts';
import type { ClinicTask } from './task.ts';
import { taskEntry } from './tasks.ts';
import type { MessageDeps } from './write-messages.ts';

/**
 * What the person must see to, earliest due first: of the own prisons, for a booking clerk that of the hospital, and for a
 * manager the outcomes that nobody else can record any more (A29).
 */
export async function listClinicTasks(
  deps: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
): Promise<ClinicTaskView[]> {
  const isUsual = may(actor, 'clinic-task:do');
  const sight = await sightOf(deps, actor, isUsual ? 'clinic-task:do' : 'attendance:correct-late');
  const { person, everything, siteIds } = sight;
  const { organisationId } = person;
  const isLate = !everything && may(person, 'attendance:correct-late');
  const { reads } = deps.store;
  const parts = await Promise.all([
    reads.listTasks({ siteIds }),
    everything ? reads.listTasks({ organisationId }) : [],
    isLate ? reads.listTasks({ organisationId, outcomesBefore: lateBefore(deps.clock.now()) }) : [],
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

/**
 * Says that somebody has seen to it; one that is done stays so. Of one about an expected patient it says that they have
 * come. Throws `not-found` for a task of somebody else.
 */
export async function finishClinicTask(
  deps: MessageDeps,
  actor: Actor,
  { taskId }: { taskId: ClinicTaskId },
): Promise<void> {
  const sight = await sightOf(deps, actor, 'clinic-task:do');
  const { person } = sight;
  await transact(deps, async (tx) => {
    await tx.personMoves.lockFeeds(person.organisationId);
    await lockComing(tx, requireTheirs(sight, await tx.clinicTasks.findTask(taskId)));
    const task = requireTheirs(sight, await tx.clinicTasks.lockTask(taskId));
    if (task.doneAt !== null) return;
    if (task.kind === 'merge-differs') {
      throw new DomainError('wrong-phase', 'say whether the two records are of one person');
    }
    if (task.kind === 'outcome-missing') {
      throw new DomainError('wrong-phase', 'record the outcome of the booking: that ends this task');
    }
    await tx.clinicTasks.finishTask(taskId, person.personId);
    await tx.audit([taskEntry(auditActor(person), task, 'clinic-task.done')]);
    await haveCome(deps, tx, { task, by: person.personId });
  });
}

function requireTheirs(sight: Sight, task: ClinicTask | undefined): ClinicTask {
  if (task === undefined || !isTheirs(sight, task)) {
    throw new DomainError('not-found', 'no such task');
  }
  return task;
}

/** Whether a task is for that person to see to. */
export function isTheirs(sight: Sight, { organisationId, siteId }: ClinicTask): boolean {
  return siteId === null
    ? sight.everything && sight.person.organisationId === organisationId
    : worksIn(sight, { organisationId, siteId });
}

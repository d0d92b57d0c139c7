import type { ClinicTaskId, OrganisationId, PersonId, SiteId } from '../ids.ts';
import type { ClinicTaskView } from './task-wire.ts';
import type { ClinicTask, NewClinicTask } from './task.ts';

export type ClinicTaskWrites = {
  /** Answers false, and changes nothing, where the organisation has had a task with that key. */
  addTask(task: NewClinicTask): Promise<boolean>;
  /** It is needed no more: ends the open task with that key, and answers with it; undefined where none is open. */
  finishByKey(organisationId: OrganisationId, key: string): Promise<ClinicTask | undefined>;
  lockTask(taskId: ClinicTaskId): Promise<ClinicTask | undefined>;
  finishTask(taskId: ClinicTaskId, by: PersonId): Promise<void>;
};

export type ClinicTaskReads = {
  /** Those that are open, earliest due first: of these prisons, or those of the organisation that are of no prison. */
  listTasks(
    of: { siteIds: readonly SiteId[] } | { organisationId: OrganisationId },
  ): Promise<ClinicTaskView[]>;
};

import type { BookingId, ClinicTaskId, OrganisationId, PatientId, PersonId, SiteId } from '../ids.ts';
import type { Booking } from './clinic.ts';
import type { MessageSide } from './message.ts';
import type { ClinicTaskView } from './task-wire.ts';
import type { ClinicTask, NewClinicTask, TaskKind } from './task.ts';

export type ClinicTaskWrites = {
  /** Answers false, and changes nothing, where the organisation has had a task with that key. */
  addTask(task: NewClinicTask): Promise<boolean>;
  /** It is needed no more: ends the open task with that key, and answers with it; undefined where none is open. */
  finishByKey(organisationId: OrganisationId, key: string): Promise<ClinicTask | undefined>;
  /** Ends the open tasks of a patient that are of these kinds, but for those with these keys; answers with them. */
  finishOthers(
    patientId: PatientId,
    of: { kinds: readonly TaskKind[]; keep: readonly string[] },
  ): Promise<ClinicTask[]>;
  /** Ends the open tasks of that kind about a booking; answers with them. */
  finishOfBooking(bookingId: BookingId, kind: TaskKind): Promise<ClinicTask[]>;
  /** Ends the open tasks that nobody of that side was reached about a booking, but for the one with that key. */
  finishReplaced(of: { bookingId: BookingId; side: MessageSide; key: string }): Promise<ClinicTask[]>;
  /** The open tasks that a letter has come to a prison are of that prison, or of the booking clerks; answers with those that have changed. */
  sendLettersOn(patientId: PatientId, siteId: SiteId | null): Promise<ClinicTask[]>;
  /** An open task with that key is due on another day. */
  setDue(organisationId: OrganisationId, key: string, dueOn: string): Promise<void>;
  /** Whether the organisation has had a task with that key, done or not. */
  hadTask(organisationId: OrganisationId, key: string): Promise<boolean>;
  findTask(taskId: ClinicTaskId): Promise<ClinicTask | undefined>;
  /**
   * Bookings that begin in that time, that no visit runs of and of which nothing is recorded, if the organisation has had no
   * task of `missingOutcomeKey`; earliest first, 200 at most.
   */
  listWithoutOutcome(between: { from: Date; until: Date }): Promise<Booking[]>;
  lockTask(taskId: ClinicTaskId): Promise<ClinicTask | undefined>;
  finishTask(taskId: ClinicTaskId, by: PersonId): Promise<void>;
};

export type ClinicTaskReads = {
  /**
   * Those that are open, earliest due first: of these prisons, or those of the organisation that are of no prison; of these
   * only such about an outcome that is missing of a booking that ended before `outcomesBefore`, where that is given. One about
   * somebody who is expected is left out while its booking is cancelled.
   */
  listTasks(
    of: { siteIds: readonly SiteId[] } | { organisationId: OrganisationId; outcomesBefore?: Date },
  ): Promise<ClinicTaskView[]>;
};

import { z } from 'zod';
import type {
  BookingId,
  ClinicTaskId,
  InterpreterId,
  OrganisationId,
  PatientId,
  ReferralId,
  SiteId,
} from '../ids.ts';

/**
 * What a person must see to. `rebook-elsewhere`: a patient has come whose clinics are to be booked anew; `hand-over`: one has
 * gone, and somebody has to tell who cares for them now; `expected-person`: one is booked who is not in the prison yet;
 * `not-reached`: a message has reached nobody; `prison-not-set-up`: a patient is in a prison that takes no bookings yet;
 * `outcome-missing`: the day of a booking is over, and nobody has said what became of it; `merge-differs`: two numbers are said
 * to be of one person, and their records differ; `cannot-come`: a patient at home has said so by their link;
 * `identity-differs`: a place has received somebody under the NHS number of a patient who is not as they are known;
 * `letter-came`: a letter is signed, for those who read it or post it; `letter-unsigned`: its clinician has not signed it in time;
 * `tell-interpreter`: a booking that somebody was to interpret is moved or cancelled.
 */
export const taskKind = z.enum([
  'rebook-elsewhere',
  'hand-over',
  'expected-person',
  'not-reached',
  'prison-not-set-up',
  'outcome-missing',
  'merge-differs',
  'cannot-come',
  'identity-differs',
  'letter-came',
  'letter-unsigned',
  'tell-interpreter',
]);
export type TaskKind = z.infer<typeof taskKind>;

/** Something that a person must see to, because it did not go by itself. */
export type NewClinicTask = {
  readonly id: ClinicTaskId;
  readonly organisationId: OrganisationId;
  /** Whose it is: the healthcare of that prison; null for the booking clerks of the hospital. */
  readonly siteId: SiteId | null;
  readonly kind: TaskKind;
  /** Given once in an organisation, also by a task that is done: what happens twice makes one task. */
  readonly key: string;
  readonly patientId: PatientId | null;
  readonly referralId: ReferralId | null;
  readonly bookingId: BookingId | null;
  /** A day of the calendar. */
  readonly dueOn: string;
  /** Of `merge-differs`: the event that says so, and the patient who would become the other. */
  readonly mergeId?: string | null;
  readonly otherPatientId?: PatientId | null;
  /** Of `identity-differs`: where they have been received. */
  readonly receivingSiteId?: SiteId | null;
  /** Of `tell-interpreter`: whom. */
  readonly interpreterId?: InterpreterId | null;
};

/** A task as it is kept. `doneAt` stands for whoever has done it, or for the service, which has found it needless. */
export type ClinicTask = NewClinicTask & {
  readonly madeAt: Date;
  readonly doneAt: Date | null;
  readonly mergeId: string | null;
  readonly otherPatientId: PatientId | null;
};

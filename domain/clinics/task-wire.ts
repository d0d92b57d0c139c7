import { z } from 'zod';
import { siteKind } from '../accounts/wire.ts';
import * as id from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import { type Endpoint, instant, nothing } from '../wire.ts';
import { messageKind, messageSide } from './message.ts';
import { mergeDifference } from './person-move.ts';
import { taskKind } from './task.ts';
import { patientView } from './wire.ts';

/** Something that a person must see to. Its site is null where it is for the booking clerks of the hospital. */
export const clinicTaskView = z.strictObject({
  taskId: id.clinicTaskId,
  kind: taskKind,
  dueOn: wallDate,
  madeAt: instant,
  siteId: id.siteId.nullable(),
  siteName: z.string().nullable(),
  patient: patientView.nullable(),
  service: z.string().nullable(),
  referralId: id.referralId.nullable(),
  bookingId: id.bookingId.nullable(),
  /** Of `letter-came` only. */
  letterId: id.letterId.optional(),
  /** Of `not-reached`: which side has to be told, who of it where that is known, of what, and when that begins and ends. */
  untold: z
    .strictObject({
      side: messageSide,
      kind: messageKind,
      whom: z.string().nullable(),
      startsAt: instant.nullable(),
      endsAt: instant.nullable(),
    })
    .nullable(),
  /** Where the patient is: in no prison the booking clerks book them again. */
  place: siteKind.nullable(),
  /** Of `identity-differs`: where somebody has been received under the NHS number of the patient. */
  receivedAt: z.string().nullable(),
  /** Of `tell-interpreter`: whom, and how they are reached. */
  interpreter: z.strictObject({ name: z.string(), phone: z.string().nullable() }).nullable(),
  /** Of `merge-differs`: in what the two records differ, and the other one, where it is of the same prison. */
  merge: z.strictObject({ differs: z.array(mergeDifference), other: patientView.nullable() }).nullable(),
});
export type ClinicTaskView = z.infer<typeof clinicTaskView>;

/** What has to be seen to in clinics because it did not go by itself. */
export const clinicTaskEndpoints = {
  listClinicTasks: {
    method: 'get',
    path: '/api/clinic-tasks',
    auth: 'person',
    status: 200,
    summary:
      'What somebody must see to, earliest due first: for prison healthcare of the prisons in which the person works, for a booking clerk that of the hospital, and for a manager the outcomes that only a manager can still record.',
    reply: z.strictObject({ tasks: z.array(clinicTaskView) }),
  },
  decideMerge: {
    method: 'post',
    path: '/api/clinic-tasks/:taskId/merge',
    auth: 'person',
    status: 200,
    summary:
      'Says whether two records that differ are of one person. If they are, everything of one becomes the other’s, for good; if not, they stay two. `wrong-phase` when somebody has said so already.',
    params: z.strictObject({ taskId: id.clinicTaskId }),
    body: z.strictObject({ same: z.boolean() }),
    reply: nothing,
  },
  finishClinicTask: {
    method: 'post',
    path: '/api/clinic-tasks/:taskId/done',
    auth: 'person',
    status: 200,
    summary: 'Says that somebody has seen to it. A second time there is nothing left to do.',
    params: z.strictObject({ taskId: id.clinicTaskId }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;

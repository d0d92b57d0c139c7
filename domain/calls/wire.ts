import { z } from 'zod';
import * as id from '../ids.ts';
import { skill } from '../clinicians/skill.ts';
import { observationSetView } from '../record/observation-set.ts';
import { sbardAnswerView } from '../record/sbard.ts';
import { nhsNumber } from '../nhs-number.ts';
import { instant } from '../wire.ts';
import { acuity } from './call.ts';

const text = (max: number) => z.string().trim().min(1).max(max);

/** What staff may say about a call. A field left out stays as it is; `null` clears it. */
export const describedDetails = z.strictObject({
  /**
   * A resident of the station's site: the call takes name, date of birth and NHS number from the list. Null: they are not on
   * the list, and what was taken from it is cleared.
   */
  patientId: id.patientId.nullable().optional(),
  staffName: text(100).nullable().optional(),
  patientName: text(100).nullable().optional(),
  dateOfBirth: z.iso.date().nullable().optional(),
  nhsNumber: nhsNumber.nullable().optional(),
  concern: text(1000).nullable().optional(),
});

export const callDetails = z.strictObject({
  patientId: id.patientId.nullable(),
  staffName: z.string().nullable(),
  patientName: z.string().nullable(),
  dateOfBirth: z.string().nullable(),
  nhsNumber: z.string().nullable(),
  concern: z.string().nullable(),
});

/** A call as the clinician who is rung, or who visits, sees it. */
export const callCard = z.strictObject({
  kind: z.literal('call'),
  callId: id.callId,
  roomId: id.roomId,
  siteName: z.string(),
  siteKind: z.string(),
  sitePhone: z.string().nullable(),
  stationName: z.string(),
  queueName: z.string(),
  acuity,
  requiredSkills: z.array(skill),
  wantedSkills: z.array(skill),
  details: callDetails,
  /** The room of a resident who has been picked, or in prison the wing and the cell. */
  patientPlace: z.string().nullable(),
  /** Those of this call, and earlier ones of the same resident; the newest taken first. */
  observations: z.array(observationSetView),
  /** What stands in its SBARD, and in that of the call which it continues. */
  sbard: z.array(sbardAnswerView),
  placedAt: instant,
  /** What clinicians wrote when they passed it on, also before it was cut off and called back; oldest first. */
  passedOnNotes: z.array(z.strictObject({ text: z.string(), byName: z.string(), at: instant })),
});
export type CallCard = z.infer<typeof callCard>;

export const described = describedDetails.extend({
  acuity: acuity.optional(),
  wantedSkills: z.array(skill).max(8).optional(),
});
export type DescribedCall = z.infer<typeof described>;

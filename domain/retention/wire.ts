import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant, nothing } from '../wire.ts';

/** Why a record is kept beyond its period. Codes only: a reason in free text would soon name a patient. */
export const legalHoldReason = z.enum([
  'claim',
  'complaint',
  'inquest',
  'inquiry',
  'police',
  'subject-access',
]);
export type LegalHoldReason = z.infer<typeof legalHoldReason>;

const legalHold = z.strictObject({
  callId: id.callId,
  reason: legalHoldReason,
  setByName: z.string(),
  setAt: instant,
});
export type LegalHold = z.infer<typeof legalHold>;

const callParams = z.strictObject({ callId: id.callId });

/** Legal holds, as an administrator of the organisation sets and lifts them. */
export const retentionEndpoints = {
  listLegalHolds: {
    method: 'get',
    path: '/api/organisations/:organisationId/legal-holds',
    auth: 'person',
    status: 200,
    summary: 'The calls that are under a legal hold, oldest hold first.',
    params: z.strictObject({ organisationId: id.organisationId }),
    reply: z.strictObject({ legalHolds: z.array(legalHold) }),
  },
  setLegalHold: {
    method: 'put',
    path: '/api/calls/:callId/legal-hold',
    auth: 'person',
    status: 200,
    summary: 'Keeps a call from being erased until the hold is lifted. A second hold replaces the reason.',
    params: callParams,
    body: z.strictObject({ reason: legalHoldReason }),
    reply: nothing,
  },
  liftLegalHold: {
    method: 'post',
    path: '/api/calls/:callId/legal-hold/lifting',
    auth: 'person',
    status: 200,
    summary: 'Lifts the legal hold of a call: it is erased once its period of retention is over.',
    params: callParams,
    body: z.strictObject({ reason: z.enum(['settled', 'set-by-mistake']) }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;

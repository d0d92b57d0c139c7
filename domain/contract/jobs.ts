import { z } from 'zod';
import * as id from '../ids.ts';

/** Job payloads: ids only, never clinical text and never a credential. Every job re-reads the world before it acts. */
export const jobs = {
  /** Queue `urgent-calls`, priority from acuity: ring somebody for this call, and for whatever waits before it. */
  'dispatch-call': z.strictObject({ callId: id.callId, organisationId: id.organisationId }),
  /** Queue `deadlines`, delayed: the offer has rung for long enough. */
  'end-ring': z.strictObject({ offerId: id.offerId }),
  /** Queue `deadlines`, delayed: a browser should have said by now that it rings. */
  'check-ring': z.strictObject({ offerId: id.offerId }),
  /** Queue `deadlines`, delayed: wrap-up has lasted long enough. */
  'end-wrap-up': z.strictObject({ visitId: id.visitId }),
  /** Queue `deliveries`, delayed between attempts: a message to one person by one channel. */
  deliver: z.strictObject({ deliveryId: id.deliveryId }),
  /** Queue `sweeps`, every 5 s and on start: everything open in Postgres that lacks a job gets one. */
  sweep: z.strictObject({}),
} as const;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]>;

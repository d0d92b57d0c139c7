import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant } from '../wire.ts';

/** That somebody has read about a patient. It never shows what stood there. */
export const readerView = z.strictObject({
  id: z.string(),
  at: instant,
  kind: z.enum(['person', 'station', 'guest', 'record-client']),
  /** As it is now; null for one who is not known any more. */
  name: z.string().nullable(),
  organisation: z.string().nullable(),
  /** In words. */
  what: z.string(),
  /** By which relationship, in words, where the trail says so. */
  by: z.string().nullable(),
});
export type ReaderView = z.infer<typeof readerView>;

/** Who has read about a patient. */
export const readerEndpoints = {
  listReaders: {
    method: 'get',
    path: '/api/patients/:patientId/readers',
    auth: 'person',
    status: 200,
    summary:
      'Who has read about a patient, newest first, 50 a page: for whoever keeps the list on which the patient is, and for reviewers. To be handed to the patient or the home. Audited.',
    params: z.strictObject({ patientId: id.patientId }),
    query: z.strictObject({
      before: z
        .string()
        .regex(/^\d{1,19}$/)
        .optional(),
    }),
    reply: z.strictObject({
      name: z.string(),
      readers: z.array(readerView),
      next: z.string().nullable(),
    }),
  },
} as const satisfies Record<string, Endpoint>;

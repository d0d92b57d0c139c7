import { z } from 'zod';

/** What came of a call-back; only a named person can say so. */
export const callBackCloseReason = z.enum([
  'reached-by-video',
  'reached-by-telephone',
  'not-needed',
  'emergency-services',
  'not-reached',
]);
export type CallBackCloseReason = z.infer<typeof callBackCloseReason>;

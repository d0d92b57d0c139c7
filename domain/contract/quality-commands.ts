import { z } from 'zod';
import { qualityReport } from './quality.ts';

/** What browsers say of their own media. */
export const qualityCommands = {
  'room:report-quality': {
    phases: ['in-room'],
    summary:
      'What this browser has measured in the last seconds of a visit; every 5 s. `wrong-phase` while it still rings, `too-many` for a second one within 4 s.',
    payload: qualityReport,
    reply: z.strictObject({}),
  },
} as const;

import { z } from 'zod';
import * as id from '../ids.ts';

const nothing = z.strictObject({});

/** When not even sound gets through. Only the clinician whose visit it is says these. */
export const lostSoundCommands = {
  'visit:report-sound': {
    phases: ['clinician'],
    summary:
      'The station has not been heard for ten seconds, or is heard again. The first time the site’s telephone is rung.',
    payload: z.strictObject({ visitId: id.visitId, sound: z.enum(['lost', 'back']) }),
    reply: nothing,
  },
  'visit:ring-site': {
    phases: ['clinician'],
    summary:
      'Rings the site’s telephone now, once a visit. `conflict` where no number is known or the service cannot telephone.',
    payload: z.strictObject({ visitId: id.visitId }),
    reply: nothing,
  },
} as const;

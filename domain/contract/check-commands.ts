import { z } from 'zod';
import * as check from './check.ts';
import * as media from './media.ts';

const nothing = z.strictObject({});

/**
 * Whether media gets from this browser to the SFU and back, tried with made-up sound and without a room. A check is over
 * after 30 s, when the next one is opened, and when the socket has gone.
 */
export const checkCommands = {
  'check:open': {
    phases: ['station', 'clinician'],
    summary:
      'Opens a check of the way to the SFU. `unavailable` when the SFU is full, `too-many` after many in a short time.',
    payload: nothing,
    reply: check.enteredCheck,
  },
  'check:connect': {
    phases: ['checking'],
    summary: 'DTLS parameters of one of the two transports of the check.',
    payload: z.strictObject({ direction: media.direction, dtlsParameters: media.dtlsParameters }),
    reply: nothing,
  },
  'check:echo': {
    phases: ['checking'],
    summary: 'Offers made-up sound, and gets it back as a stream to consume. Once in a check.',
    payload: z.strictObject({
      rtpParameters: media.rtpParameters,
      rtpCapabilities: media.rtpCapabilities,
    }),
    reply: check.checkEcho,
  },
  'check:close': {
    phases: ['checking'],
    summary:
      'Ends the check. `wrong-phase` when it had ended by itself: then what was measured means nothing.',
    payload: nothing,
    reply: check.checkCounts,
  },
  'check:report': {
    phases: ['station'],
    summary: 'What this station has found; kept for the managers’ board. Answers when to check again.',
    payload: check.checkResult,
    reply: z.strictObject({ againInSeconds: z.int().min(1) }),
  },
} as const;

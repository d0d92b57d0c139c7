import { z } from 'zod';
import { checkCounts, checkEcho, openedCheck } from '../../domain/contract/check.ts';
import { direction, dtlsParameters, rtpCapabilities, rtpParameters } from '../../domain/contract/media.ts';
import type { MediaCheck } from '../../domain/ports.ts';

/** Checks as they cross the wire between servers and nodes; the rest of what they say is in `wire.ts`. */

type Call = { args: z.ZodType<readonly unknown[]>; value: z.ZodType };

/** Every method of a check: its arguments, and what it answers. One line each. */
export const checkCalls = {
  connect: { args: z.tuple([direction, dtlsParameters]), value: z.null() },
  echo: { args: z.tuple([z.strictObject({ rtpParameters, rtpCapabilities })]), value: checkEcho },
  close: { args: z.tuple([]), value: checkCounts },
} satisfies Record<Exclude<keyof MediaCheck, 'opened'>, Call>;
export type CheckCall = keyof typeof checkCalls;

/** Checks of a connection, numbered by its server. */
const check = z.int().min(1);
export type CheckNumber = z.infer<typeof check>;

export const openCheckRequest = z.strictObject({ call: z.literal('open-check'), region: z.string(), check });
export const checkRequest = z.strictObject({
  call: z.literal('check'),
  check,
  method: z.enum(Object.keys(checkCalls) as [CheckCall, ...CheckCall[]]),
  args: z.array(z.unknown()).max(4),
});
export type CheckRequest = z.infer<typeof openCheckRequest> | z.infer<typeof checkRequest>;

/** What opening one answers. */
export const openedCheckValue = openedCheck;

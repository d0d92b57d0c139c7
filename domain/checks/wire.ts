import { z } from 'zod';
import { joinedRoom, mediaPath, transportOptions } from '../rooms/wire.ts';

/**
 * The ways media can take from a browser to the SFU, best first: straight over UDP, straight over TCP, over the TURN
 * relay (by TLS where the relay has it).
 */
export const checkedPaths = ['udp', 'tcp', 'relay'] as const;
export type CheckedPath = (typeof checkedPaths)[number];

/** What the SFU opens a check with: all that a browser needs to make its device and transports ready. */
export const openedCheck = z.strictObject({
  routerRtpCapabilities: joinedRoom.shape.routerRtpCapabilities,
  send: transportOptions,
  receive: transportOptions,
});
export type OpenedCheck = z.infer<typeof openedCheck>;

/** The answer to `check:open`: what the SFU has opened, and the way there that a call would take. */
export const enteredCheck = openedCheck.extend(mediaPath.shape);
export type EnteredCheck = z.infer<typeof enteredCheck>;

/** The browser's own sound on its way back; it flows as soon as the receive transport is connected. */
export const checkEcho = z.strictObject({
  consumerId: z.string(),
  producerId: z.string(),
  rtpParameters: z.looseObject({}),
});
export type CheckEcho = z.infer<typeof checkEcho>;

/** Packets of the made-up sound, as counted at the SFU. */
export const checkCounts = z.strictObject({ received: z.int().min(0), lost: z.int().min(0) });
export type CheckCounts = z.infer<typeof checkCounts>;

/** `not-set-up`: this service has no relay; `not-tried`: the site sends media over the relay only. */
export const pathVerdict = z.enum(['works', 'fails', 'not-set-up', 'not-tried']);
export type PathVerdict = z.infer<typeof pathVerdict>;

const share = z.number().min(0).max(1).nullable();

/** What a browser has found. Round trip and losses are those of the best way that works; null where not measured. */
export const checkResult = z.strictObject({
  ways: z.strictObject({ udp: pathVerdict, tcp: pathVerdict, relay: pathVerdict }),
  roundTripMs: z.number().min(0).max(60_000).nullable(),
  /** On the way to the SFU, and on the way back. */
  lossUp: share,
  lossDown: share,
});
export type CheckResult = z.infer<typeof checkResult>;

import { z } from 'zod';
import { type RoomFactName, roomFacts } from '../rooms/wire.ts';
import { audienceState } from '../states/wire.ts';

/**
 * What the service tells browsers. A fact about calls carries the whole new state of its audience and that
 * audience's sequence number: a browser keeps the highest number it has seen and drops what is older, so a fact that
 * was lost is healed by the next one, by the next `state:read`, or by the next connect.
 */
export const audienceFacts = {
  /** A station pressed the button. */
  'call:placed': audienceState,
  'call:described': audienceState,
  /** To the station: somebody is being rung. To the clinician: ring now. */
  'call:ringing': audienceState,
  /** Nobody is being rung any more and the call waits again; to the clinician: stop ringing. */
  'call:requeued': audienceState,
  'call:answered': audienceState,
  /** A clinician has started a booked visit. */
  'visit:started': audienceState,
  /** A call has ended, or a visit, also a booked one. */
  'call:ended': audienceState,
  'outcome:recorded': audienceState,
  'presence:changed': audienceState,
  /** An escalation step, a message from the hub, or staff have read the advice. */
  'call:escalated': audienceState,
  'call:message': audienceState,
  /** Somebody was asked into a visit, waits for it, joined it, took it over or left it, its room was locked, or its sound was lost. */
  'visit:changed': audienceState,
  /** A station that was cut off is being called back, or no longer. */
  'call-back:changed': audienceState,
} as const;

export type AudienceFactName = keyof typeof audienceFacts;

/** To every clinician of an organisation: the board has changed, read it again. */
const boardChanged = z.strictObject({});

/** The last word before the service ends a socket on purpose; the browser shows it and does not reconnect by itself. */
export const connectionEnded = z.strictObject({
  reason: z.enum([
    'signed-out',
    'disabled',
    'station-revoked',
    'token-expired',
    'roles-changed',
    'guest-over',
  ]),
});
export type ConnectionEnd = z.infer<typeof connectionEnded>['reason'];

export const facts = {
  ...audienceFacts,
  'board:changed': boardChanged,
  'connection:ended': connectionEnded,
  ...roomFacts,
} as const;

export type FactName = AudienceFactName | RoomFactName | 'board:changed' | 'connection:ended';

/** The event map Socket.IO wants, derived from the table. */
export type ServerToClient = { [N in FactName]: (payload: z.infer<(typeof facts)[N]>) => void };

import { z } from 'zod';
import { access } from '../accounts/wire.ts';
import { email, type Endpoint, phone } from '../wire.ts';
import * as id from '../ids.ts';
import { guestOver } from './guest.ts';
import { guestRole } from '../actors.ts';

/** Somebody asked in from outside, as the clinicians in the visit see them: expected, in the lobby, or in the room. `here` is false while their browser is not connected. */
export const guestView = z.strictObject({
  guestId: id.guestId,
  role: guestRole,
  /** As they have typed it; null until the link is used. */
  name: z.string().nullable(),
  state: z.enum(['invited', 'waiting', 'admitted']),
  here: z.boolean(),
  expiresAt: z.iso.datetime(),
});
export type GuestView = z.infer<typeof guestView>;

/** Everything a guest's screen shows: nothing of the call, the patient or the record. */
export const guestState = z.strictObject({
  kind: z.literal('guest'),
  guest: z.strictObject({
    guestId: id.guestId,
    name: z.string(),
    role: guestRole,
    organisationName: z.string(),
    /** The clinician whose visit it is. */
    hostName: z.string(),
  }),
  life: z.discriminatedUnion('phase', [
    z.strictObject({ phase: z.literal('lobby'), since: z.iso.datetime() }),
    z.strictObject({ phase: z.literal('admitted'), roomId: id.roomId, since: z.iso.datetime() }),
    z.strictObject({ phase: z.literal('over'), why: guestOver }),
  ]),
});
export type GuestScreenState = z.infer<typeof guestState>;

/** What an invitation shows to whoever holds it. `yours` when this very browser has used it. */
export const invitationView = z.strictObject({
  role: guestRole,
  organisationName: z.string(),
  invitedBy: z.string(),
  yours: z.boolean(),
});
export type InvitationView = z.infer<typeof invitationView>;

/** The secret of a link, or a code that was read out. Never in a path or a query. */
const secret = z.string().trim().min(4).max(64);

/** How somebody outside the service gets into one visit. */
export const guestEndpoints = {
  openInvitation: {
    method: 'post',
    path: '/api/guest/invitation',
    auth: 'cookie',
    status: 200,
    summary:
      'What an invitation is for, without using it up. Gives the browser its own guest cookie. `taken` when another browser has used it, `expired`, `wrong-phase` when the visit is over or has taken it back, `conflict` while the room is locked.',
    body: z.strictObject({ secret }),
    reply: invitationView,
  },
  joinAsGuest: {
    method: 'post',
    path: '/api/guest/joining',
    auth: 'cookie',
    status: 200,
    summary:
      'Uses the invitation up: this browser waits in the lobby under the name given. Said again by the same browser it changes nothing.',
    body: z.strictObject({ secret, name: z.string().trim().min(1).max(60) }),
    reply: access,
  },
  guestToken: {
    method: 'post',
    path: '/api/guest/token',
    auth: 'cookie',
    status: 200,
    summary:
      'A new access token for a guest, from the cookie. `expired` when their part in the visit is over.',
    reply: access,
  },
} as const satisfies Record<string, Endpoint>;

/** How the link is to reach the guest. */
export const sendInvitation = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('shown') }),
  z.strictObject({ by: z.literal('email'), address: email }),
  z.strictObject({ by: z.literal('sms'), phone }),
]);
export type SendInvitation = z.infer<typeof sendInvitation>;

/** What the clinician is given of a new invitation, once: only digests of the secrets are kept. */
export const newInvitation = z.strictObject({
  guestId: id.guestId,
  url: z.string(),
  code: z.string(),
  expiresAt: z.iso.datetime(),
  sent: z.enum(['shown', 'sent', 'failed', 'not-configured']),
});
export type NewInvitation = z.infer<typeof newInvitation>;

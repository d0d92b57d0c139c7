import { z } from 'zod';
import { guestRole } from '../guests/guest.ts';
import * as id from '../ids.ts';
import { email, phone } from './organisation-views.ts';

const nothing = z.strictObject({});
const ofGuest = z.strictObject({ visitId: id.visitId, guestId: id.guestId });

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

/**
 * Guests of a visit. Whose visit it is asks in, admits, refuses, removes, mutes and locks. In the `lobby` a guest may
 * say only what this table gives the lobby; the media room is unknown there.
 */
export const guestCommands = {
  'guest:invite': {
    phases: ['clinician'],
    summary:
      'Makes a single-use link and code for one guest of one’s own visit, good for an hour, and sends it if asked to.',
    payload: z.strictObject({ visitId: id.visitId, role: guestRole, send: sendInvitation }),
    reply: newInvitation,
  },
  'guest:withdraw': {
    phases: ['clinician'],
    summary: 'Takes back an invitation that nobody has used yet.',
    payload: ofGuest,
    reply: nothing,
  },
  'guest:admit': {
    phases: ['clinician'],
    summary: 'Lets a guest who waits in the lobby into the room. `conflict` while the room is locked.',
    payload: ofGuest,
    reply: nothing,
  },
  'guest:refuse': {
    phases: ['clinician'],
    summary: 'Sends a guest who waits in the lobby away.',
    payload: ofGuest,
    reply: nothing,
  },
  'guest:remove': {
    phases: ['clinician'],
    summary: 'Puts a guest out of the room, for good.',
    payload: ofGuest,
    reply: nothing,
  },
  'visit:mute-all': {
    phases: ['clinician'],
    summary: 'Mutes everybody in the room but oneself, once; each may unmute themselves.',
    payload: z.strictObject({ visitId: id.visitId }),
    reply: nothing,
  },
  'visit:lock': {
    phases: ['clinician'],
    summary: 'Locks the room to guests, or opens it: while it is locked none can join and none is let in.',
    payload: z.strictObject({ visitId: id.visitId, locked: z.boolean() }),
    reply: nothing,
  },
  'guest:enter': {
    phases: ['lobby', 'guest'],
    summary:
      'Goes from the lobby to the visit once let in: from then on `room:join` is known. `wrong-phase` before.',
    payload: nothing,
    reply: z.strictObject({ roomId: id.roomId }),
  },
  'guest:leave': {
    phases: ['lobby', 'guest'],
    summary: 'The guest leaves for good; coming back takes a new invitation.',
    payload: nothing,
    reply: nothing,
  },
} as const;

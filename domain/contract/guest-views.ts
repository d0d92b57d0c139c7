import { z } from 'zod';
import { guestOver, guestRole } from '../guests/guest.ts';
import * as id from '../ids.ts';

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

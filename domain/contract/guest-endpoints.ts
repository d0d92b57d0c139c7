import { z } from 'zod';
import { access, type Endpoint } from './endpoint.ts';
import { invitationView } from './guest-views.ts';

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

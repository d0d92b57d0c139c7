import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { issueGuestToken, joinAsGuest, openInvitation } from '../../domain/guests/join.ts';
import type { Handlers } from '../bind.ts';
import type { CookieJar } from '../cookies.ts';
import type { AttemptLimits } from '../limits.ts';

/** Longer than any visit; the secret opens nothing once the visit is over. */
const guestCookieForMs = 12 * 3_600_000;

/** How a guest's browser gets into one visit. Guesses at secrets are limited as those at enrolment codes are. */
export function guestHandlers(
  deps: AccountDeps,
  limits: AttemptLimits,
): Pick<Handlers, 'openInvitation' | 'joinAsGuest' | 'guestToken'> {
  return {
    openInvitation: async ({ body, cookies, address }) => {
      const { invitation, session } = await limits.attempt({ what: 'guest', address }, () =>
        openInvitation(deps, { ...body, session: cookies.get('bedside_guest') }),
      );
      keepSession(deps, cookies, session);
      return invitation;
    },
    joinAsGuest: ({ body, cookies, address }) =>
      limits.attempt({ what: 'guest', address }, () =>
        joinAsGuest(deps, { ...body, session: cookies.get('bedside_guest') }),
      ),
    guestToken: ({ cookies }) => issueGuestToken(deps, { session: cookies.get('bedside_guest') }),
  };
}

function keepSession(deps: AccountDeps, cookies: CookieJar, session: string): void {
  cookies.set('bedside_guest', session, new Date(deps.clock.now().getTime() + guestCookieForMs));
}

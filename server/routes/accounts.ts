import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { enrol, issueStationToken } from '../../domain/accounts/enrolment.ts';
import { changePassword } from '../../domain/accounts/people.ts';
import { readMe, refreshAccess, type SignedIn, signIn, signOut } from '../../domain/accounts/sign-in.ts';
import type { Handlers } from '../http/bind.ts';
import type { CookieJar } from '../auth/cookies.ts';
import type { AttemptLimits } from '../http/limits.ts';

/** A station stays enrolled until it is revoked; 400 days is the longest that browsers keep a cookie. */
const stationCookieForMs = 400 * 24 * 3_600_000;

type AccountHandlers = Pick<
  Handlers,
  'signIn' | 'refresh' | 'signOut' | 'changePassword' | 'me' | 'enrol' | 'stationToken'
>;

/** Sign-in, enrolment and the tokens that follow from them. */
export function accountHandlers(deps: AccountDeps, limits: AttemptLimits): AccountHandlers {
  return {
    signIn: async ({ body, cookies, address }) => {
      const by = { what: 'sign-in', address, account: body.email };
      return keepRefresh(cookies, await limits.attempt(by, () => signIn(deps, body)));
    },
    refresh: async ({ cookies, address }) => {
      const refreshToken = cookies.get('bedside_refresh');
      // Without a cookie nothing is tried: every page asks this once to learn whether somebody is signed in.
      const ask = () => refreshAccess(deps, { refreshToken });
      return keepRefresh(
        cookies,
        await (refreshToken === undefined ? ask() : limits.attempt({ what: 'refresh', address }, ask)),
      );
    },
    signOut: async ({ cookies }) => {
      await signOut(deps, { refreshToken: cookies.get('bedside_refresh') });
      cookies.clear('bedside_refresh');
      return {};
    },
    changePassword: async ({ actor, body, address }) => {
      const by = { what: 'password', address, account: actor.personId };
      await limits.attempt(by, () => changePassword(deps, actor, body));
      return {};
    },
    me: ({ actor }) => readMe(deps, actor),
    enrol: async ({ body, cookies, address }) => {
      const enrolled = await limits.attempt({ what: 'enrolment', address }, () => enrol(deps, body));
      keepStation(deps, cookies, enrolled.deviceToken);
      return { ...enrolled.access, stationId: enrolled.stationId };
    },
    stationToken: async ({ cookies }) => {
      const deviceToken = cookies.get('bedside_station');
      const { access, stationId } = await issueStationToken(deps, { deviceToken });
      if (deviceToken !== undefined) {
        keepStation(deps, cookies, deviceToken);
      }
      return { ...access, stationId };
    },
  };
}

function keepRefresh(cookies: CookieJar, { access, me, refresh }: SignedIn) {
  cookies.set('bedside_refresh', refresh.token, refresh.expiresAt);
  return { ...access, me };
}

/** Set again at each use, so that a station in use never runs out. */
function keepStation(deps: AccountDeps, cookies: CookieJar, deviceToken: string): void {
  const expiresAt = new Date(deps.clock.now().getTime() + stationCookieForMs);
  cookies.set('bedside_station', deviceToken, expiresAt);
}

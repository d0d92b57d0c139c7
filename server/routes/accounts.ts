import type { SignedIn } from '../../domain/accounts/sign-in.ts';
import type { Clock } from '../../domain/ports.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import type { CookieJar } from '../auth/cookies.ts';
import type { Handlers } from '../http/bind.ts';
import type { AttemptLimits } from '../http/limits.ts';

/** A station stays enrolled until it is revoked; 400 days is the longest that browsers keep a cookie. */
const stationCookieForMs = 400 * 24 * 3_600_000;

type AccountHandlers = Pick<
  Handlers,
  'signIn' | 'refresh' | 'signOut' | 'changePassword' | 'me' | 'enrol' | 'stationToken'
>;

/** Sign-in, enrolment and the tokens that follow from them. */
export function accountHandlers({
  useCases,
  clock,
  limits,
}: {
  useCases: UseCases;
  clock: Clock;
  limits: AttemptLimits;
}): AccountHandlers {
  return {
    signIn: async ({ body, cookies, address, network }) => {
      const by = { what: 'sign-in', address, account: body.email };
      const attempt = () => useCases.signIn({ ...body, from: network });
      return keepRefresh(cookies, await limits.attempt(by, attempt));
    },
    refresh: async ({ cookies, address }) => {
      const refreshToken = cookies.get('bedside_refresh');
      // Without a cookie nothing is tried: every page asks this once to learn whether somebody is signed in.
      const ask = () => useCases.refreshAccess({ refreshToken });
      return keepRefresh(
        cookies,
        await (refreshToken === undefined ? ask() : limits.attempt({ what: 'refresh', address }, ask)),
      );
    },
    signOut: async ({ cookies }) => {
      await useCases.signOut({ refreshToken: cookies.get('bedside_refresh') });
      cookies.clear('bedside_refresh');
    },
    changePassword: async ({ actor, body, address }) => {
      const by = { what: 'password', address, account: actor.personId };
      await limits.attempt(by, () => useCases.changePassword(actor, body));
    },
    me: ({ actor }) => useCases.readMe(actor),
    enrol: async ({ body, cookies, address, network }) => {
      const enrolled = await limits.attempt({ what: 'enrolment', address }, () =>
        useCases.enrol({ ...body, from: network }),
      );
      keepStation(clock, cookies, enrolled.deviceToken);
      return { ...enrolled.access, stationId: enrolled.stationId };
    },
    stationToken: async ({ cookies }) => {
      const deviceToken = cookies.get('bedside_station');
      const { access, stationId } = await useCases.issueStationToken({ deviceToken });
      if (deviceToken !== undefined) {
        keepStation(clock, cookies, deviceToken);
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
function keepStation(clock: Clock, cookies: CookieJar, deviceToken: string): void {
  const expiresAt = new Date(clock.now().getTime() + stationCookieForMs);
  cookies.set('bedside_station', deviceToken, expiresAt);
}

type PushHandlers = Pick<
  Handlers,
  'readPushKey' | 'subscribeToPush' | 'findPushSubscription' | 'unsubscribeFromPush' | 'acknowledgeDelivery'
>;

/** What the server knows of web push; undefined where none is configured. */
export type PushSettings = { publicKey: string; services: readonly string[] };

/** Web push, and saying that a message has arrived. */
export function pushHandlers(useCases: UseCases, push: PushSettings | undefined): PushHandlers {
  return {
    readPushKey: () => Promise.resolve({ key: push?.publicKey ?? null }),
    subscribeToPush: async ({ actor, body }) => {
      const { endpoint, keys } = body;
      await useCases.subscribeToPush(actor, {
        subscription: { endpoint, ...keys },
        services: push?.services ?? [],
      });
      return {};
    },
    findPushSubscription: ({ actor, body }) => useCases.findPushSubscription(actor, body),
    unsubscribeFromPush: ({ actor, body }) => useCases.unsubscribeFromPush(actor, body),
    acknowledgeDelivery: ({ actor, params }) => useCases.acknowledgeDelivery(actor, params),
  };
}

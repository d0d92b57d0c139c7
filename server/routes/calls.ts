import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { answerCallBack, closeCallBack } from '../../domain/call-backs/drop.ts';
import { messageStation } from '../../domain/calls/message.ts';
import { cancelCall, describeCall, startCall } from '../../domain/calls/place.ts';
import { readBoard, readCall, readState } from '../../domain/calls/read.ts';
import { setPresence } from '../../domain/clinicians/duty.ts';
import { acknowledgeAdvice } from '../../domain/escalation/acknowledge.ts';
import { issueGuestToken, joinAsGuest, openInvitation } from '../../domain/guests/join.ts';
import { acceptOffer, declineOffer } from '../../domain/offers/answer.ts';
import { inviteSecond } from '../../domain/offers/invite-second.ts';
import { hearRing } from '../../domain/offers/ring-limits.ts';
import { takeCall } from '../../domain/offers/take.ts';
import type { Deps } from '../../domain/ports.ts';
import { endVisit, recordOutcome } from '../../domain/visits/end-visit.ts';
import { handOver, leaveVisit } from '../../domain/visits/hand-over.ts';
import { passOn } from '../../domain/visits/pass-on.ts';
import type { CookieJar } from '../auth/cookies.ts';
import type { Handlers } from '../http/bind.ts';
import type { AttemptLimits } from '../http/limits.ts';

type CallHandlers = Pick<
  Handlers,
  | 'readState'
  | 'startCall'
  | 'readCall'
  | 'describeCall'
  | 'cancelCall'
  | 'setPresence'
  | 'acceptOffer'
  | 'declineOffer'
  | 'endVisit'
  | 'recordOutcome'
  | 'readBoard'
  | keyof ReturnType<typeof afterTheRing>
>;

/** Calls, offers and visits over REST, as a partner system uses them: the same use cases as over Socket.IO. */
export function callHandlers(deps: Deps): CallHandlers {
  return {
    readState: ({ actor }) => readState(deps, actor),
    startCall: ({ actor }) => startCall(deps, actor),
    readCall: ({ actor, params }) => readCall(deps, actor, params),
    describeCall: async ({ actor, params, body }) => {
      await describeCall(deps, actor, { ...body, ...params });
      return {};
    },
    cancelCall: async ({ actor, params }) => {
      await cancelCall(deps, actor, params);
      return {};
    },
    setPresence: async ({ actor, body }) => {
      await setPresence(deps, actor, body);
      return {};
    },
    acceptOffer: ({ actor, params }) => acceptOffer(deps, actor, params),
    declineOffer: async ({ actor, params, body }) => {
      await declineOffer(deps, actor, { ...params, ...body });
      return {};
    },
    endVisit: async ({ actor, params }) => {
      await endVisit(deps, actor, params);
      return {};
    },
    recordOutcome: async ({ actor, params, body }) => {
      await recordOutcome(deps, actor, { ...body, ...params });
      return {};
    },
    readBoard: ({ actor }) => readBoard(deps, actor),
    ...afterTheRing(deps),
  };
}

/** What came with routing: taking out of order, messages, second clinicians, call-backs. */
function afterTheRing(deps: Deps) {
  return {
    hearOffer: async ({ actor, params }) => {
      await hearRing(deps, actor, params);
      return {};
    },
    takeCall: ({ actor, params, body }) => takeCall(deps, actor, { ...params, ...body }),
    messageStation: async ({ actor, params, body }) => {
      await messageStation(deps, actor, { ...params, ...body });
      return {};
    },
    acknowledgeAdvice: async ({ actor, params }) => {
      await acknowledgeAdvice(deps, actor, params);
      return {};
    },
    inviteSecond: async ({ actor, params, body }) => {
      await inviteSecond(deps, actor, { ...params, ...body });
      return {};
    },
    handOver: async ({ actor, params, body }) => {
      await handOver(deps, actor, { ...params, ...body });
      return {};
    },
    leaveVisit: async ({ actor, params }) => {
      await leaveVisit(deps, actor, params);
      return {};
    },
    passOn: async ({ actor, params, body }) => {
      await passOn(deps, actor, { ...params, ...body });
      return {};
    },
    answerCallBack: ({ actor, params }) => answerCallBack(deps, actor, params),
    closeCallBack: async ({ actor, params, body }) => {
      await closeCallBack(deps, actor, { ...params, ...body });
      return {};
    },
  } satisfies Partial<Handlers>;
}

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

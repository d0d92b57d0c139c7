import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/ports.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import type { CookieJar } from '../auth/cookies.ts';
import type { Handlers } from '../http/bind.ts';
import type { AttemptLimits } from '../http/limits.ts';

type CallHandlers = Pick<
  Handlers,
  | 'readState'
  | 'startCall'
  | 'readCall'
  | 'describeCall'
  | 'recordObservations'
  | 'withdrawObservations'
  | 'answerSbard'
  | 'readAnswerVersions'
  | 'cancelCall'
  | 'messageStation'
  | 'acknowledgeAdvice'
  | 'setPresence'
  | 'hearOffer'
  | 'acceptOffer'
  | 'declineOffer'
  | 'takeCall'
  | 'answerCallBack'
  | 'closeCallBack'
  | 'readBoard'
>;

/** Calls and offers over REST, as a partner system uses them: the same use cases as over Socket.IO. */
export function callHandlers(useCases: UseCases): CallHandlers {
  return {
    readState: ({ actor }) => useCases.readState(actor),
    startCall: ({ actor }) => useCases.startCall(actor),
    readCall: ({ actor, params }) => useCases.readCall(actor, params),
    describeCall: ({ actor, params, body }) => useCases.describeCall(actor, { ...body, ...params }),
    recordObservations: ({ actor, params, body }) =>
      useCases.recordObservations(actor, { ...body, ...params }),
    withdrawObservations: ({ actor, params }) => useCases.withdrawObservations(actor, params),
    answerSbard: ({ actor, params, body }) => useCases.answerSbard(actor, { ...body, ...params }),
    readAnswerVersions: ({ actor, params }) => useCases.readAnswerVersions(actor, params),
    cancelCall: ({ actor, params }) => useCases.cancelCall(actor, params),
    messageStation: ({ actor, params, body }) => useCases.messageStation(actor, { ...params, ...body }),
    acknowledgeAdvice: ({ actor, params }) => useCases.acknowledgeAdvice(actor, params),
    setPresence: ({ actor, body }) => useCases.setPresence(actor, body),
    hearOffer: ({ actor, params }) => useCases.hearRing(actor, params),
    acceptOffer: ({ actor, params }) => useCases.acceptOffer(actor, params),
    declineOffer: ({ actor, params, body }) => useCases.declineOffer(actor, { ...params, ...body }),
    takeCall: ({ actor, params, body }) => useCases.takeCall(actor, { ...params, ...body }),
    answerCallBack: ({ actor, params }) => useCases.answerCallBack(actor, params),
    closeCallBack: ({ actor, params, body }) => useCases.closeCallBack(actor, { ...params, ...body }),
    readBoard: ({ actor }) => useCases.readBoard(actor),
  };
}

type VisitHandlers = Pick<
  Handlers,
  | 'startVisit'
  | 'inviteSecond'
  | 'handOver'
  | 'leaveVisit'
  | 'passOn'
  | 'endVisit'
  | 'findAnother'
  | 'recordOutcome'
>;

/** Visits: who is in them, and how they end. */
export function visitHandlers(useCases: UseCases): VisitHandlers {
  return {
    startVisit: ({ actor, params }) => useCases.startVisit(actor, params),
    inviteSecond: ({ actor, params, body }) => useCases.inviteSecond(actor, { ...params, ...body }),
    handOver: ({ actor, params, body }) => useCases.handOver(actor, { ...params, ...body }),
    leaveVisit: ({ actor, params }) => useCases.leaveVisit(actor, params),
    passOn: ({ actor, params, body }) => useCases.passOn(actor, { ...params, ...body }),
    endVisit: ({ actor, params }) => useCases.endVisit(actor, params),
    findAnother: ({ actor, params }) => useCases.findAnother(actor, params),
    recordOutcome: ({ actor, params, body }) => useCases.recordOutcome(actor, { ...body, ...params }),
  };
}

/** Longer than any visit; the secret opens nothing once the visit is over. */
const guestCookieForMs = 12 * 3_600_000;

/**
 * Whoever has a secret that is known does not guess, whatever they are answered. A page that waits asks every few seconds, from
 * behind an address that many may share: an outage must not use up what they are allowed.
 */
function isGuess(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'not-found';
}

/** How a guest's browser gets into one visit. Guesses at secrets are limited as those at enrolment codes are. */
export function guestHandlers({
  useCases,
  clock,
  limits,
}: {
  useCases: UseCases;
  clock: Clock;
  limits: AttemptLimits;
}): Pick<Handlers, 'openInvitation' | 'joinAsGuest' | 'guestToken'> {
  return {
    openInvitation: async ({ body, cookies, address }) => {
      const { invitation, session } = await limits.attempt({ what: 'guest', address, isGuess }, () =>
        useCases.openInvitation({ ...body, session: cookies.get('bedside_guest') }),
      );
      keepSession(clock, cookies, session);
      return invitation;
    },
    joinAsGuest: ({ body, cookies, address }) =>
      limits.attempt({ what: 'guest', address, isGuess }, () =>
        useCases.joinAsGuest({ ...body, session: cookies.get('bedside_guest') }),
      ),
    guestToken: ({ cookies }) => useCases.issueGuestToken({ session: cookies.get('bedside_guest') }),
  };
}

/** How a patient at home gets to their appointment. Guesses at links are limited as those at invitations are. */
export function linkHandlers({
  useCases,
  clock,
  limits,
}: {
  useCases: UseCases;
  clock: Clock;
  limits: AttemptLimits;
}): Pick<Handlers, 'openAppointment' | 'waitForAppointment' | 'sayCannotCome' | 'exportAppointment'> {
  const limited = <T>(address: string, work: () => Promise<T>) =>
    limits.attempt({ what: 'guest', address, isGuess }, work);
  return {
    openAppointment: ({ body, address }) => limited(address, () => useCases.openAppointment(body)),
    waitForAppointment: async ({ body, cookies, address }) => {
      const asked = { ...body, session: cookies.get('bedside_guest') };
      const { waiting, session } = await limited(address, () => useCases.waitForAppointment(asked));
      if (session !== undefined) keepSession(clock, cookies, session);
      return waiting;
    },
    sayCannotCome: async ({ body, address }) => {
      await limited(address, () => useCases.sayCannotCome(body));
      return {};
    },
    exportAppointment: ({ body, address }) => limited(address, () => useCases.exportAppointment(body)),
  };
}

function keepSession(clock: Clock, cookies: CookieJar, session: string): void {
  cookies.set('bedside_guest', session, new Date(clock.now().getTime() + guestCookieForMs));
}

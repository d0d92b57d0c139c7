import { answerCallBack, closeCallBack } from '../../domain/call-backs/drop.ts';
import { acceptOffer, declineOffer } from '../../domain/calls/answer.ts';
import { handOver, inviteSecond, leaveVisit } from '../../domain/calls/invite.ts';
import { messageStation } from '../../domain/calls/message.ts';
import { passOn } from '../../domain/calls/pass-on.ts';
import { cancelCall, describeCall, startCall } from '../../domain/calls/place.ts';
import { readBoard, readCall, readState } from '../../domain/calls/read.ts';
import { hearRing } from '../../domain/calls/ring-limits.ts';
import { takeCall } from '../../domain/calls/take.ts';
import { endVisit, recordOutcome } from '../../domain/calls/visit.ts';
import { setPresence } from '../../domain/clinicians/duty.ts';
import { acknowledgeAdvice } from '../../domain/escalation/advice.ts';
import type { Deps } from '../../domain/ports.ts';
import type { Handlers } from '../bind.ts';

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

import { acceptOffer, declineOffer } from '../../domain/calls/answer.ts';
import { cancelCall, describeCall, startCall } from '../../domain/calls/place.ts';
import { readBoard, readCall, readState } from '../../domain/calls/read.ts';
import { endVisit, recordOutcome } from '../../domain/calls/visit.ts';
import { setPresence } from '../../domain/clinicians/duty.ts';
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
  };
}

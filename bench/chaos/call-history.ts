import type { Acuity } from './trail.ts';

/** What has become of a call, as far as the trail goes. */
export type CallHistory = {
  readonly id: string;
  readonly stationId: string;
  /** The queue it is in; passing it on moves it. */
  queueId: string;
  phase: 'unanswered' | 'active' | 'ended';
  /** How it ended, in the word of its own kind of end. */
  end: 'answered' | 'cancelled' | 'dropped' | 'station-revoked' | undefined;
  acuity: Acuity;
  ringAll: boolean;
  /** Open offers and whom they ring at. */
  readonly open: Map<string, string>;
  visitId: string;
  owner: string;
  /** Invitations into the visit that ring, and whom; then, by the same offers, who has joined it. */
  readonly asked: Map<string, string>;
  readonly seconds: Map<string, string>;
  notified: boolean;
  acknowledged: boolean;
  callBack: 'none' | 'open' | 'closed';
};

type Placed = Pick<CallHistory, 'id' | 'stationId' | 'queueId' | 'acuity'>;

/** A call that has just been placed. */
export function newHistory(placed: Placed): CallHistory {
  return {
    ...placed,
    phase: 'unanswered',
    end: undefined,
    ringAll: false,
    open: new Map(),
    visitId: '',
    owner: '',
    asked: new Map(),
    seconds: new Map(),
    notified: false,
    acknowledged: false,
    callBack: 'none',
  };
}

/** Answered, taken back, dropped into a call-back that somebody closed, or escalated to a last step that staff have read. */
export function whyLost(call: CallHistory): string | undefined {
  if (call.phase === 'ended') {
    const seenTo = call.end !== 'dropped' || call.callBack === 'closed';
    return seenTo ? undefined : 'dropped, and its call-back was not closed';
  }
  if (call.phase === 'active') return 'answered, and never ended';
  return call.notified && call.acknowledged
    ? undefined
    : 'neither answered, nor cancelled, nor escalated to the end';
}

/** The acuity that the trail names, if it does. */
export function acuityOf(text: string): Acuity | undefined {
  return text === 'immediate' || text === 'urgent' || text === 'soon' ? text : undefined;
}

import { acuityOf, type CallHistory, newHistory, whyLost } from './call-history.ts';
import { callOf, said, type Setting, type TrailEntry } from './trail.ts';

/**
 * A broken promise. `lost`: a call that did not come to one proper end. `doubleOwned`: too many open offers, two
 * owners, or a clinician with two at once. `stuck`: something that is still held at the end.
 */
export type Violation = { kind: 'lost' | 'doubleOwned' | 'stuck'; callId: string; what: string };

/**
 * Follows the trail with a state machine of its own: it shares nothing with the service's `domain/calls/life.ts`, so
 * that a mistake there cannot hide itself here. Entries must be in the order of their ids.
 */
export class CallHistories {
  readonly calls = new Map<string, CallHistory>();
  readonly violations: Violation[] = [];
  /** What each clinician is held by now: offers and visits. */
  readonly #openOffers = new Map<string, Map<string, string>>();
  readonly #taken = new Set<string>();
  /** Which call each call-back was opened for: it goes on in the queue where that one was. */
  readonly #calledBack = new Map<string, CallHistory>();
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** What holds the clinician at this point of the trail. */
  openOffersOf(clinicianId: string): ReadonlyMap<string, string> {
    return this.#openOffers.get(clinicianId) ?? new Map<string, string>();
  }

  follow(entry: TrailEntry): void {
    const callId = callOf(entry);
    if (entry.action === 'call.placed') {
      this.#placed(entry);
      return;
    }
    const call = this.calls.get(callId);
    if (call === undefined) {
      if (callId !== '') this.#accuse('lost', callId, `${entry.action} before it was placed`);
      return;
    }
    this.#steps[entry.action]?.(call, entry);
  }

  /** What must not be so any more once everything has been healed and everybody has had time. */
  finish(): void {
    for (const call of this.calls.values()) {
      for (const offerId of call.open.keys()) {
        this.#accuse('stuck', call.id, `offer ${offerId} still rings`);
      }
      if (call.phase === 'active') this.#accuse('stuck', call.id, 'its visit has not ended');
      const why = whyLost(call);
      if (why !== undefined) this.#accuse('lost', call.id, why);
    }
  }

  readonly #steps: Readonly<Record<string, (call: CallHistory, entry: TrailEntry) => void>> = {
    'call.described': (call, entry) => {
      call.acuity = acuityOf(said(entry, 'acuity')) ?? call.acuity;
    },
    'call.raised': (call, entry) => {
      call.acuity = acuityOf(said(entry, 'to')) ?? call.acuity;
    },
    'call.ringing': (call, entry) => {
      this.#rings(call, { offerId: said(entry, 'offerId'), clinicianId: said(entry, 'clinicianId') });
    },
    'offer.declined': (call, entry) => {
      this.#settles(call, entry);
    },
    'offer.missed': (call, entry) => {
      this.#settles(call, entry);
    },
    'offer.withdrawn': (call, entry) => {
      this.#settles(call, entry);
    },
    'call.taken': (_call, entry) => {
      this.#taken.add(said(entry, 'offerId'));
    },
    'call.answered': (call, entry) => {
      this.#answers(call, entry);
    },
    'visit.invited': (call, entry) => {
      this.#asks(call, entry);
    },
    'visit.joined': (call, entry) => {
      this.#joins(call, entry);
    },
    'visit.left': (call, entry) => {
      this.#leaves(call, said(entry, 'clinicianId'));
    },
    'visit.handed-over': (call, entry) => {
      this.#handsOver(call, entry);
    },
    'visit.ended': (call) => {
      this.#ends(call, 'answered', ['active']);
    },
    'call.cancelled': (call) => {
      this.#ends(call, 'cancelled', ['unanswered']);
    },
    'call.ended': (call, entry) => {
      const end = said(entry, 'reason') === 'station-revoked' ? 'station-revoked' : 'dropped';
      this.#ends(call, end, ['unanswered', 'active']);
    },
    'call.requeued': (call) => {
      this.#waitsAgain(call);
    },
    'call.passed-on': (call, entry) => {
      this.#isOf(call, entry);
      this.#waitsAgain(call);
      call.queueId = said(entry, 'queueId');
    },
    'call.escalated': (call, entry) => {
      call.ringAll ||= said(entry, 'action') === 'ring-all';
      call.notified ||= said(entry, 'action') === 'tell-station';
    },
    'advice.acknowledged': (call) => {
      call.acknowledged = true;
    },
    'call-back.opened': (call, entry) => {
      this.#calledBack.set(entry.subjectId, call);
      call.callBack = 'open';
    },
    'call-back.closed': (call) => {
      call.callBack = 'closed';
    },
  };

  #placed(entry: TrailEntry): void {
    const id = entry.subjectId;
    if (this.calls.has(id)) this.#accuse('doubleOwned', id, 'placed twice');
    const stationId = entry.actorId ?? '';
    const before = this.#calledBack.get(said(entry, 'callBackId'));
    const queueId = before?.queueId ?? this.#setting.stations.get(stationId) ?? '';
    // A call that goes on after a call-back keeps the acuity it had.
    const acuity = acuityOf(said(entry, 'acuity')) ?? 'urgent';
    this.calls.set(id, newHistory({ id, stationId, queueId, acuity }));
  }

  #rings(call: CallHistory, { offerId, clinicianId }: { offerId: string; clinicianId: string }): void {
    if (call.phase !== 'unanswered')
      this.#accuse('doubleOwned', call.id, `rings although it is ${call.phase}`);
    const together = call.open.size + 1;
    const allowed = this.#allowed(call);
    if (together > allowed)
      this.#accuse('doubleOwned', call.id, `${together} offers ring together, ${allowed} may`);
    call.open.set(offerId, clinicianId);
    this.#open(call, clinicianId, offerId);
  }

  #settles(call: CallHistory, entry: TrailEntry): void {
    const offerId = said(entry, 'offerId');
    const offered = call.open.has(offerId) ? call.open : call.asked;
    const clinicianId = offered.get(offerId);
    if (clinicianId === undefined) {
      this.#accuse('doubleOwned', call.id, `${entry.action} of an offer that was not open (${offerId})`);
      return;
    }
    offered.delete(offerId);
    this.#release(clinicianId, offerId);
  }

  #asks(call: CallHistory, entry: TrailEntry): void {
    const [offerId, clinicianId] = [said(entry, 'offerId'), said(entry, 'clinicianId')];
    this.#isOf(call, entry);
    if (call.asked.size > 0)
      this.#accuse('doubleOwned', call.id, `${clinicianId} is asked into it while another is`);
    call.asked.set(offerId, clinicianId);
    this.#open(call, clinicianId, offerId);
  }

  #joins(call: CallHistory, entry: TrailEntry): void {
    const [offerId, clinicianId] = [said(entry, 'offerId'), said(entry, 'clinicianId')];
    if (call.asked.get(offerId) !== clinicianId)
      this.#accuse('doubleOwned', call.id, `joined by ${clinicianId}, who was not asked any more`);
    call.asked.delete(offerId);
    call.seconds.set(offerId, clinicianId);
  }

  /** A second is held by the offer that asked them in; no longer. */
  #leaves(call: CallHistory, clinicianId: string): void {
    const offerId = [...call.seconds].find(([, second]) => second === clinicianId)?.[0];
    if (offerId === undefined) {
      this.#accuse('doubleOwned', call.id, `${clinicianId} leaves or takes over a visit without being in it`);
      return;
    }
    call.seconds.delete(offerId);
    this.#release(clinicianId, offerId);
  }

  #handsOver(call: CallHistory, entry: TrailEntry): void {
    this.#isOf(call, entry);
    const to = said(entry, 'to');
    this.#leaves(call, to);
    this.#release(call.owner, call.visitId);
    call.owner = to;
    this.#open(call, to, call.visitId);
  }

  /** Only the one whose visit it is, while it runs, asks others in, hands it over and passes it on. */
  #isOf(call: CallHistory, entry: TrailEntry): void {
    const owner = call.phase === 'active' ? call.owner : call.phase;
    if (call.phase !== 'active' || entry.actorId !== owner || said(entry, 'visitId') !== call.visitId) {
      this.#accuse('doubleOwned', call.id, `${entry.action} by ${entry.actorId ?? ''}, but it is ${owner}`);
    }
  }

  #answers(call: CallHistory, entry: TrailEntry): void {
    const [offerId, clinicianId] = [said(entry, 'offerId'), said(entry, 'clinicianId')];
    if (call.phase !== 'unanswered') {
      const owner = call.phase === 'active' ? `answered already by ${call.owner}` : 'ended';
      this.#accuse('doubleOwned', call.id, `answered by ${clinicianId} although it is ${owner}`);
    }
    if (call.open.get(offerId) !== clinicianId && !this.#taken.has(offerId)) {
      this.#accuse('doubleOwned', call.id, `answered by ${clinicianId}, at whom it did not ring`);
    }
    call.open.delete(offerId);
    this.#release(clinicianId, offerId);
    for (const other of call.open.values()) {
      this.#accuse('doubleOwned', call.id, `still rings at ${other} after it was answered`);
    }
    this.#releaseAll(call);
    call.phase = 'active';
    call.owner = clinicianId;
    call.visitId = said(entry, 'visitId');
    this.#open(call, clinicianId, call.visitId);
  }

  #ends(
    call: CallHistory,
    end: NonNullable<CallHistory['end']>,
    from: readonly CallHistory['phase'][],
  ): void {
    if (!from.includes(call.phase)) {
      this.#accuse('lost', call.id, `${end} although it is ${call.end ?? call.phase}: two ends`);
    }
    this.#releaseAll(call);
    call.phase = 'ended';
    call.end = end;
  }

  #waitsAgain(call: CallHistory): void {
    if (call.phase !== 'active') this.#accuse('lost', call.id, `waits again although it is ${call.phase}`);
    this.#releaseAll(call);
    call.phase = 'unanswered';
    call.ringAll = false;
    call.notified = false;
    call.acknowledged = false;
  }

  #releaseAll(call: CallHistory): void {
    for (const offers of [call.open, call.asked, call.seconds]) {
      for (const [offerId, clinicianId] of offers) this.#release(clinicianId, offerId);
      offers.clear();
    }
    this.#release(call.owner, call.visitId);
    [call.owner, call.visitId] = ['', ''];
  }

  #open(call: CallHistory, clinicianId: string, by: string): void {
    const open = this.#openOffers.get(clinicianId) ?? new Map<string, string>();
    if (open.size > 0) {
      const other = [...open.values()].join(', ');
      this.#accuse('doubleOwned', call.id, `${clinicianId} has it while held by the call ${other}`);
    }
    open.set(by, call.id);
    this.#openOffers.set(clinicianId, open);
  }

  #release(clinicianId: string, by: string): void {
    this.#openOffers.get(clinicianId)?.delete(by);
  }

  #allowed(call: CallHistory): number {
    const queue = this.#setting.queues.get(call.queueId);
    return call.ringAll ? Infinity : (queue?.ringTogether[call.acuity] ?? 1);
  }

  #accuse(kind: Violation['kind'], callId: string, what: string): void {
    this.violations.push({ kind, callId, what });
  }
}

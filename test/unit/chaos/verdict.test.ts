import { expect } from 'chai';
import type { Setting, TrailEntry } from '../../../bench/chaos/trail.ts';
import { judge, type Verdict } from '../../../bench/chaos/verdict.ts';

const setting: Setting = {
  stations: new Map([
    ['station-a', 'homes'],
    ['station-b', 'prisons'],
  ]),
  queues: new Map([
    [
      'homes',
      { requiredSkills: [], ringTogether: { immediate: 2, urgent: 1, soon: 1 }, anyoneAfterMs: 4000 },
    ],
    [
      'prisons',
      {
        requiredSkills: ['cleared'],
        ringTogether: { immediate: 2, urgent: 1, soon: 1 },
        anyoneAfterMs: 4000,
      },
    ],
  ]),
  clinicians: new Map([
    ['ann', { skills: [], tier: 1 }],
    ['bob', { skills: ['cleared'], tier: 2 }],
  ]),
};

type Line = [seconds: number, action: string, detail?: TrailEntry['detail'], about?: Partial<TrailEntry>];

function trail(...lines: Line[]): TrailEntry[] {
  return lines.map(([seconds, action, detail = {}, about = {}], n) => ({
    id: n + 1,
    seenAt: seconds * 1000,
    actorId: null,
    action,
    subjectKind: 'call',
    subjectId: 'call-1',
    detail,
    ...about,
  }));
}

const placed: Line = [0, 'call.placed', {}, { actorId: 'station-a' }];
const ring = (at: number, offerId: string, clinicianId: string, about?: Partial<TrailEntry>): Line => [
  at,
  'call.ringing',
  { offerId, clinicianId, place: 1 },
  about,
];
const settled = (at: number, how: string, offerId: string, clinicianId: string, reason = ''): Line => [
  at,
  `offer.${how}`,
  { offerId, clinicianId, reason },
];
const answered = (at: number, offerId: string, clinicianId: string): Line => [
  at,
  'call.answered',
  { offerId, clinicianId, visitId: `visit of ${offerId}` },
];
const ended = (at: number): Line => [
  at,
  'visit.ended',
  { callId: 'call-1', reason: 'station-hung-up' },
  { subjectKind: 'visit', subjectId: 'visit' },
];
const cancelled = (at: number, about?: Partial<TrailEntry>): Line => [at, 'call.cancelled', {}, about];
const available = (at: number, clinicianId: string): Line => [
  at,
  'presence.set',
  { to: 'available' },
  { subjectKind: 'person', subjectId: clinicianId, actorId: clinicianId },
];
const second: Partial<TrailEntry> = { subjectId: 'call-2' };

const always = [{ from: -Infinity, to: Infinity }];

function verdictOn(entries: TrailEntry[], given: Partial<Parameters<typeof judge>[0]> = {}): Verdict {
  return judge({
    entries,
    setting,
    atDesk: new Map([
      ['ann', always],
      ['bob', always],
    ]),
    windows: [],
    until: 100_000,
    acknowledged: [],
    ...given,
  });
}

const whats = (verdict: Verdict) => verdict.violations.map(({ kind, what }) => `${kind}: ${what}`).join('; ');

describe('the verdict on a run of chaos', () => {
  describe('finds nothing wrong with', () => {
    const fine: Record<string, TrailEntry[]> = {
      'a call that is answered': trail(placed, ring(1, 'o1', 'ann'), answered(2, 'o1', 'ann'), ended(3)),
      'a call that is cancelled while it rings': trail(placed, ring(1, 'o1', 'ann'), cancelled(2)),
      'a call that rings the next one after a decline': trail(
        placed,
        ring(1, 'o1', 'ann'),
        settled(2, 'declined', 'o1', 'ann'),
        ring(2, 'o2', 'bob'),
        answered(3, 'o2', 'bob'),
        ended(4),
      ),
      'an immediate call that rings two': trail(
        placed,
        [1, 'call.described', { acuity: 'immediate', fields: '' }],
        ring(1, 'o1', 'ann'),
        ring(1, 'o2', 'bob'),
        settled(2, 'withdrawn', 'o2', 'bob', 'taken'),
        answered(2, 'o1', 'ann'),
        ended(3),
      ),
      'a call that rings everybody after that step of its ladder': trail(
        placed,
        [1, 'call.escalated', { step: 1, action: 'ring-all' }],
        ring(1, 'o1', 'ann'),
        ring(1, 'o2', 'bob'),
        cancelled(2),
      ),
      'a dropped call whose call-back was closed': trail(
        placed,
        [20, 'call.ended', { reason: 'dropped' }],
        [20, 'call.dropped', { callBackId: 'b' }],
        [20, 'call-back.opened', { callId: 'call-1' }, { subjectKind: 'call-back', subjectId: 'b' }],
        [30, 'call-back.closed', { callId: 'call-1' }, { subjectKind: 'call-back', subjectId: 'b' }],
      ),
      'a call whose last step staff have read': trail(
        placed,
        [9, 'call.escalated', { step: 5, action: 'tell-station' }],
        [10, 'advice.acknowledged'],
      ),
    };
    for (const [what, entries] of Object.entries(fine)) {
      it(what, () => {
        const verdict = verdictOn(entries);
        expect(whats(verdict)).to.equal('');
        expect(verdict.calls).to.equal(1);
      });
    }
  });

  describe('counts as lost', () => {
    const lost: Record<string, TrailEntry[]> = {
      'a call that nothing became of': trail(placed),
      'a call that was told to ring 999 and had nobody read it': trail(placed, [
        9,
        'call.escalated',
        { step: 5, action: 'tell-station' },
      ]),
      'a call that escalated, but not to the last step': trail(
        placed,
        [9, 'call.escalated', { step: 1, action: 'ring-all' }],
        [10, 'advice.acknowledged'],
      ),
      'a dropped call whose call-back stays open': trail(
        placed,
        [20, 'call.ended', { reason: 'dropped' }],
        [20, 'call-back.opened', { callId: 'call-1' }, { subjectKind: 'call-back', subjectId: 'b' }],
      ),
      'a call that ended twice': trail(
        placed,
        ring(1, 'o1', 'ann'),
        answered(2, 'o1', 'ann'),
        ended(3),
        cancelled(4),
      ),
      'a call that waits again after its end': trail(placed, cancelled(1), [2, 'call.requeued', {}]),
    };
    for (const [what, entries] of Object.entries(lost)) {
      it(what, () => {
        expect(verdictOn(entries).lost, 'lost').to.equal(1);
      });
    }

    it('a call that was acknowledged and is not in the trail', () => {
      expect(verdictOn([], { acknowledged: ['call-9'] }).lost).to.equal(1);
    });
  });

  describe('counts as owned twice', () => {
    const double: Record<string, TrailEntry[]> = {
      'two open offers where one may ring': trail(
        placed,
        ring(1, 'o1', 'ann'),
        ring(1, 'o2', 'bob'),
        cancelled(2),
      ),
      'more than ring together': trail(
        placed,
        [1, 'call.described', { acuity: 'immediate', fields: '' }],
        ring(1, 'o1', 'ann'),
        ring(1, 'o2', 'bob'),
        ring(1, 'o3', 'cat'),
        cancelled(2),
      ),
      'two answers': trail(
        placed,
        [1, 'call.described', { acuity: 'immediate', fields: '' }],
        ring(1, 'o1', 'ann'),
        ring(1, 'o2', 'bob'),
        answered(2, 'o1', 'ann'),
        answered(2, 'o2', 'bob'),
        ended(3),
      ),
      'an answer by somebody at whom it did not ring': trail(
        placed,
        ring(1, 'o1', 'ann'),
        answered(2, 'o9', 'bob'),
        ended(3),
      ),
      'a ring of an answered call': trail(
        placed,
        ring(1, 'o1', 'ann'),
        answered(2, 'o1', 'ann'),
        ring(3, 'o2', 'bob'),
        ended(4),
      ),
      'another ring that goes on after the answer': trail(
        placed,
        [1, 'call.described', { acuity: 'immediate', fields: '' }],
        ring(1, 'o1', 'ann'),
        ring(1, 'o2', 'bob'),
        answered(2, 'o1', 'ann'),
        ended(3),
      ),
      'an offer that ends twice': trail(
        placed,
        ring(1, 'o1', 'ann'),
        settled(2, 'declined', 'o1', 'ann'),
        settled(2, 'missed', 'o1', 'ann'),
        cancelled(3),
      ),
    };
    for (const [what, entries] of Object.entries(double)) {
      it(what, () => {
        expect(verdictOn(entries).doubleOwned, 'doubleOwned').to.equal(1);
      });
    }

    it('a clinician who is rung by two calls at once', () => {
      const entries = trail(
        placed,
        [0, 'call.placed', {}, { ...second, actorId: 'station-b' }],
        ring(1, 'o1', 'bob'),
        ring(1, 'o2', 'bob', second),
        cancelled(2),
        cancelled(2, second),
      );
      expect(whats(verdictOn(entries))).to.equal('doubleOwned: bob has it while held by the call call-1');
    });

    it('a clinician who is rung while in a visit', () => {
      const entries = trail(
        placed,
        ring(1, 'o1', 'bob'),
        answered(2, 'o1', 'bob'),
        [2, 'call.placed', {}, { ...second, actorId: 'station-b' }],
        ring(3, 'o2', 'bob', second),
        cancelled(4, second),
        ended(5),
      );
      expect(verdictOn(entries).doubleOwned).to.equal(1);
    });
  });

  describe('counts as stuck', () => {
    it('an offer that still rings at the end', () => {
      expect(verdictOn(trail(placed, ring(1, 'o1', 'ann'))).stuck).to.equal(1);
    });
    it('a visit that has not ended', () => {
      expect(verdictOn(trail(placed, ring(1, 'o1', 'ann'), answered(2, 'o1', 'ann'))).stuck).to.equal(1);
    });
  });

  describe('measures how long a call was unattended', () => {
    const waitsTen = trail(available(-5, 'ann'), placed, ring(10, 'o1', 'ann'), cancelled(11));
    const ms = (...given: Parameters<typeof verdictOn>) => verdictOn(...given).longestUnattendedMs;

    it('while somebody was free', () => {
      expect(ms(waitsTen)).to.equal(10_000);
    });
    it('names the call', () => {
      expect(verdictOn(waitsTen).neglected.map(({ callId }) => callId)).to.deep.equal(['call-1']);
    });
    it('not while nobody was on call', () => {
      expect(ms(trail(placed, cancelled(10)))).to.equal(0);
    });
    it('not while whoever is on call was away from the desk', () => {
      const atDesk = new Map([['ann', [{ from: 7000, to: 20_000 }]]]);
      expect(ms(waitsTen, { atDesk })).to.equal(3000);
    });
    it('not within the window of a fault, and without joining what lies on both sides of it', () => {
      expect(ms(waitsTen, { windows: [{ from: 2000, to: 6000 }] })).to.equal(4000);
    });
    it('not while it rings at somebody else', () => {
      const entries = trail(
        available(-5, 'ann'),
        placed,
        ring(1, 'o1', 'bob'),
        settled(9, 'missed', 'o1', 'bob'),
        ring(11, 'o2', 'ann'),
        cancelled(12),
      );
      expect(ms(entries)).to.equal(2000);
    });
    it('not while the only one free rests after having refused it', () => {
      const entries = trail(
        available(-5, 'ann'),
        placed,
        ring(0, 'o1', 'ann'),
        settled(1, 'declined', 'o1', 'ann'),
        cancelled(38),
      );
      expect(ms(entries)).to.equal(7000);
    });
    it('not for want of a required skill', () => {
      const entries = trail(
        available(-5, 'ann'),
        [0, 'call.placed', {}, { actorId: 'station-b' }],
        cancelled(10),
      );
      expect(ms(entries)).to.equal(0);
    });
    it('for the second tier from when anybody may be rung', () => {
      const entries = trail(
        available(-5, 'bob'),
        [0, 'call.placed', {}, { actorId: 'station-b' }],
        cancelled(10),
      );
      expect(ms(entries)).to.equal(6000);
    });
    it('not while the one on call was paused, in a visit, or writing up', () => {
      const entries = trail(
        available(-5, 'ann'),
        [-4, 'call.placed', {}, { ...second, actorId: 'station-b' }],
        ring(-3, 'o9', 'ann', second),
        [-2, 'call.answered', { offerId: 'o9', clinicianId: 'ann', visitId: 'v' }, second],
        placed,
        [3, 'visit.ended', { callId: 'call-2' }, { subjectKind: 'visit', subjectId: 'v' }],
        [
          6,
          'outcome.recorded',
          { callId: 'call-2' },
          { subjectKind: 'visit', subjectId: 'v', actorId: 'ann' },
        ],
        [7, 'presence.set', { to: 'paused' }, { subjectKind: 'person', subjectId: 'ann' }],
        cancelled(20),
      );
      expect(ms(entries)).to.equal(1000);
    });
    it('not until an unreachable browser is heard again', () => {
      const entries = trail(
        available(-5, 'ann'),
        placed,
        [0, 'clinician.unreachable', {}, { subjectKind: 'person', subjectId: 'ann' }],
        cancelled(8),
      );
      expect(ms(entries)).to.equal(2000);
    });
  });
});

import { expect } from 'chai';
import type { TrailEntry } from '../../../bench/chaos/trail.ts';
import {
  answered,
  cancelled,
  ended,
  placed,
  ring,
  second,
  settled,
  trail,
  verdictOn,
  whats,
} from '../../support/hand-made-trail.ts';

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
});

import { expect } from 'chai';
import type { TrailEntry } from '../../../bench/chaos/trail.ts';
import {
  answered,
  available,
  cancelled,
  ended,
  type Line,
  placed,
  ring,
  second,
  settled,
  trail,
  verdictOn,
  whats,
} from '../../support/hand-made-trail.ts';

const annHasIt: Line[] = [placed, ring(1, 'o1', 'ann'), answered(2, 'o1', 'ann')];
const visitId = 'visit of o1';
const asked = (at: number, offerId: string, clinicianId: string, by = 'ann'): Line => [
  at,
  'visit.invited',
  { visitId, clinicianId, kind: 'transfer', offerId },
  { actorId: by },
];
const joined = (at: number, offerId: string, clinicianId: string): Line => [
  at,
  'visit.joined',
  { visitId, clinicianId, offerId },
];
const left = (at: number, clinicianId: string): Line => [at, 'visit.left', { visitId, clinicianId }];
const handedOver = (at: number, from: string, to: string): Line => [
  at,
  'visit.handed-over',
  { visitId, from, to },
  { actorId: from },
];
const passedOn = (at: number, by: string, queueId: string, of = visitId): Line => [
  at,
  'call.passed-on',
  { visitId: of, queueId },
  { actorId: by },
];
const taken = (at: number, offerId: string): Line => [at, 'call.taken', { offerId, reason: 'other' }];

describe('the verdict on calls that are taken, handed over and passed on', () => {
  describe('finds nothing wrong with', () => {
    const fine: Record<string, TrailEntry[]> = {
      'a call that is taken while it rings at another': trail(
        placed,
        ring(1, 'o1', 'ann'),
        settled(2, 'withdrawn', 'o1', 'ann', 'taken'),
        taken(2, 'o2'),
        answered(2, 'o2', 'bob'),
        ended(3),
      ),
      'a hand-over to a second who has joined, and who then asks the first back': trail(
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        joined(4, 'o2', 'bob'),
        handedOver(5, 'ann', 'bob'),
        asked(6, 'o3', 'ann', 'bob'),
        joined(7, 'o3', 'ann'),
        ended(8),
      ),
      'an invitation that is declined, and another that is missed': trail(
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        settled(4, 'declined', 'o2', 'bob'),
        asked(5, 'o3', 'bob'),
        settled(6, 'missed', 'o3', 'bob'),
        ended(7),
      ),
      'a second who leaves and is rung by another call': trail(
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        joined(4, 'o2', 'bob'),
        left(5, 'bob'),
        [5, 'call.placed', {}, { ...second, actorId: 'station-b' }],
        ring(6, 'o3', 'bob', second),
        cancelled(7, second),
        ended(8),
      ),
      'a call that is passed on and answered by another': trail(
        ...annHasIt,
        passedOn(3, 'ann', 'prisons'),
        ring(4, 'o2', 'bob'),
        answered(5, 'o2', 'bob'),
        ended(6),
      ),
    };
    for (const [what, entries] of Object.entries(fine)) {
      it(what, () => {
        expect(whats(verdictOn(entries))).to.equal('');
      });
    }
  });

  describe('counts as owned twice', () => {
    const double: Record<string, TrailEntry[]> = {
      'a call that is taken while another has it': trail(
        ...annHasIt,
        taken(3, 'o2'),
        answered(3, 'o2', 'bob'),
        ended(4),
      ),
      'an invitation of somebody who is rung by another call': trail(
        [0, 'call.placed', {}, { ...second, actorId: 'station-b' }],
        ring(0, 'o9', 'bob', second),
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        ended(4),
        cancelled(4, second),
      ),
      'a ring at somebody who is in another’s visit': trail(
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        joined(4, 'o2', 'bob'),
        [4, 'call.placed', {}, { ...second, actorId: 'station-b' }],
        ring(5, 'o3', 'bob', second),
        cancelled(6, second),
        ended(7),
      ),
      'two who are asked in at once': trail(
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        asked(3, 'o3', 'cat'),
        ended(4),
      ),
      'one who joins after having declined': trail(
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        settled(4, 'declined', 'o2', 'bob'),
        joined(5, 'o2', 'bob'),
        ended(6),
      ),
      'a hand-over to somebody who has not joined': trail(
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        handedOver(4, 'ann', 'bob'),
        ended(5),
      ),
      'a hand-over by one who has handed it over already': trail(
        ...annHasIt,
        asked(3, 'o2', 'bob'),
        joined(4, 'o2', 'bob'),
        handedOver(5, 'ann', 'bob'),
        asked(6, 'o3', 'cat', 'bob'),
        joined(7, 'o3', 'cat'),
        handedOver(8, 'ann', 'cat'),
        ended(9),
      ),
      'a call that is passed on by somebody who does not have it': trail(
        ...annHasIt,
        passedOn(3, 'bob', 'prisons'),
        cancelled(4),
      ),
      'a call that is passed on from an earlier visit': trail(
        ...annHasIt,
        passedOn(3, 'ann', 'homes'),
        ring(4, 'o2', 'ann'),
        answered(5, 'o2', 'ann'),
        passedOn(6, 'ann', 'homes'),
        cancelled(7),
      ),
    };
    for (const [what, entries] of Object.entries(double)) {
      it(what, () => {
        expect(verdictOn(entries).doubleOwned, 'doubleOwned').to.equal(1);
      });
    }
  });

  it('counts as lost what is passed on and forgotten', () => {
    expect(verdictOn(trail(...annHasIt, passedOn(3, 'ann', 'homes'))).lost).to.equal(1);
  });

  it('counts as lost what is passed on after its end', () => {
    const entries = trail(...annHasIt, ended(3), passedOn(4, 'ann', 'homes'), cancelled(5));
    expect(verdictOn(entries).lost).to.equal(1);
  });
});

describe('measures how long a call that is passed on was unattended', () => {
  const ms = (...given: Parameters<typeof verdictOn>) => verdictOn(...given).longestUnattendedMs;

  it('by the rules of the queue it is in now', () => {
    // Bob is of the second tier, so the search of the new queue comes to him after 4 s; Ann lacks its skill.
    const entries = trail(
      available(-5, 'ann'),
      available(-5, 'bob'),
      ...annHasIt,
      passedOn(50, 'ann', 'prisons'),
      cancelled(90),
    );
    expect(ms(entries)).to.equal(36_000);
  });

  it('by what the queue of its site requires too, in whichever queue it is now', () => {
    const ofPrison = { actorId: 'station-b' };
    const entries = trail(
      available(-5, 'ann'),
      [0, 'call.placed', {}, ofPrison],
      ring(1, 'o1', 'bob'),
      answered(2, 'o1', 'bob'),
      passedOn(3, 'bob', 'homes'),
      cancelled(30),
    );
    expect(ms(entries)).to.equal(0);
  });

  it('not while the one who had it rests', () => {
    const entries = trail(available(-5, 'ann'), ...annHasIt, passedOn(10, 'ann', 'homes'), cancelled(45));
    expect(ms(entries)).to.equal(5000);
  });

  it('also while somebody is free who said no to an invitation into its visit', () => {
    const entries = trail(
      available(-5, 'bob'),
      ...annHasIt,
      asked(3, 'o2', 'bob'),
      settled(4, 'declined', 'o2', 'bob'),
      passedOn(10, 'ann', 'homes'),
      cancelled(21),
    );
    expect(ms(entries)).to.equal(7000);
  });

  it('not while whoever is on call is rung into a visit or in it, and from when they leave it', () => {
    const entries = trail(
      available(-5, 'bob'),
      ...annHasIt,
      asked(3, 'o2', 'bob'),
      joined(4, 'o2', 'bob'),
      [5, 'call.placed', {}, { ...second, actorId: 'station-a' }],
      left(15, 'bob'),
      cancelled(18, second),
      ended(19),
    );
    expect(ms(entries)).to.equal(3000);
  });

  it('not while a later visit than the one written up is still to be written up', () => {
    const outcome = (at: number, visit: string): Line => [
      at,
      'outcome.recorded',
      { callId: 'call-1' },
      { subjectKind: 'visit', subjectId: visit, actorId: 'ann' },
    ];
    const entries = trail(
      available(-5, 'ann'),
      ...annHasIt,
      ended(3),
      [4, 'call.placed', {}, { ...second, actorId: 'station-a' }],
      [4, 'call.taken', { offerId: 'o2', reason: 'other' }, second],
      [4, 'call.answered', { offerId: 'o2', clinicianId: 'ann', visitId: 'visit of o2' }, second],
      [5, 'visit.ended', { callId: 'call-2' }, { subjectKind: 'visit', subjectId: 'visit of o2' }],
      outcome(6, visitId),
      [10, 'call.placed', {}, { subjectId: 'call-3', actorId: 'station-a' }],
      outcome(20, 'visit of o2'),
      cancelled(22, { subjectId: 'call-3' }),
    );
    expect(ms(entries)).to.equal(2000);
  });
});

import { expect } from 'chai';
import {
  available,
  cancelled,
  placed,
  ring,
  second,
  settled,
  trail,
  verdictOn,
} from '../../support/hand-made-trail.ts';

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
    const attending = new Map([['ann', [{ from: 7000, to: 20_000 }]]]);
    expect(ms(waitsTen, { attending })).to.equal(3000);
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
      [6, 'outcome.recorded', { callId: 'call-2' }, { subjectKind: 'visit', subjectId: 'v', actorId: 'ann' }],
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

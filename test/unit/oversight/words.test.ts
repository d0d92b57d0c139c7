import { expect } from 'chai';
import { fromTo, groupOf } from '../../../web/src/oversight/oversight-words.ts';
import { percent, spanWords } from '../../../web/src/service/words.ts';

describe('words of the manager’s board', () => {
  it('a share is rounded down and unknown without calls', () => {
    expect([null, 0, 0.29, 0.7999, 0.999, 1].map(percent)).to.deep.equal([
      '–',
      '0 %',
      '29 %',
      '79 %',
      '99 %',
      '100 %',
    ]);
  });

  it('a span is as exact as people say it', () => {
    expect([0.4, 8, 60, 80, 900, 3600, 7500, 3599].map(spanWords)).to.deep.equal([
      '0 s',
      '8 s',
      '1 min',
      '1 min 20 s',
      '15 min',
      '1 h',
      '2 h 5 min',
      '1 h',
    ]);
  });

  it('a gap is told by the clock in London, with the day where it is another one', () => {
    const now = Date.parse('2026-10-24T21:30:00Z');
    expect(fromTo('2026-10-24T21:00:00Z', '2026-10-24T22:00:00Z', now)).to.equal('now until 23:00');
    expect(fromTo('2026-10-24T22:00:00Z', '2026-10-25T08:00:00Z', now)).to.equal(
      'from 23:00 until Sun 25 Oct 2026, 08:00',
    );
    expect(fromTo('2026-10-24T22:00:00Z', null, now)).to.equal('from 23:00');
  });

  it('somebody free whose browser is silent is not free', () => {
    const one = { clinicianId: 'x' as never, name: 'A', since: '', skills: [], lostAt: null };
    expect(groupOf({ ...one, state: 'available', reachable: true })).to.equal('available');
    expect(groupOf({ ...one, state: 'available', reachable: false })).to.equal('unreachable');
    expect(groupOf({ ...one, state: 'busy', reachable: false })).to.equal('busy');
    expect(groupOf({ ...one, state: 'busy', reachable: true, lostAt: 'since then' })).to.equal('lost');
  });
});

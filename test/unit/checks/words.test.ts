import { expect } from 'chai';
import type { CheckResult } from '../../../domain/checks/wire.ts';
import { findingWords, pathProblems, sharePercent } from '../../../web/src/check/check-words.ts';
import { lightWords } from '../../../web/src/oversight/oversight-words.ts';

const good: CheckResult = {
  ways: { udp: 'works', tcp: 'works', relay: 'not-set-up' },
  roundTripMs: 24,
  lossUp: 0,
  lossDown: 0,
};
const whats = (result: CheckResult) => pathProblems(result).map(({ what }) => what);

describe('what is said of the ways', () => {
  it('is a figure for each that works, and plain words for each that does not', () => {
    const works = (roundTripMs: number | null, lossUp: number | null, lossDown: number | null) =>
      findingWords({ verdict: 'works', figures: { roundTripMs, lossUp, lossDown } });
    expect(works(24.4, 0, 0.001)).to.equal('works: 24 ms there and back, nothing lost');
    expect(works(24, 0.08, 0)).to.equal(
      'works: 24 ms there and back, 8 % lost on the way out, 0 % on the way back',
    );
    expect(works(24, null, null)).to.equal('works: 24 ms there and back');
    expect(works(null, null, null)).to.equal('works');
    expect(findingWords({ verdict: 'not-set-up' })).to.equal('not set up here');
    expect(findingWords({ verdict: 'not-tried' })).to.equal('not tried: this site uses the relay only');
    expect(findingWords({ verdict: 'fails' })).to.equal('does not work');
    expect([0, 0.001, 0.014, 0.2].map(sharePercent)).to.deep.equal(['0 %', '1 %', '1 %', '20 %']);
  });

  it('is one sentence for each problem, with what to do, and nothing where there is none', () => {
    expect(pathProblems(good)).to.deep.equal([]);
    const fails = { udp: 'fails', tcp: 'fails', relay: 'fails' } as const;
    expect(whats({ ...good, ways: fails })).to.deep.equal([
      'Pictures and sound do not get through: a video call from here would not work.',
    ]);
    expect(whats({ ...good, ways: { ...fails, tcp: 'works' }, roundTripMs: 500 })).to.deep.equal([
      'The best way (UDP) is blocked: a video call works, but pictures may stand still when the line is busy.',
      'The line is slow: what you say takes 500 ms there and back.',
    ]);
    expect(whats({ ...good, lossUp: 0.06, lossDown: 0.2 })).to.deep.equal([
      'Sound and pictures to the other side are lost on the way (6 %).',
      'Sound and pictures from the other side are lost on the way (20 %).',
    ]);
    for (const { advice } of pathProblems({ ...good, ways: fails })) expect(advice).to.include('999');
  });
});

describe('what the board says of a station', () => {
  const now = Date.parse('2026-11-25T20:00:00Z');
  const at = (reason: Parameters<typeof lightWords>[0]['reason'], checkedAt: string | null) =>
    lightWords({ reason, checkedAt }, now);

  it('names when, with the day where it is not today', () => {
    expect(at('shift-old', '2026-11-25T06:30:00Z')).to.equal(
      'it was last checked at 06:30, over a shift ago: see that it is on and shows Bedside.',
    );
    expect(at('day-old', '2026-11-23T06:30:00Z')).to.match(
      /^it was last checked .*23 Nov.* at 06:30, over a day ago/,
    );
    expect(at('never-checked', null)).to.match(/^it has never shown that a video call works/);
    expect(at('no-way', '2026-11-25T19:00:00Z')).to.match(/^a video call would not work \(at 19:00\)/);
  });

  it('is a whole sentence for each reason', () => {
    for (const reason of [
      'never-checked',
      'day-old',
      'no-way',
      'shift-old',
      'udp-blocked',
      'slow',
      'lossy',
    ] as const)
      expect(at(reason, '2026-11-25T19:00:00Z')).to.match(/^(it|its|a) .*\.$/);
  });
});

import { expect } from 'chai';
import { asDuration, inWords, observeClock, unknownOffset } from '../../../web/src/service/clock.ts';

const instant = (ms: number) => new Date(ms).toISOString();

describe('the offset to the server’s clock', () => {
  it('takes the middle of asking and being answered as the moment the server looked', () => {
    const offset = observeClock(unknownOffset, {
      serverNow: instant(60_000),
      sentAt: 1000,
      receivedAt: 1200,
    });
    expect(offset).to.deep.equal({ ms: 58_900, errorMs: 100, takenAt: 1200 });
  });

  it('keeps the more exact of two samples that agree', () => {
    const exact = observeClock(unknownOffset, { serverNow: instant(5000), sentAt: 1000, receivedAt: 1010 });
    const vague = { serverNow: instant(6300), sentAt: 2000, receivedAt: 2800 };
    expect(observeClock(exact, vague)).to.equal(exact);
    const better = observeClock(exact, { serverNow: instant(7000), sentAt: 3000, receivedAt: 3002 });
    expect(better.errorMs).to.equal(1);
  });

  it('follows a clock that was set, however vague the sample', () => {
    const exact = observeClock(unknownOffset, { serverNow: instant(5000), sentAt: 1000, receivedAt: 1010 });
    const after = observeClock(exact, { serverNow: instant(9_000_000), sentAt: 2000, receivedAt: 2400 });
    expect(after.ms).to.equal(8_997_800);
  });

  it('prefers a new sample to one of a minute ago', () => {
    const exact = observeClock(unknownOffset, { serverNow: instant(5000), sentAt: 1000, receivedAt: 1010 });
    const later = observeClock(exact, { serverNow: instant(75_000), sentAt: 70_900, receivedAt: 71_300 });
    expect(later.takenAt).to.equal(71_300);
  });
});

describe('a duration', () => {
  it('is shown in minutes and seconds, with hours once there are any', () => {
    expect([0, 7999, 65_000, 3_725_000].map(asDuration)).to.deep.equal(['0:00', '0:07', '1:05', '1:02:05']);
  });

  it('is never below zero', () => {
    expect(asDuration(-4000)).to.equal('0:00');
  });

  it('is said in words', () => {
    expect([0, 1000, 60_000, 125_000].map(inWords)).to.deep.equal([
      '0 seconds',
      '1 second',
      '1 minute',
      '2 minutes 5 seconds',
    ]);
  });
});

import { expect } from 'chai';
import { allSeen, isTurnedBack, stillSeen, unseenOf } from '../../../web/src/station/turn-back-news.ts';

const nine = { startsAt: '2026-11-30T09:05:00.000Z', until: '2026-11-30T12:00:00.000Z' };
const ten = { startsAt: '2026-11-30T10:05:00.000Z', until: '2026-11-30T12:00:00.000Z' };

describe('what a station says of whom to turn back', () => {
  it('A27 is said until it is acknowledged, and once: that another one is over is no news', () => {
    expect(unseenOf([nine, ten], [])).to.have.length(2);
    const seen = allSeen([nine, ten]);
    expect(unseenOf([nine, ten], seen)).to.deep.equal([]);
    expect(unseenOf([ten], stillSeen([ten], seen))).to.deep.equal([]);
    expect(unseenOf([nine, ten], allSeen([nine]))).to.have.length(1);
  });

  it('A27 is said again when the same movements are stopped a second time', () => {
    const lifted = stillSeen([], allSeen([nine]));
    expect(unseenOf([nine], lifted)).to.have.length(1);
  });

  it('A27 does not promise the next appointment where its patient is turned back', () => {
    expect(isTurnedBack([nine], nine)).to.equal(true);
    expect(isTurnedBack([nine], ten)).to.equal(false);
    expect(isTurnedBack([], nine)).to.equal(false);
  });

  it('keeps what still holds as it was', () => {
    const seen = allSeen([nine, ten]);
    expect(stillSeen([ten, nine], seen)).to.equal(seen);
  });
});

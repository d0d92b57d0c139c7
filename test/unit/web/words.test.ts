import { expect } from 'chai';
import { aboutWords, listed } from '../../../web/src/service/words.ts';

describe('a wait in words', () => {
  const spoken: [seconds: number, words: string][] = [
    [0, 'less than a minute'],
    [44, 'less than a minute'],
    [45, 'about a minute'],
    [89, 'about a minute'],
    [240, 'about 4 minutes'],
    [14 * 60, 'about 14 minutes'],
    [17 * 60, 'about 15 minutes'],
    [43 * 60, 'about 45 minutes'],
    [58 * 60, 'about an hour'],
    [75 * 60, 'about an hour 15 minutes'],
    [150 * 60, 'about 2 hours 30 minutes'],
  ];
  for (const [seconds, words] of spoken) {
    it(`of ${String(seconds)} s is “${words}”`, () => {
      expect(aboutWords(seconds)).to.equal(words);
    });
  }
});

describe('names in a row', () => {
  it('are joined as they are said', () => {
    expect(listed(['Dr A'])).to.equal('Dr A');
    expect(listed(['Dr A', 'Dr B'])).to.equal('Dr A and Dr B');
    expect(listed(['Dr A', 'Dr B', 'Dr C'])).to.equal('Dr A, Dr B and Dr C');
  });
});

import { expect } from 'chai';
import { tierWords } from '../../../web/src/queues/tier-words.ts';

const now = new Date('2026-11-25T12:00:00.000Z');
const shift = (startsAt: string, endsAt: string, tier: 1 | 2) => ({
  startsAt: `2026-11-${startsAt}:00.000Z`,
  endsAt: `2026-11-${endsAt}:00.000Z`,
  tier,
});

describe('the tier of a clinician in words', () => {
  it('is that of the shift that runs', () => {
    const shifts = [shift('26T08:00', '26T20:00', 1), shift('25T08:00', '25T20:00', 2)];
    expect(tierWords(shifts, now)).to.equal('Second tier, until Wed 25 Nov 20:00');
  });
  it('or of the next one', () => {
    const shifts = [shift('27T08:00', '27T20:00', 2), shift('26T20:00', '27T08:00', 1)];
    expect(tierWords(shifts, now)).to.equal('First tier, from Thu 26 Nov 20:00');
  });
  it('and not of one that has ended', () => {
    const shifts = [shift('25T00:00', '25T12:00', 2)];
    expect(tierWords(shifts, now)).to.equal('Not on the rota in the next two weeks');
  });
});

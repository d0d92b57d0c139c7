import { expect } from 'chai';
import { readSpan, type SpanDraft } from '../../../web/src/clinics/span-draft.ts';

const now = new Date('2027-03-20T10:40:00Z');

function read(over: Partial<SpanDraft> = {}) {
  const draft: SpanDraft = {
    fromDay: '2027-03-20',
    fromClock: '10:40',
    toDay: '2027-03-20',
    toClock: '17:00',
    reason: ' A search of B wing ',
    ...over,
  };
  const found = readSpan(draft, { now, idOf: (field) => `stop-${field}` });
  return 'span' in found
    ? found.span
    : found.problems.map(({ field, message }) => `${field ?? ''}: ${message}`);
}

describe('from when to when, and why', () => {
  it('is by the clock of the United Kingdom, in winter and in summer', () => {
    expect(read()).to.deep.equal({
      startsAt: '2027-03-20T10:40:00.000Z',
      endsAt: '2027-03-20T17:00:00.000Z',
      reason: 'A search of B wing',
    });
    expect(read({ fromDay: '2027-06-01', toDay: '2027-06-02' })).to.deep.include({
      startsAt: '2027-06-01T09:40:00.000Z',
      endsAt: '2027-06-02T16:00:00.000Z',
    });
  });

  it('names every field that is missing', () => {
    expect(read({ fromDay: '', toClock: '', reason: '  ' })).to.deep.equal([
      'stop-fromClock: Enter the day of the start',
      'stop-toClock: Enter the time of the end',
      'stop-reason: Say why',
    ]);
  });

  it('ends after it starts, and not in the past', () => {
    expect(read({ toClock: '10:40' })).to.deep.equal(['stop-toClock: The end must be later than the start']);
    expect(read({ fromClock: '09:00', toClock: '10:40' })).to.deep.equal([
      'stop-toClock: The end must not be in the past',
    ]);
    expect(read({ fromClock: '09:00', toClock: '10:41' })).to.deep.include({
      startsAt: '2027-03-20T09:00:00.000Z',
    });
  });

  it('A20 is no time that the clocks leave out or repeat', () => {
    expect(read({ toDay: '2027-03-28', toClock: '01:30' })).to.deep.equal([
      'stop-toClock: The time of the end does not exist: the clocks go forward that night',
    ]);
    expect(read({ toDay: '2027-10-31', toClock: '01:30' })).to.deep.equal([
      'stop-toClock: The time of the end comes twice that night: choose one outside 01:00 to 02:00',
    ]);
  });
});

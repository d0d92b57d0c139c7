import { expect } from 'chai';
import { faultIn, withLabels } from '../../../web/src/service/field-words.ts';
import { aboutWords, clockOnDay, listed } from '../../../web/src/service/words.ts';

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

describe('a time of a stop that may last for days', () => {
  it('A24 has its day where that is not today by the clock of the United Kingdom', () => {
    const now = new Date('2026-07-01T22:30:00Z');
    expect(clockOnDay('2026-07-01T22:45:00Z', now)).to.equal('23:45');
    expect(clockOnDay('2026-07-01T23:15:00Z', now)).to.equal('00:15 on Thu 2 Jul 2026');
    expect(clockOnDay('2026-06-30T22:45:00Z', now)).to.equal('23:45 on Tue 30 Jun 2026');
  });
});

describe('names in a row', () => {
  it('are joined as they are said', () => {
    expect(listed(['Dr A'])).to.equal('Dr A');
    expect(listed(['Dr A', 'Dr B'])).to.equal('Dr A and Dr B');
    expect(listed(['Dr A', 'Dr B', 'Dr C'])).to.equal('Dr A, Dr B and Dr C');
  });
});

describe('a message of the service that names a field', () => {
  it('calls it as the form does', () => {
    expect(withLabels('dateOfBirth: it is in the future')).to.equal('Date of birth: it is in the future');
    expect(withLabels('date: that time has passed')).to.equal('Day: that time has passed');
    expect(withLabels('validTo: it is before the first day')).to.equal(
      'Last day: it is before the first day',
    );
    expect(withLabels('stationIds: not stations of this prison')).to.equal(
      'Station: not stations of this prison',
    );
  });

  it('calls each of several so, and leaves out what the service sorts them by', () => {
    expect(
      withLabels('body.nhsNumber: must have ten digits; body.shares.0.places: must be a number'),
    ).to.equal('NHS number: must have ten digits; Places kept for a prison: must be a number');
  });

  it('is left as it is where it names none', () => {
    for (const message of [
      'the clinic is cancelled',
      '2 of 3 patients cannot come at that time: move or cancel their bookings first',
      '01:30 does not exist on 2027-03-28: the clock goes forward that night',
    ]) {
      expect(withLabels(message)).to.equal(message);
      expect(faultIn(message)).to.equal(null);
    }
  });
});

import { expect } from 'chai';
import { stoppedWords } from '../../../web/src/booked/part-words.ts';
import { periodProblems } from '../../../web/src/clinics/activity-period.ts';
import { lateWords } from '../../../web/src/clinics/clinic-words.ts';
import { readInterpreter } from '../../../web/src/clinics/interpreter-draft.ts';

describe('an interpreter as they are typed', () => {
  it('is sent without spaces and empty languages, and with no number where none was typed', () => {
    expect(
      readInterpreter({ name: ' Agency 4711 ', languages: 'Polish, ,Romanian', phone: ' ' }),
    ).to.deep.equal({
      body: { name: 'Agency 4711', languages: ['Polish', 'Romanian'], phone: null },
    });
  });

  it('has what is wrong said at its field', () => {
    const fields = (name: string, languages: string, phone: string) => {
      const read = readInterpreter({ name, languages, phone });
      return 'problems' in read ? read.problems.map(({ field }) => field) : 'sent';
    };
    expect(fields('', ' , ', '')).to.deep.equal(['interpreter-name', 'interpreter-languages']);
    expect(fields('Ana Lima', 'Polish', 'abc')).to.deep.equal(['interpreter-phone']);
    expect(fields('Ana Lima', 'x'.repeat(41), '01632 960101')).to.deep.equal(['interpreter-languages']);
    expect(fields('Ana Lima', 'Polish', '01632 960101')).to.equal('sent');
  });
});

describe('the days of which activity is shown', () => {
  it('are two whole dates in order, of at most a year, or it is said at the field what is wrong', () => {
    const said = (from: string, to: string) =>
      periodProblems({ from, to }).map(({ message, field }) => `${field ?? ''}: ${message}`);
    expect(said('2026-11-01', '2026-11-01')).to.deep.equal([]);
    expect(said('', '')).to.deep.equal([
      'activity-from: Enter the first day',
      'activity-to: Enter the last day',
    ]);
    expect(said('2026-12-01', '2026-11-01')).to.deep.equal([
      'activity-to: The last day must not be before the first day',
    ]);
    expect(said('2025-11-30', '2026-11-30')).to.deep.equal([]);
    expect(said('2025-11-30', '2026-12-01')).to.deep.equal(['activity-to: Choose at most 366 days']);
  });
});

describe('how late clinics began, in words', () => {
  it('says that nobody was seen only where nobody was', () => {
    expect(lateWords({ attended: 3, medianMinutesLate: 1 })).to.equal('1 minute');
    expect(lateWords({ attended: 3, medianMinutesLate: 5.5 })).to.equal('5.5 minutes');
    expect(lateWords({ attended: 3, medianMinutesLate: null })).to.equal('Not known');
    expect(lateWords({ attended: 0, medianMinutesLate: null })).to.equal('Nobody was seen');
  });
});

describe('movements that are stopped, in a visit', () => {
  it('A24 never says that a patient who has left is in the room, nor that the visit is ended', () => {
    expect(stoppedWords({ part: 'pre' })).to.match(/does not end the visit.*has to be taken back/);
    expect(stoppedWords({ part: 'main' })).to.match(/can finish this visit.*waits in the room/);
    expect(stoppedWords({ part: 'debrief' })).to.match(/can finish the debrief.*waits outside the room/);
  });
});

import { expect } from 'chai';
import { securityMark } from '../../../domain/clinics/whereabouts.ts';
import {
  expectedWords,
  fetchWords,
  lateRowWords,
  marksShownWords,
} from '../../../web/src/clinics/list-words.ts';

describe('what lists of a prison say beside their rows', () => {
  it('A40 say which marks they show, so that no mark is not read as none', () => {
    expect(marksShownWords('unlock', [])).to.equal('Marks are not shown on this list.');
    expect(marksShownWords('unlock', ['peep', 'acct'])).to.equal(
      'Marks shown: ACCT, PEEP. Other marks are not shown on this list.',
    );
    expect(marksShownWords('unlock', securityMark.options)).to.equal(
      'Marks shown: ACCT, Controlled unlock, Escape list, PEEP, TACT, Category A.',
    );
    expect(marksShownWords('movement', [])).to.equal(null);
  });

  it('A46 say that it runs late, with the time that was booked', () => {
    const booked = { fetchAt: '2026-11-30T14:05:00.000Z', startsAt: '2026-11-30T14:35:00.000Z' };
    expect(lateRowWords({ late: null })).to.equal(null);
    expect(lateRowWords({ late: { ...booked, waits: false } })).to.equal('Runs late: fetch was at 14:05');
    expect(lateRowWords({ late: { ...booked, waits: true } })).to.equal(
      'Runs late: the patient waits. It was for 14:35',
    );
  });
});

describe('the times of a booking on its page', () => {
  const booking = {
    startsAt: '2026-11-30T14:35:00.000Z',
    endsAt: '2026-11-30T14:55:00.000Z',
    beginsAt: '2026-11-30T14:05:00.000Z',
  };
  const late = {
    startsAt: '2026-11-30T14:55:00.000Z',
    fetchAt: '2026-11-30T14:25:00.000Z',
    minutesLate: 20,
    moved: false,
    urgentCall: false,
  };

  it('are those that were booked while it is on time', () => {
    expect(fetchWords({ ...booking, expected: null })).to.equal('14:05');
    expect(expectedWords({ ...booking, expected: null })).to.equal('Mon 30 Nov 2026, 14:35 to 14:55');
  });

  it('A46 are the later ones, beside those that were booked, while the clinic runs late', () => {
    expect(fetchWords({ ...booking, expected: late })).to.equal('14:25, was 14:05: the clinic runs late');
    const waits = { ...late, fetchAt: booking.beginsAt, moved: true, urgentCall: true };
    expect(fetchWords({ ...booking, expected: waits })).to.equal(
      '14:05. The clinic runs late: the patient waits',
    );
    expect(expectedWords({ ...booking, expected: waits })).to.equal(
      'Mon 30 Nov 2026, 14:35 to 14:55. Expected at about 14:55, 20 minutes late. Seeing an urgent call',
    );
  });
});

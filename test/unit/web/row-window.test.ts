import { expect } from 'chai';
import { bookingsWith, firstToCome, windowAt } from '../../../web/src/clinics/row-window.ts';

const all = Array.from({ length: 450 }, (_, n) => n);

function patient(name: string, prisonNumber: string | null, nhsNumber: string | null) {
  const ids = { patientId: 'a patient', siteId: 'a site', siteName: 'HMP Fellside' } as never;
  return { ...(ids as object), name, dateOfBirth: '1980-01-01', prisonNumber, nhsNumber } as never;
}

describe('a list that is too long for a page', () => {
  it('is shown in parts of 200 rows, whichever row is wanted', () => {
    const shown = (wanted: number) => {
      const { rows, from, earlier, later } = windowAt(all, wanted);
      return { first: rows[0], last: rows.at(-1), from, earlier, later };
    };
    expect(shown(0)).to.deep.equal({ first: 0, last: 199, from: 0, earlier: null, later: 200 });
    expect(shown(399)).to.deep.equal({ first: 200, last: 399, from: 200, earlier: 0, later: 400 });
    expect(shown(9999)).to.deep.equal({ first: 400, last: 449, from: 400, earlier: 200, later: null });
    expect(shown(-1).from).to.equal(0);
    expect(windowAt([], 3)).to.deep.equal({ rows: [], from: 0, total: 0, earlier: null, later: null });
  });

  it('opens at the first that is not over, or at its beginning', () => {
    const bookings = ['09:00', '09:30', '10:00'].map((clock) => ({ endsAt: `2027-01-11T${clock}:00.000Z` }));
    expect(firstToCome(bookings, new Date('2027-01-11T09:30:00Z'))).to.equal(2);
    expect(firstToCome(bookings, new Date('2027-01-11T08:00:00Z'))).to.equal(0);
    expect(firstToCome(bookings, new Date('2027-01-11T12:00:00Z'))).to.equal(0);
  });

  it('is searched by name, numbers and reference, with or without spaces', () => {
    const bookings = [
      { reference: 'C080FB94', patient: patient('Iwan Prosser', 'A9903CD', '9990060436') },
      { reference: '11112222', patient: patient('Kofi Mensah', null, null) },
    ];
    const found = (typed: string) => bookingsWith(bookings, typed).map(({ reference }) => reference);
    expect(found('')).to.deep.equal(['C080FB94', '11112222']);
    expect(found('  prosser')).to.deep.equal(['C080FB94']);
    expect(found('999 006')).to.deep.equal(['C080FB94']);
    expect(found('a9903')).to.deep.equal(['C080FB94']);
    expect(found('1111')).to.deep.equal(['11112222']);
    expect(found('nobody')).to.deep.equal([]);
  });
});

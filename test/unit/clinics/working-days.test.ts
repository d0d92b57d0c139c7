import { expect } from 'chai';
import { bankHolidays, bankHolidayYears } from '../../../domain/clinics/bank-holidays.ts';
import { isWorkingDay, lastWorkingDayBefore, nextWorkingDay } from '../../../domain/clinics/working-days.ts';
import { addDays } from '../../../domain/rota/wall-clock.ts';

/** Easter Sunday of a year of the Gregorian calendar, by the anonymous algorithm of 1876. */
function easterOf(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return `${String(year)}-${String(Math.floor(f / 31)).padStart(2, '0')}-${String((f % 31) + 1).padStart(2, '0')}`;
}

const weekdayOf = (date: string) => new Date(`${date}T00:00Z`).getUTCDay();

describe('the working days of England and Wales', () => {
  it('are those from Monday to Friday', () => {
    const week = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'];
    expect(week.map(isWorkingDay)).to.deep.equal([true, true, true, true, true]);
    expect(['2026-11-28', '2026-11-29'].map(isWorkingDay)).to.deep.equal([false, false]);
  });

  it('leave out Christmas 2026, whose second day is given on the Monday', () => {
    expect(lastWorkingDayBefore('2026-12-29')).to.equal('2026-12-24');
    expect(nextWorkingDay('2026-12-24')).to.equal('2026-12-29');
    expect(nextWorkingDay('2026-12-31')).to.equal('2027-01-04');
  });

  it('leave out Easter, and Christmas 2027, of which both days are given later', () => {
    expect(nextWorkingDay('2027-03-25')).to.equal('2027-03-30');
    expect(lastWorkingDayBefore('2027-12-29')).to.equal('2027-12-24');
    expect(lastWorkingDayBefore('2028-01-04')).to.equal('2027-12-31');
  });

  it('are another day than the one that is asked about', () => {
    expect(nextWorkingDay('2026-11-24')).to.equal('2026-11-25');
    expect(lastWorkingDayBefore('2026-11-24')).to.equal('2026-11-23');
  });

  it('know eight bank holidays of each year that is covered, none on a weekend, and Easter among them', () => {
    expect(bankHolidayYears).to.deep.equal({ first: 2026, last: 2028 });
    for (const year of [2026, 2027, 2028]) {
      const those = [...bankHolidays].filter((day) => day.startsWith(String(year)));
      expect(those, String(year)).to.have.length(8);
      expect(those).to.include.members([addDays(easterOf(year), -2), addDays(easterOf(year), 1)]);
      expect(those.filter((day) => [0, 6].includes(weekdayOf(day)))).to.deep.equal([]);
    }
  });

  it('leave out weekends only in a year that is not covered', () => {
    expect(isWorkingDay('2029-12-25')).to.equal(true);
    expect(isWorkingDay('2029-12-22')).to.equal(false);
  });
});

import { expect } from 'chai';
import { appointmentOf } from '../../../domain/clinics/appointment.ts';
import type { PrisonDay, Weekday } from '../../../domain/clinics/clinic.ts';
import { RegimeDays, regimeFault } from '../../../domain/clinics/regime.ts';
import { at, monday } from '../../support/a-clinic.ts';

const weekdays: Weekday[] = [1, 2, 3, 4, 5];

/** That of Frankland, as Activities and Appointments has it. */
const regime: PrisonDay['regime'] = weekdays.flatMap((weekday) => [
  { weekday, from: '08:30', to: '11:35' },
  { weekday, from: '14:00', to: '16:30' },
  { weekday, from: '18:00', to: '19:00' },
]);

/** An appointment for which the patient is fetched half an hour before and brought back in ten minutes. */
function appointment(clock: string, { date = monday, minutes = 30, lead = 30, back = 10 } = {}) {
  const lengths = { preMinutes: 0, mainMinutes: minutes, debriefMinutes: 0 };
  return appointmentOf(lengths, { leadMinutes: lead, moveBackMinutes: back }, at(clock, date));
}

describe('the regime of a prison', () => {
  it('A13 lets an appointment begin half an hour after the cells are opened, and not earlier', () => {
    expect(regimeFault({ regime }, appointment('09:00'))).to.equal(null);
    expect(regimeFault({ regime }, appointment('08:59'))).to.equal('over-lock-up');
  });

  it('A13 lets it end as long before lock-up as it takes to bring the patient back, and not later', () => {
    expect(regimeFault({ regime }, appointment('10:55'))).to.equal(null);
    expect(regimeFault({ regime }, appointment('10:56'))).to.equal('over-lock-up');
    expect(regimeFault({ regime }, appointment('11:15'))).to.equal('over-lock-up');
  });

  it('A13 counts the patient’s time, not that of the meetings', () => {
    const lengths = { preMinutes: 60, mainMinutes: 30, debriefMinutes: 60 };
    const made = appointmentOf(lengths, { leadMinutes: 30, moveBackMinutes: 10 }, at('09:00'));
    expect(regimeFault({ regime }, made)).to.equal(null);
  });

  it('A13 opens again in the afternoon and the evening, and never across the hours between', () => {
    expect(regimeFault({ regime }, appointment('14:30'))).to.equal(null);
    expect(regimeFault({ regime }, appointment('14:29'))).to.equal('over-lock-up');
    expect(regimeFault({ regime }, appointment('11:30', { minutes: 180 }))).to.equal('over-lock-up');
    expect(regimeFault({ regime }, appointment('18:30', { minutes: 20 }))).to.equal(null);
    expect(regimeFault({ regime }, appointment('18:30', { minutes: 21 }))).to.equal('over-lock-up');
  });

  it('A13 says so when nobody is let out on that day at all, or on any', () => {
    expect(regimeFault({ regime }, appointment('09:30', { date: '2027-01-15' }))).to.equal(null);
    expect(regimeFault({ regime }, appointment('09:30', { date: '2027-01-16' }))).to.equal('no-regime');
    expect(regimeFault({ regime }, appointment('09:30', { date: '2027-01-17' }))).to.equal('no-regime');
    expect(regimeFault({ regime: [] }, appointment('09:30'))).to.equal('no-regime');
  });

  it('A13 takes windows that touch as one, in whichever order they stand, and no others', () => {
    const late = { weekday: 1, from: '11:35', to: '12:30' } as const;
    const early = { weekday: 1, from: '08:30', to: '11:35' } as const;
    expect(regimeFault({ regime: [late, early] }, appointment('11:15'))).to.equal(null);
    const apart = { ...late, from: '11:36' };
    expect(regimeFault({ regime: [apart, early] }, appointment('11:15'))).to.equal('over-lock-up');
    const inner = { weekday: 1, from: '09:00', to: '10:00' } as const;
    expect(regimeFault({ regime: [early, inner, late] }, appointment('11:15'))).to.equal(null);
  });

  it('A19 goes by the clock in London on both sides of the changes', () => {
    const sundays: PrisonDay['regime'] = [{ weekday: 7, from: '09:00', to: '11:00' }];
    for (const date of ['2027-03-21', '2027-03-28', '2027-04-04', '2027-10-24', '2027-10-31', '2027-11-07']) {
      expect(regimeFault({ regime: sundays }, appointment('09:30', { date })), date).to.equal(null);
      expect(regimeFault({ regime: sundays }, appointment('09:29', { date })), date).to.equal('over-lock-up');
      expect(regimeFault({ regime: sundays }, appointment('10:20', { date })), date).to.equal(null);
      expect(regimeFault({ regime: sundays }, appointment('10:21', { date })), date).to.equal('over-lock-up');
    }
  });

  it('A19 has nothing to open in an hour that the night leaves out', () => {
    const nights: PrisonDay['regime'] = [{ weekday: 7, from: '01:00', to: '02:00' }];
    const short = { minutes: 10, lead: 0, back: 0 };
    const inHour = appointment('01:10', { date: '2027-03-21', ...short });
    expect(regimeFault({ regime: nights }, inHour)).to.equal(null);
    const afterwards = appointment('02:10', { date: '2027-03-28', ...short });
    expect(regimeFault({ regime: nights }, afterwards)).to.equal('no-regime');
  });

  it('is that of the day in London, where the night between two lies an hour before that of UTC in summer', () => {
    const days = new RegimeDays({ regime: [{ weekday: 2, from: '00:00', to: '23:59' }] });
    const short = { minutes: 10, lead: 0, back: 0 };
    const faults = (['2027-06-28', '2027-06-29', '2027-06-30'] as const).flatMap((date) =>
      ['00:10', '12:00', '23:40'].map((clock) => days.faultOf(appointment(clock, { date, ...short }))),
    );
    expect(faults).to.deep.equal([
      ...['no-regime', 'no-regime', 'no-regime'],
      ...[null, null, null],
      ...['no-regime', 'no-regime', 'no-regime'],
    ]);
  });
});

import { expect } from 'chai';
import { wallTimeOf } from '../../../domain/rota/wall-clock.ts';
import { fellsideDay, todaysTimes } from '../../../server/set-up/demonstration-clinics.ts';
import { at, clinicTemplate, fellside, wing } from '../../support/a-clinic.ts';

const prison = { ...fellsideDay, siteId: fellside, stationIds: [wing] };

function today(now: Date) {
  let made = 0;
  return todaysTimes(now, { template: clinicTemplate(), prison, newId: () => `id ${(made += 1)}` });
}

const starts = (now: Date) => today(now).times.map(({ appointment }) => wallTimeOf(appointment.startsAt));

describe('today’s clinic of the demonstration', () => {
  it('takes the first two times that can still be kept', () => {
    expect(starts(at('06:00'))).to.deep.equal(['2027-01-11T09:05', '2027-01-11T09:35']);
    expect(starts(at('09:45'))).to.deep.equal(['2027-01-11T10:35', '2027-01-11T14:35']);
    expect(starts(at('10:07'))).to.deep.equal(['2027-01-11T14:35', '2027-01-11T15:05']);
    expect(starts(at('14:40'))).to.deep.equal(['2027-01-11T15:35']);
    expect(starts(at('15:00'))).to.deep.equal([]);
    expect(starts(at('23:50'))).to.deep.equal([]);
  });

  it('has only the sessions in which somebody is booked', () => {
    const clocks = (now: Date) => today(now).sessions.map(({ startsAtClock }) => startsAtClock);
    expect(clocks(at('06:00'))).to.deep.equal(['09:00']);
    expect(clocks(at('09:45'))).to.deep.equal(['09:00', '14:30']);
    expect(clocks(at('20:00'))).to.deep.equal([]);
  });

  it('is not held at weekends, nor in the nights of the clock changes', () => {
    for (const day of ['2027-01-16', '2027-01-17', '2027-03-28', '2027-10-31']) {
      for (const clock of ['00:00', '00:59', '02:00', '08:00', '12:00', '23:59']) {
        expect(starts(at(clock, day)), `${day} ${clock}`).to.deep.equal([]);
      }
    }
    // The hour that there is twice, and the one after the hour that there is not.
    for (const now of ['2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z', '2027-03-28T01:00:00Z']) {
      expect(starts(new Date(now)), now).to.deep.equal([]);
    }
  });

  it('is at the same times by the clock in summer', () => {
    expect(starts(at('06:00', '2027-03-29'))).to.deep.equal(['2027-03-29T09:05', '2027-03-29T09:35']);
    expect(starts(at('06:00', '2027-11-01'))).to.deep.equal(['2027-11-01T09:05', '2027-11-01T09:35']);
  });
});

import { expect } from 'chai';
import {
  activityByTime,
  activityLines,
  activityOf,
  attendedCode,
  type CountedBooking,
} from '../../../domain/clinics/activity.ts';
import type { PersonId } from '../../../domain/ids.ts';
import { readCsv } from '../../support/read-csv.ts';

const at = (clock: string) => new Date(`2026-11-30T${clock}:00Z`);
const today = '2026-11-30';
const clinicianId = '00000000-0000-4000-8000-000000000001' as PersonId;

function booking(more: Partial<CountedBooking> = {}): CountedBooking {
  return {
    clinicianId,
    clinicianName: 'Dr Asha Rao',
    service: 'Dermatology',
    month: '2026-11',
    state: 'done',
    startsAt: at('10:00'),
    cancelCode: null,
    attendance: 'attended',
    dnaCause: null,
    startedAt: at('10:00'),
    patientInAt: null,
    otherwise: 'hospital-escort',
    ...more,
  };
}

const dna = (dnaCause: CountedBooking['dnaCause']) =>
  booking({ attendance: 'dna', dnaCause, startedAt: null });
const cancelled = (cancelCode: CountedBooking['cancelCode']) =>
  booking({ state: 'cancelled', attendance: null, startedAt: null, cancelCode });

describe('the activity of clinics', () => {
  it('counts by month and by week of London, also those in which nothing was booked', () => {
    const bookings = [
      booking({ startsAt: new Date('2026-10-25T10:00Z') }),
      booking({ startsAt: new Date('2026-11-30T23:30Z'), otherwise: 'telephone' }),
      dna('no-officer'),
    ];
    const { months, weeks } = activityByTime(bookings, { from: '2026-10-19', to: '2026-12-02', today });
    expect(months.map(({ period, booked, attended }) => [period, booked, attended])).to.deep.equal([
      ['2026-10', 1, 1],
      ['2026-11', 2, 1],
      ['2026-12', 0, 0],
    ]);
    expect(weeks.map(({ period, booked }) => `${period} ${String(booked)}`)).to.deep.equal([
      '2026-10-19 1',
      '2026-10-26 0',
      '2026-11-02 0',
      '2026-11-09 0',
      '2026-11-16 0',
      '2026-11-23 0',
      '2026-11-30 2',
    ]);
    const november = months[1];
    expect(november?.dna).to.deep.equal({ patient: 0, prison: 1, hospital: 0, technology: 0 });
    expect(november?.escortsAvoided).to.equal(0);
    expect(months[2]?.medianMinutesLate).to.equal(null);
  });

  it('counts who was seen, who was not and by whose cause, and what was avoided, by clinician and month', () => {
    const rows = activityOf(
      [
        booking({ startedAt: at('09:55') }),
        booking({ startedAt: at('10:04'), otherwise: 'telephone' }),
        booking({ startedAt: at('10:12'), otherwise: null }),
        booking({ attendance: null }),
        dna('no-officer'),
        dna('patient-declined'),
        cancelled('lockdown'),
        cancelled('clinician-away'),
        booking({ month: '2026-12', state: 'booked', attendance: null, startedAt: null }),
      ],
      today,
    );
    expect(rows.map(({ month }) => month)).to.deep.equal(['2026-12', '2026-11']);
    expect(rows[1]).to.deep.equal({
      month: '2026-11',
      clinicianId,
      clinicianName: 'Dr Asha Rao',
      booked: 8,
      attended: 3,
      notRecorded: 1,
      dna: { patient: 1, prison: 1, hospital: 0, technology: 0 },
      cancelled: { patient: 0, prison: 1, hospital: 1, technology: 0 },
      medianMinutesLate: 4,
      escortsAvoided: 1,
      replaced: [
        { what: 'hospital-escort', visits: 1 },
        { what: 'in-prison-clinic', visits: 0 },
        { what: 'telephone', visits: 1 },
        { what: 'nothing', visits: 0 },
        { what: 'not-known', visits: 1 },
      ],
    });
    expect(
      activityOf([booking({ startedAt: at('10:04') }), booking({ startedAt: at('10:07') })], today)[0],
    ).to.include({
      medianMinutesLate: 5.5,
    });
    expect(rows[0]?.medianMinutesLate).to.equal(null);
  });

  it('counts those that nobody started as missing once their day is over, and says them by no code', () => {
    const waiting = booking({ state: 'booked', attendance: null, startedAt: null });
    const running = booking({ state: 'running', attendance: null });
    const missingOn = (day: string) => activityOf([waiting, running], day)[0]?.notRecorded;
    expect([missingOn('2026-11-30'), missingOn('2026-12-01')]).to.deep.equal([0, 2]);
    expect(activityOf([cancelled('lockdown'), dna('no-officer')], '2026-12-01')[0]?.notRecorded).to.equal(0);
    expect(attendedCode(waiting, '2026-11-30')).to.equal('0');
    expect(attendedCode(waiting, '2026-12-01')).to.equal(null);
  });

  it('says each by its code of the NHS Data Dictionary', () => {
    expect(attendedCode(booking(), today)).to.equal('5');
    expect(attendedCode(booking({ startedAt: at('10:12'), patientInAt: at('10:15') }), today)).to.equal('5');
    expect(attendedCode(booking({ startedAt: at('09:58'), patientInAt: at('10:09') }), today)).to.equal('6');
    expect(attendedCode(dna('patient-declined'), today)).to.equal('3');
    expect(attendedCode(dna('not-brought'), today)).to.equal('3');
    expect(attendedCode(dna('technology'), today)).to.equal('4');
    expect(attendedCode(dna('interpreter'), today)).to.equal('4');
    expect(attendedCode(cancelled('patient-unwell'), today)).to.equal('2');
    expect(attendedCode(cancelled('lockdown'), today)).to.equal('2');
    expect(attendedCode(cancelled('clinician-away'), today)).to.equal('4');
    expect(attendedCode(booking({ state: 'booked', attendance: null }), today)).to.equal('0');
    expect(attendedCode(booking({ attendance: null }), today)).to.equal(null);
  });

  it('gives small counts as a range and no names in the file', () => {
    const text = [
      ...activityLines([...Array.from({ length: 5 }, () => booking()), dna('no-officer')], today),
    ].join('');
    expect(text).not.to.contain('Asha');
    const shared = {
      month: '2026-11',
      service: 'Dermatology',
      clinician_id: clinicianId,
      consultation_medium_used: '03',
      consultation_mechanism: '11',
      would_have_been: 'hospital-escort',
    };
    expect(readCsv(text)).to.have.deep.members([
      { ...shared, attended_or_did_not_attend: '5', caused_by: '', appointments: '5' },
      { ...shared, attended_or_did_not_attend: '3', caused_by: 'prison', appointments: '1 to 4' },
    ]);
  });
});

import { expect } from 'chai';
import { appointmentOf, claimsOf, mainStartsOf, overlaps } from '../../../domain/clinics/appointment.ts';
import type { AppointmentLengths } from '../../../domain/clinics/clinic.ts';
import { clockOf, instantOf } from '../../../domain/rota/wall-clock.ts';
import { at, clinicSession, fellside, office, patient, prisonDay, reid } from '../../support/a-clinic.ts';

const meetings: AppointmentLengths = { preMinutes: 5, mainMinutes: 20, debriefMinutes: 10 };
const span = (starts: string, ends: string) => ({ startsAt: at(starts), endsAt: at(ends) });

describe('two times', () => {
  it('A02 do not overlap when one begins as the other ends', () => {
    expect(overlaps(span('11:00', '11:30'), span('11:30', '12:00'))).to.equal(false);
    expect(overlaps(span('11:30', '12:00'), span('11:00', '11:30'))).to.equal(false);
  });

  it('A02 overlap when they share a minute, or one lies in the other', () => {
    expect(overlaps(span('11:00', '11:30'), span('11:29', '12:00'))).to.equal(true);
    expect(overlaps(span('11:29', '12:00'), span('11:00', '11:30'))).to.equal(true);
    expect(overlaps(span('11:00', '12:00'), span('11:10', '11:20'))).to.equal(true);
    expect(overlaps(span('11:10', '11:20'), span('11:00', '12:00'))).to.equal(true);
  });
});

describe('the places of a session', () => {
  it('follow one another, each with its meetings before and after', () => {
    const session = clinicSession('09:00', '10:45', meetings);
    expect(mainStartsOf(session).map(clockOf)).to.deep.equal(['09:05', '09:40', '10:15']);
  });

  it('end within the session, debrief included', () => {
    expect(mainStartsOf(clinicSession('09:00', '10:44', meetings)).map(clockOf)).to.deep.equal([
      '09:05',
      '09:40',
    ]);
    expect(mainStartsOf(clinicSession('09:00', '09:34', meetings))).to.deep.equal([]);
  });

  it('are fewer in the night in which the clock goes forward', () => {
    const [startsAt, endsAt] = [instantOf('2027-03-28T00:30'), instantOf('2027-03-28T03:00')];
    const starts = mainStartsOf(clinicSession('00:30', '03:00', { date: '2027-03-28', startsAt, endsAt }));
    expect(starts.map(clockOf)).to.deep.equal(['00:30', '02:00', '02:30']);
  });
});

describe('an appointment', () => {
  const prison = { leadMinutes: 30, moveBackMinutes: 15 };
  const timesOf = (made: ReturnType<typeof appointmentOf>) =>
    made.segments.map(({ kind, startsAt, endsAt }) => `${kind} ${clockOf(startsAt)} to ${clockOf(endsAt)}`);

  it('A17 has its pre-meeting before the patient comes and its debrief after, each once', () => {
    const made = appointmentOf(meetings, prison, at('10:00'));
    expect(timesOf(made)).to.deep.equal([
      'move-in 09:30 to 10:00',
      'pre 09:55 to 10:00',
      'main 10:00 to 10:20',
      'debrief 10:20 to 10:30',
      'move-back 10:20 to 10:35',
    ]);
    expect([made.startsAt, made.endsAt].map(clockOf)).to.deep.equal(['10:00', '10:20']);
    expect([made.beginsAt, made.overAt].map(clockOf)).to.deep.equal(['09:30', '10:35']);
  });

  it('A17 leaves out the parts that take no time', () => {
    const bare = { preMinutes: 0, mainMinutes: 20, debriefMinutes: 0 };
    const made = appointmentOf(bare, { leadMinutes: 0, moveBackMinutes: 0 }, at('10:00'));
    expect(timesOf(made)).to.deep.equal(['main 10:00 to 10:20']);
    expect([made.beginsAt, made.overAt].map(clockOf)).to.deep.equal(['10:00', '10:20']);
  });

  it('begins and ends with the staff where they meet for longer than the patient is on the corridor', () => {
    const long = { preMinutes: 45, mainMinutes: 20, debriefMinutes: 30 };
    const made = appointmentOf(long, prison, at('10:00'));
    expect([made.beginsAt, made.overAt].map(clockOf)).to.deep.equal(['09:15', '10:50']);
  });
});

describe('what an appointment takes', () => {
  const made = appointmentOf(meetings, { leadMinutes: 30, moveBackMinutes: 15 }, at('10:00'));
  const session = clinicSession('09:00', '12:00');
  const claims = (over: { capacity?: number; escortPlaces?: number | null }, appointment = made) =>
    claimsOf(appointment, {
      session: { ...session, capacity: over.capacity ?? 1 },
      prison: prisonDay({ escortPlaces: over.escortPlaces ?? null }),
      patientId: patient,
      stationId: office,
    });

  it('is the clinician and the station for the meetings too, and the patient from cell to cell', () => {
    expect(claims({})).to.deep.equal([
      { kind: 'clinician', resourceId: reid, seats: 1, startsAt: at('09:55'), endsAt: at('10:30') },
      { kind: 'patient', resourceId: patient, seats: 1, startsAt: at('09:30'), endsAt: at('10:35') },
      { kind: 'station', resourceId: office, seats: 1, startsAt: at('09:55'), endsAt: at('10:30') },
    ]);
  });

  it('A09 is one of as many places with the clinician as the session has at one time', () => {
    expect(claims({ capacity: 2 }).map(({ kind, seats }) => [kind, seats])).to.deep.equal([
      ['clinician', 2],
      ['patient', 1],
      ['station', 1],
    ]);
  });

  it('A14 is an escort there and one back, of as many as the prison has at one time', () => {
    const escorts = claims({ escortPlaces: 4 }).filter(({ kind }) => kind === 'escort');
    expect(escorts).to.deep.equal([
      { kind: 'escort', resourceId: fellside, seats: 4, startsAt: at('09:30'), endsAt: at('10:00') },
      { kind: 'escort', resourceId: fellside, seats: 4, startsAt: at('10:20'), endsAt: at('10:35') },
    ]);
  });

  it('A14 is an escort of none where the prison has none, so that it is refused and not forgotten', () => {
    const escorts = claims({ escortPlaces: 0 }).filter(({ kind }) => kind === 'escort');
    expect(escorts.map(({ seats }) => seats)).to.deep.equal([0, 0]);
  });

  it('A14 is no escort where the patient is on the spot', () => {
    const onTheWing = appointmentOf(meetings, { leadMinutes: 0, moveBackMinutes: 15 }, at('10:00'));
    const escorts = claims({ escortPlaces: 4 }, onTheWing).filter(({ kind }) => kind === 'escort');
    expect(escorts.map(({ startsAt }) => clockOf(startsAt))).to.deep.equal(['10:20']);
  });
});

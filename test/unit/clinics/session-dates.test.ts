import { expect } from 'chai';
import type { ClinicTemplate } from '../../../domain/clinics/clinic.ts';
import {
  daysLeftOut,
  firstDayOf,
  leftBehind,
  movedTo,
  plannableSessionsOf,
  requireHeld,
  requireUsable,
  sessionOn,
  sessionsOf,
  wallInstant,
} from '../../../domain/clinics/session-dates.ts';
import { placesOf } from '../../../domain/clinics/kept-places.ts';
import type { ClinicSessionId, ClinicTemplateId } from '../../../domain/ids.ts';
import { changedTemplate } from '../../../domain/clinics/change-template.ts';
import { DomainError } from '../../../domain/errors.ts';
import { clinicTemplate } from '../../support/a-clinic.ts';

function planned(template: ClinicTemplate, from: string, to: string) {
  let made = 0;
  return sessionsOf(template, { from, to, newId: () => `session ${(made += 1)}` });
}

const dates = (template: ClinicTemplate, from: string, to: string) =>
  planned(template, from, to).map(({ date }) => date);

describe('the sessions of a clinic template', () => {
  it('A19 begin at nine in London before, on and after the day on which the clock goes forward', () => {
    const sessions = planned(clinicTemplate({ weekday: 7 }), '2027-03-21', '2027-04-04');
    expect(sessions.map(({ startsAt }) => startsAt.toISOString())).to.deep.equal([
      '2027-03-21T09:00:00.000Z',
      '2027-03-28T08:00:00.000Z',
      '2027-04-04T08:00:00.000Z',
    ]);
    expect(sessions.map(({ endsAt }) => endsAt.toISOString())).to.deep.equal([
      '2027-03-21T12:00:00.000Z',
      '2027-03-28T11:00:00.000Z',
      '2027-04-04T11:00:00.000Z',
    ]);
  });

  it('A19 begin at nine in London before, on and after the day on which the clock goes back', () => {
    const sessions = planned(clinicTemplate({ weekday: 7 }), '2027-10-24', '2027-11-07');
    expect(sessions.map(({ startsAt }) => startsAt.toISOString())).to.deep.equal([
      '2027-10-24T08:00:00.000Z',
      '2027-10-31T09:00:00.000Z',
      '2027-11-07T09:00:00.000Z',
    ]);
  });

  it('A19 keep the times as they were typed beside the instants', () => {
    const [session] = planned(clinicTemplate({ weekday: 7 }), '2027-03-28', '2027-03-28');
    expect(session).to.deep.include({ date: '2027-03-28', startsAtClock: '09:00', endsAtClock: '12:00' });
  });

  it('A20 are refused as a whole when one of them would begin at a time that its night leaves out', () => {
    const template = clinicTemplate({ weekday: 7, startsAtClock: '01:30' });
    expect(dates(template, '2027-03-14', '2027-03-21')).to.deep.equal(['2027-03-14', '2027-03-21']);
    expect(() => planned(template, '2027-03-14', '2027-03-28'))
      .to.throw(DomainError, '01:30 does not exist on 2027-03-28')
      .with.property('code', 'invalid');
  });

  it('A20 are planned on the other days when one of them would begin or end at a time that its night has not', () => {
    const span = { from: '2027-03-21', to: '2027-04-04' };
    const sundays = (over: Partial<ClinicTemplate>) =>
      plannableSessionsOf(clinicTemplate({ weekday: 7, ...over }), { ...span, newId: () => 'session' });
    expect(sundays({ startsAtClock: '01:30', endsAtClock: '04:00' }).map(({ date }) => date)).to.deep.equal([
      '2027-03-21',
      '2027-04-04',
    ]);
    expect(sundays({ startsAtClock: '00:30', endsAtClock: '01:30' }).map(({ date }) => date)).to.deep.equal([
      '2027-03-21',
      '2027-04-04',
    ]);
    expect(sundays({ startsAtClock: '02:00' })).to.have.length(3);
    const night = clinicTemplate({ weekday: 7, startsAtClock: '01:30', endsAtClock: '04:00' });
    const year = { from: '2027-01-01', to: '2027-12-31' };
    expect(daysLeftOut(night, year)).to.deep.equal(['2027-03-28', '2027-10-31']);
  });

  it('are planned, carry their template, and have an id of their own', () => {
    const sessions = planned(clinicTemplate(), '2027-01-11', '2027-01-18');
    expect(sessions.map(({ id, templateId, state }) => [id, templateId, state])).to.deep.equal([
      ['session 1', 'a template', 'planned'],
      ['session 2', 'a template', 'planned'],
    ]);
    expect(sessions[0]).to.deep.equal({
      id: 'session 1',
      organisationId: 'an organisation',
      templateId: 'a template',
      service: 'Dermatology',
      clinicianId: 'reid',
      date: '2027-01-11',
      startsAtClock: '09:00',
      endsAtClock: '12:00',
      startsAt: new Date('2027-01-11T09:00:00Z'),
      endsAt: new Date('2027-01-11T12:00:00Z'),
      preMinutes: 5,
      mainMinutes: 20,
      debriefMinutes: 5,
      capacity: 1,
      state: 'planned',
    });
  });

  it('are of the days asked for, the first and the last included', () => {
    expect(dates(clinicTemplate(), '2027-01-11', '2027-01-25')).to.deep.equal([
      '2027-01-11',
      '2027-01-18',
      '2027-01-25',
    ]);
    expect(dates(clinicTemplate(), '2027-01-12', '2027-01-24')).to.deep.equal(['2027-01-18']);
    expect(dates(clinicTemplate(), '2027-01-12', '2027-01-17')).to.deep.equal([]);
  });

  it('are of the days on which the template is valid, the first and the last included', () => {
    const template = clinicTemplate({ validFrom: '2027-01-11', validTo: '2027-01-25' });
    expect(dates(template, '2026-12-01', '2027-03-01')).to.deep.equal([
      '2027-01-11',
      '2027-01-18',
      '2027-01-25',
    ]);
    const narrower = clinicTemplate({ validFrom: '2027-01-12', validTo: '2027-01-24' });
    expect(dates(narrower, '2026-12-01', '2027-03-01')).to.deep.equal(['2027-01-18']);
  });

  it('are every so many weeks from the week in which it becomes valid, wherever the days asked for begin', () => {
    // Its first day is a Wednesday: the Monday of that week is gone, and the next is not its turn.
    const template = clinicTemplate({ everyWeeks: 2, validFrom: '2026-12-02' });
    expect(dates(template, '2026-11-01', '2027-01-12')).to.deep.equal([
      '2026-12-14',
      '2026-12-28',
      '2027-01-11',
    ]);
    expect(dates(template, '2026-12-15', '2027-01-12')).to.deep.equal(['2026-12-28', '2027-01-11']);
    expect(dates(template, '2026-12-28', '2027-01-10')).to.deep.equal(['2026-12-28']);
  });

  it('are on the last day of the week for a Sunday, which belongs to the Monday before', () => {
    const template = clinicTemplate({ weekday: 7, everyWeeks: 2, validFrom: '2026-12-02' });
    expect(dates(template, '2026-12-01', '2026-12-31')).to.deep.equal(['2026-12-06', '2026-12-20']);
  });
});

describe('a time by the clock that somebody has typed', () => {
  it('is one instant, in summer and in winter', () => {
    expect(wallInstant('2027-01-11T09:00').toISOString()).to.equal('2027-01-11T09:00:00.000Z');
    expect(wallInstant('2027-07-12T09:00').toISOString()).to.equal('2027-07-12T08:00:00.000Z');
  });

  it('A20 is refused when the night of 28 March 2027 leaves it out', () => {
    expect(() => wallInstant('2027-03-28T01:30'))
      .to.throw(DomainError, '01:30 does not exist on 2027-03-28: the clock goes forward that night')
      .with.property('code', 'invalid');
    expect(wallInstant('2027-03-28T00:59').toISOString()).to.equal('2027-03-28T00:59:00.000Z');
    expect(wallInstant('2027-03-28T02:00').toISOString()).to.equal('2027-03-28T01:00:00.000Z');
  });

  it('A20 is refused when the night of 31 October 2027 repeats it, with what to choose instead', () => {
    expect(() => wallInstant('2027-10-31T01:30'))
      .to.throw(
        DomainError,
        '01:30 on 2027-10-31 happens twice that night; choose a time outside 01:00 to 02:00',
      )
      .with.property('code', 'invalid');
    expect(wallInstant('2027-10-31T00:59').toISOString()).to.equal('2027-10-30T23:59:00.000Z');
    expect(wallInstant('2027-10-31T02:00').toISOString()).to.equal('2027-10-31T02:00:00.000Z');
  });
});

describe('a session that is moved', () => {
  const session = sessionOn(clinicTemplate({ startsAtClock: '09:00', endsAtClock: '11:30' }), {
    date: '2027-03-27',
    id: 'session' as ClinicSessionId,
  });
  const moved = (date: string, startsAtClock: string) => movedTo(session, { date, startsAtClock });

  it('A19 begins at the time by the clock that was typed, also on the day of the change, and is of no template', () => {
    const { startsAtClock, endsAtClock, startsAt, endsAt, templateId, id } = moved('2027-03-28', '08:45');
    expect([startsAtClock, endsAtClock]).to.deep.equal(['08:45', '11:15']);
    expect(startsAt.toISOString()).to.equal('2027-03-28T07:45:00.000Z');
    expect(endsAt.toISOString()).to.equal('2027-03-28T10:15:00.000Z');
    expect([templateId, id]).to.deep.equal([null, 'session']);
  });

  it('A19 keeps its real length and its places in the night in which the clock changes', () => {
    const spring = moved('2027-03-28', '00:30');
    expect([spring.startsAt.toISOString(), spring.endsAt.toISOString(), spring.endsAtClock]).to.deep.equal([
      '2027-03-28T00:30:00.000Z',
      '2027-03-28T03:00:00.000Z',
      '04:00',
    ]);
    expect(placesOf(spring)).to.equal(5);
    const autumn = moved('2027-10-31', '00:30');
    expect([autumn.endsAt.toISOString(), autumn.endsAtClock, placesOf(autumn)]).to.deep.equal([
      '2027-10-31T02:00:00.000Z',
      '02:00',
      5,
    ]);
    expect(() => moved('2027-10-31', '00:15'))
      .to.throw(DomainError, 'startsAtClock: the clinic would end at 01:45, which happens twice that night')
      .with.property('code', 'invalid');
  });

  it('A20 is refused where it would begin at a time that is not, or end on another day', () => {
    expect(() => moved('2027-03-28', '01:30')).to.throw(DomainError, /does not exist/);
    expect(moved('2027-03-29', '21:29').endsAtClock).to.equal('23:59');
    expect(() => moved('2027-03-29', '21:30')).to.throw(DomainError, /would end on another day/);
  });
});

describe('what a session that is moved leaves behind', () => {
  const id = '2f0c7d6e-1b2a-4c3d-9e8f-0a1b2c3d4e5f' as ClinicSessionId;
  const session = sessionOn(clinicTemplate(), { date: '2027-01-11', id });

  it('is cancelled, keeps the day of its template, and names the one that has gone', () => {
    const other = '7b1d5c02-93f4-4e6a-8d21-5c4b3a2f1e0d' as ClinicSessionId;
    expect(leftBehind(session, other)).to.deep.equal({
      ...session,
      id: other,
      state: 'cancelled',
      movedToId: id,
    });
  });
});

describe('a clinic template that is held', () => {
  const now = new Date('2026-11-30T13:00:00Z');
  const held = (over: Partial<ClinicTemplate>, at = now) => {
    requireHeld(clinicTemplate(over), at);
  };
  const refused = (over: Partial<ClinicTemplate>, message: string, at = now) => {
    expect(() => {
      held(over, at);
    })
      .to.throw(DomainError, message)
      .with.property('code', 'invalid');
  };

  it('has a last day that is not in the past, if it has any', () => {
    refused({ validFrom: '2026-11-02', validTo: '2026-11-29' }, 'validTo: the last day is in the past');
    held({ validFrom: '2026-11-02', validTo: '2026-12-07' });
    held({ validFrom: '2026-11-02' });
  });

  it('has one of its days between now and its last day', () => {
    const never = 'validTo: the clinic would never be held';
    refused({ weekday: 2, validFrom: '2026-12-02', validTo: '2026-12-07' }, never);
    held({ weekday: 2, validFrom: '2026-12-02', validTo: '2026-12-08' });
    // The day of the first week is over before it becomes valid, and the next turn is in four weeks.
    refused({ weekday: 1, everyWeeks: 4, validFrom: '2026-12-02', validTo: '2026-12-27' }, never);
    held({ weekday: 1, everyWeeks: 4, validFrom: '2026-12-02', validTo: '2026-12-28' });
  });

  it('counts today until it would be over', () => {
    const today = { validFrom: '2026-11-30', validTo: '2026-11-30' };
    held(today, new Date('2026-11-30T11:59:00Z'));
    refused(today, 'validTo: the clinic would never be held', new Date('2026-11-30T12:00:00Z'));
  });

  it('A20 has its times on each of its days of a year, also of those that are not planned yet', () => {
    const night = { weekday: 7, startsAtClock: '01:30', endsAtClock: '04:00' } as const;
    refused(night, '01:30 does not exist on 2027-03-28: the clock goes forward that night');
    held({ ...night, validTo: '2027-03-27' });
    refused({ ...night, validFrom: '2027-04-01' }, '01:30 on 2027-10-31 happens twice');
  });

  it('is held first on a day that may be long after today', () => {
    const from = '2026-11-30';
    expect(firstDayOf(clinicTemplate({ validFrom: '2027-06-01' }), from)).to.equal('2027-06-07');
    expect(firstDayOf(clinicTemplate({ everyWeeks: 12, validFrom: '2026-11-24' }), from)).to.equal(
      '2027-02-15',
    );
    expect(firstDayOf(clinicTemplate({ validTo: '2026-12-06' }), from)).to.equal(null);
  });
});

describe('a clinic template that can be used', () => {
  const refused = (over: Partial<ClinicTemplate>, message: string) => {
    expect(() => {
      requireUsable(clinicTemplate(over));
    })
      .to.throw(DomainError, message)
      .with.property('code', 'invalid');
  };

  it('ends after it begins', () => {
    refused({ startsAtClock: '12:00', endsAtClock: '09:00' }, 'endsAtClock: a clinic ends after it begins');
    refused({ startsAtClock: '09:00', endsAtClock: '09:00' }, 'endsAtClock: a clinic ends after it begins');
  });

  it('has room for one appointment with its meetings at least', () => {
    refused({ startsAtClock: '09:00', endsAtClock: '09:29' }, 'endsAtClock: no appointment fits in');
    requireUsable(clinicTemplate({ startsAtClock: '09:00', endsAtClock: '09:30' }));
  });

  it('has no last day before the first', () => {
    refused({ validFrom: '2027-01-11', validTo: '2027-01-10' }, 'validTo: it is before the first day');
    requireUsable(clinicTemplate({ validFrom: '2027-01-11', validTo: '2027-01-11' }));
  });
});

describe('a regular clinic that is changed from a day on', () => {
  const change = {
    weekday: 1 as const,
    everyWeeks: 2,
    startsAtClock: '10:00',
    endsAtClock: '12:00',
    preMinutes: 0,
    mainMinutes: 20,
    debriefMinutes: 0,
    capacity: 1,
    validTo: null,
    shares: [],
    releaseHours: 48,
  } satisfies Parameters<typeof changedTemplate>[1]['change'];
  const before = clinicTemplate({ weekday: 1, everyWeeks: 2, validFrom: '2026-11-30' });
  const after = (from: string, over: { everyWeeks?: number } = {}) =>
    changedTemplate(before, { from, change: { ...change, ...over }, id: 'new' as ClinicTemplateId });

  it('keeps its rhythm of weeks', () => {
    expect(dates(before, '2026-11-30', '2027-01-11')).to.deep.equal([
      '2026-11-30',
      '2026-12-14',
      '2026-12-28',
      '2027-01-11',
    ]);
    // From a week in which it is held, and from one in which it is not.
    expect(dates(after('2026-12-14'), '2026-11-30', '2027-01-11')).to.deep.equal([
      '2026-12-14',
      '2026-12-28',
      '2027-01-11',
    ]);
    expect(dates(after('2026-12-09'), '2026-11-30', '2027-01-11')).to.deep.equal([
      '2026-12-14',
      '2026-12-28',
      '2027-01-11',
    ]);
  });

  it('counts another rhythm from its first day', () => {
    expect(dates(after('2026-12-09', { everyWeeks: 3 }), '2026-11-30', '2027-01-11')).to.deep.equal([
      '2026-12-28',
    ]);
  });
});

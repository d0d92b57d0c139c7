import { expect } from 'chai';
import type { ClinicSessionId, PersonId } from '../../../domain/ids.ts';
import {
  addedWords,
  changesWords,
  heldWords,
  isStillHeld,
  notHeldWords,
  standingWords,
} from '../../../web/src/clinics/template-words.ts';

const today = '2026-11-30';

const template = {
  service: 'Dermatology',
  clinicianId: 'reid' as PersonId,
  weekday: 2,
  everyWeeks: 1,
  startsAtClock: '09:00',
  endsAtClock: '12:00',
  preMinutes: 5,
  mainMinutes: 20,
  debriefMinutes: 5,
  capacity: 1,
  validFrom: '2026-12-01',
  validTo: null,
} as const;

describe('a clinic that is held regularly, in words', () => {
  it('tells when it is held', () => {
    expect(heldWords(template)).to.equal('Every Tuesday, 09:00 to 12:00, from Tue 1 Dec 2026');
    expect(heldWords({ ...template, everyWeeks: 2, validTo: '2027-01-31' })).to.equal(
      'Tuesday, every 2 weeks, 09:00 to 12:00, from Tue 1 Dec 2026 until Sun 31 Jan 2027',
    );
  });

  it('is no more once its last day is over', () => {
    expect(isStillHeld(template, today)).to.equal(true);
    expect(isStillHeld({ ...template, validFrom: '2026-11-01', validTo: '2026-11-30' }, today)).to.equal(
      true,
    );
    expect(isStillHeld({ ...template, validFrom: '2026-11-01', validTo: '2026-11-29' }, today)).to.equal(
      false,
    );
    // It was ended before its first day.
    expect(isStillHeld({ ...template, validTo: '2026-11-30' }, today)).to.equal(false);
  });

  it('says what stays when it is changed or ended', () => {
    const one = {
      sessionId: 's' as ClinicSessionId,
      date: '2026-12-08',
      startsAtClock: '09:00',
      endsAtClock: '12:00',
    };
    expect(standingWords([])).to.equal('None is published from then on.');
    expect(standingWords([{ ...one, booked: 0 }])).to.equal(
      '1 clinic is published from then on, with nobody booked.',
    );
    expect(
      standingWords([
        { ...one, booked: 2 },
        { ...one, booked: 1 },
      ]),
    ).to.equal('2 clinics are published from then on, with 3 patients booked.');
    expect(changesWords({ changesOn: '2026-12-08' })).to.equal('Held at other times from Tue 8 Dec 2026.');
  });

  it('tells how many clinics are planned, and of one that is later, when that is done', () => {
    expect(addedWords(template, { planned: 12, today })).to.equal(
      '12 clinics planned for the next twelve weeks. Publish each one that can be booked.',
    );
    const later = { ...template, validFrom: '2027-05-01' };
    const words =
      'The first is on Tue 4 May 2027: it is planned, and can be published, from Wed 10 Feb 2027 on.';
    expect(addedWords(later, { planned: 0, today })).to.equal(`The clinic is added. ${words}`);
    expect(notHeldWords(later, today)).to.equal(words);
    expect(notHeldWords(template, today)).to.equal('');
    expect(
      notHeldWords({ ...template, validFrom: '2027-02-17' }, today),
      'from the day after the weeks on',
    ).to.match(/^The first is on Tue 23 Feb 2027/);
    expect(notHeldWords({ ...template, validFrom: '2027-02-16' }, today), 'within the weeks').to.equal('');
  });

  it('A20 tells on which days it is not held because its times do not exist', () => {
    const night = { ...template, weekday: 7, startsAtClock: '01:30', endsAtClock: '04:00' } as const;
    expect(notHeldWords(night, today)).to.equal(
      'Not held on Sun 28 Mar 2027 and Sun 31 Oct 2027: the clock changes that night, and its times do not exist or come twice.',
    );
  });
});

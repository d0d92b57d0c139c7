import { dnaCausesAt } from '../../../domain/clinics/outside.ts';
import type { VisitCard } from '../../../domain/states/wire.ts';
import { outcomeWords } from '../../../web/src/booked/outcome-words.ts';
import { elsewhereWords, visitedName } from '../../../web/src/clinician/clinician-words.ts';
import { draftAt, emptyDetails } from '../../../web/src/clinics/details-draft.ts';
import { expect } from 'chai';
import type { SiteId, PatientId } from '../../../domain/ids.ts';
import {
  afterCancelWords,
  clashWords,
  identifiers,
  isElsewhere,
  matches,
  notOfferedWords,
  otherClinicWords,
  reasonsByCause,
  standingOf,
  startWords,
  waitedWords,
  whenWords,
} from '../../../web/src/clinics/clinic-words.ts';

const patient = {
  patientId: '0197f3b2-6f5c-7c4e-9d1b-1f2e3d4c5b6a' as PatientId,
  siteId: '0197f3b2-6f5c-7c4e-9d1b-1f2e3d4c5b6b' as SiteId,
  siteName: 'HMP Fellside',
  name: 'Rhys Morgan',
  dateOfBirth: '1980-02-03',
  nhsNumber: '9990000018',
  prisonNumber: 'A0001BC',
};

describe('clinics in words', () => {
  it('tells how long a referral has waited, by the calendar', () => {
    expect(waitedWords('2026-10-24', '2026-10-26')).to.equal('Waiting 2 days');
    expect(waitedWords('2026-10-25', '2026-10-26')).to.equal('Waiting 1 day');
    expect(waitedWords('2026-10-26', '2026-10-26')).to.equal('Referred today');
    // The NHS standard is 18 weeks, which are 126 days.
    expect(waitedWords('2026-06-22', '2026-10-26')).to.equal('Waiting 126 days');
    expect(waitedWords('2026-06-21', '2026-10-26')).to.equal('Waiting 127 days, over 18 weeks');
  });

  it('tells times by the clock of the United Kingdom, in summer and in winter', () => {
    const summer = { startsAt: '2026-07-01T08:05:00.000Z', endsAt: '2026-07-01T08:25:00.000Z' };
    const winter = { startsAt: '2026-12-01T09:05:00.000Z', endsAt: '2026-12-01T09:25:00.000Z' };
    expect(whenWords(summer)).to.equal('Wed 1 Jul 2026, 09:05 to 09:25');
    expect(whenWords(winter)).to.equal('Tue 1 Dec 2026, 09:05 to 09:25');
  });

  it('knows a zone whose clock differs in one half of the year only (A21)', () => {
    const now = new Date('2026-11-29T12:00:00Z');
    expect(isElsewhere('Europe/London', now)).to.equal(false);
    expect(isElsewhere('Europe/Lisbon', now)).to.equal(false);
    expect(isElsewhere('UTC', now)).to.equal(true);
    expect(isElsewhere('America/New_York', now)).to.equal(true);
  });

  it('tells what clashes with a clinic, and names another day', () => {
    const onCall = {
      kind: 'on-call',
      startsAt: '2026-12-01T08:00:00.000Z',
      endsAt: '2026-12-01T20:00:00.000Z',
    } as const;
    expect(clashWords(onCall, '2026-12-01')).to.equal('On call 08:00 to 20:00 that day');
    const night = { ...onCall, startsAt: '2026-11-30T20:00:00.000Z', endsAt: '2026-12-01T10:00:00.000Z' };
    expect(clashWords(night, '2026-12-01')).to.equal(
      'On call Mon 30 Nov 2026, 20:00 to Tue 1 Dec 2026, 10:00',
    );
  });

  it('tells what else a clinician holds before a clinic is opened', () => {
    const clash = {
      kind: 'session',
      startsAt: '2026-12-01T10:00:00.000Z',
      endsAt: '2026-12-01T12:00:00.000Z',
    } as const;
    expect(otherClinicWords('Dr Tom Reid', { clash, date: '2026-12-01' })).to.equal(
      'Dr Tom Reid has another clinic 10:00 to 12:00 that day.',
    );
  });

  it('tells of a clinic that was moved where it has gone, with the day where that is another one', () => {
    const session = { state: 'cancelled', date: '2026-12-01' } as const;
    const words = (movedTo: { date: string; startsAtClock: string } | null) =>
      standingOf({ ...session, movedTo }).words;
    expect(words(null)).to.equal('Cancelled');
    expect(words({ date: '2026-12-01', startsAtClock: '15:00' })).to.equal('Moved to 15:00');
    expect(words({ date: '2026-12-03', startsAtClock: '09:00' })).to.equal(
      'Moved to 09:00 on Thu 3 Dec 2026',
    );
  });

  it('counts why times are not offered', () => {
    expect(notOfferedWords({ why: 'escort-taken', times: 1 })).to.equal(
      '1 time: no officers are free to bring the patient',
    );
    expect(notOfferedWords({ why: 'over-lock-up', times: 3 })).to.equal(
      '3 times: the patient would be out over lock-up',
    );
  });

  it('names a patient by number and date of birth, without what is not known', () => {
    expect(identifiers(patient)).to.equal('A0001BC, NHS 999 000 0018, born 3 February 1980');
    expect(identifiers({ ...patient, nhsNumber: null, prisonNumber: null })).to.equal('born 3 February 1980');
  });

  it('puts each reason under who has caused it, and says what becomes of the referral', () => {
    const groups = reasonsByCause(['session-cancelled', 'patient-declined', 'patient-unwell']);
    expect(groups.map(({ cause }) => cause)).to.deep.equal(['Prison', 'Hospital', 'Technology']);
    expect(groups.flatMap(({ codes }) => codes.map(({ code }) => code))).not.to.include('session-cancelled');
    const words = (of: 'booking' | 'clinic') =>
      reasonsByCause([], { of }).flatMap(({ codes }) => codes.filter(({ code }) => code === 'no-officer'));
    expect(words('booking').map((one) => one.words)).to.deep.equal(['No officer to bring the patient']);
    expect(words('clinic').map((one) => one.words)).to.deep.equal(['No officers to bring the patients']);
    expect(afterCancelWords('lockdown')).to.equal('The referral waits again, at its old place in the list.');
    expect(afterCancelWords('not-needed')).to.equal(
      'The referral is closed: no other clinic is booked for it.',
    );
  });

  it('offers no reason of a prison where the patient is in none', () => {
    const offered = (place: 'care-home' | 'home') =>
      reasonsByCause(['session-cancelled'], { place }).map(({ cause, codes }) => [
        cause,
        codes.map(({ words }) => words),
      ]);
    const hospital = [
      'A clinician decided that it is not needed',
      'Clinician is away',
      'No interpreter',
      'Another reason at the hospital',
      'Booked by mistake',
    ];
    const own = ['Patient does not want the clinic', 'Patient is too unwell'];
    const moved = 'Patient has moved to another place';
    expect(offered('home')).to.deep.equal([
      ['Patient', [...own, moved]],
      ['Hospital', hospital],
      ['Technology', ['The video does not work']],
    ]);
    expect(offered('care-home')).to.deep.equal([
      ['Patient', own],
      ['Care home', [moved, 'Another reason at the care home']],
      ['Hospital', hospital],
      ['Technology', ['The video does not work']],
    ]);
  });

  it('says what became of a booking in the words of the place', () => {
    const at = '2027-06-09T09:00:00.000Z';
    const recorded = { at, byName: 'Sam Hill', corrected: false };
    const seen = { attendance: 'attended', nextStep: 'follow-up-in-person', ...recorded } as const;
    const hospital = { ...seen, nextStep: 'hospital' } as const;
    const places = [undefined, 'care-home', 'home'] as const;
    expect(places.map((place) => outcomeWords(seen, place))).to.deep.equal([
      'Seen: follow-up in person, at the prison',
      'Seen: follow-up in person, at the care home',
      'Seen: follow-up in person',
    ]);
    expect(places.map((place) => outcomeWords(hospital, place))).to.deep.equal([
      'Seen: hospital appointment (kept from the patient)',
      'Seen: hospital appointment',
      'Seen: hospital appointment',
    ]);
    expect(places.map((place) => dnaCausesAt(place).length)).to.deep.equal([8, 6, 5]);
    expect(dnaCausesAt('home')).not.to.include.members(['no-officer']);
    expect(draftAt('home', { ...emptyDetails, otherwise: 'hospital-escort' })).to.include({
      officer: 'not-needed',
      otherwise: null,
    });
  });

  it('does not offer to start again a visit that runs', () => {
    expect(startWords('booked')).to.equal('Start');
    expect(startWords('running')).to.equal('Back to the visit');
    expect(startWords('done')).to.equal('Start again');
  });

  it('says whom a clinician visits: at home the patient', () => {
    const card = { kind: 'booking', siteName: 'At home', siteKind: 'home', patient: { name: 'Ann Example' } };
    expect(visitedName(card as VisitCard)).to.equal('Ann Example');
    expect(visitedName({ ...card, siteName: 'Ash House', siteKind: 'care-home' } as VisitCard)).to.equal(
      'Ash House',
    );
    const home = { card: card as VisitCard };
    const house = { card: { ...card, siteName: 'Ash House', siteKind: 'care-home' } as VisitCard };
    expect(elsewhereWords({ offer: null, visit: home })).to.equal('You are in a visit with Ann Example');
    expect(elsewhereWords({ offer: house, visit: home })).to.equal('Ash House is calling you');
    expect(elsewhereWords({ offer: null, visit: null })).to.equal('');
  });
});

describe('the search among those who wait', () => {
  it('finds every word of a name, a prison number in either case, an NHS number in its groups', () => {
    for (const search of ['', 'morgan', 'MORGAN rhys', 'a0001bc', 'rhys a0001', '999 000', '9990000018']) {
      expect(matches({ patient }, search), search).to.equal(true);
    }
  });

  it('does not find others', () => {
    for (const search of ['morgan okafor', 'A0002BC', '999 1']) {
      expect(matches({ patient }, search), search).to.equal(false);
    }
  });
});

import { expect } from 'chai';
import type { PersonEventView } from '../../../domain/clinics/prison-mode-wire.ts';
import {
  cancelledWords,
  clashesWords,
  eventInWords,
  groupWords,
  overbookedWords,
} from '../../../web/src/clinics/prison-words.ts';

const court: PersonEventView = {
  eventId: '0197f3b2-6f5c-7c4e-9d1b-000000000001' as PersonEventView['eventId'],
  kind: 'court',
  onDate: '2027-06-09',
  startsAt: '2027-06-09T09:00:00.000Z',
  endsAt: '2027-06-09T10:30:00.000Z',
  source: 'staff',
  external: true,
};

describe('what a prison says, in words', () => {
  it('tells when else a patient has something on', () => {
    expect(eventInWords(court)).to.match(/^Court, .*9 June.*, 10:00 to 11:30$/);
    expect(eventInWords({ ...court, endsAt: null })).to.match(/, 10:00 to the end of the day$/);
    expect(eventInWords({ ...court, startsAt: null, endsAt: null })).to.match(
      /, at a time that is not known$/,
    );
  });

  it('names what clashes, and why it was booked all the same', () => {
    const clashes = [
      { kind: 'visit', timeKnown: true },
      { kind: 'legal-visit', timeKnown: true },
    ] as const;
    expect(clashesWords([...clashes])).to.equal('The patient has a visit and a legal visit then.');
    const kinds = clashes.map(({ kind }) => kind);
    expect(overbookedWords({ kinds, reason: 'It cannot wait', byName: 'Sam Hill' })).to.equal(
      'A visit and a legal visit. It cannot wait (Sam Hill)',
    );
  });

  it('says why a booking was cancelled', () => {
    const at = '2027-06-09T09:00:00.000Z';
    const cancelled = { code: 'lockdown', cause: 'prison', text: null, at, late: false } as const;
    expect(cancelledWords({ cancelled })).to.equal('Movements are stopped');
    expect(cancelledWords({ cancelled: null })).to.equal(null);
  });

  it('counts bookings of a service', () => {
    expect(groupWords({ service: 'Dermatology', priority: 'two-week-wait', bookings: 2 })).to.equal(
      'Dermatology, two-week wait: 2 bookings',
    );
  });
});

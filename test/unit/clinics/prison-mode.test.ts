import { expect } from 'chai';
import { appointmentOf } from '../../../domain/clinics/appointment.ts';
import type { Booking, Claim } from '../../../domain/clinics/clinic.ts';
import { blockOver, noHindrances, requireUnhindered, stopOver } from '../../../domain/clinics/hindrances.ts';
import {
  claimsAgain,
  groupsOf,
  phaseOf,
  stopToTell,
  restoringFault,
  type StoppedBooking,
} from '../../../domain/clinics/movement-stop.ts';
import { clashesIn, type EventKind, eventTimeOf } from '../../../domain/clinics/person-event.ts';
import type { BookingId, ReferralId } from '../../../domain/ids.ts';
import {
  clinicSession,
  at,
  fellside,
  office,
  patient,
  prisonDay,
  reid,
  wing,
} from '../../support/a-clinic.ts';
import { refused } from '../../support/refused.ts';

const monday = '2027-01-11';
const span = (starts: string, ends: string) => ({ startsAt: at(starts), endsAt: at(ends) });

function event(kind: EventKind, starts: string | null, ends: string | null, onDate = monday) {
  const timed = (clock: string | null) => (clock === null ? null : at(clock, onDate));
  return eventTimeOf({ kind, onDate, startsAt: timed(starts), endsAt: timed(ends) });
}

/** Fetched at 10:30, in front of the camera from 11:00 to 11:30, back at 11:45. */
const elevenOClock = appointmentOf(
  clinicSession('11:00', '12:00'),
  prisonDay({ leadMinutes: 30, moveBackMinutes: 15 }),
  at('11:00'),
);

describe('what else a patient has on', () => {
  it('A07 takes half an hour before and after a court hearing by video, and of nothing else', () => {
    expect(event('court-video', '14:00', '15:00')).to.deep.equal({
      kind: 'court-video',
      timeKnown: true,
      ...span('13:30', '15:30'),
    });
    for (const kind of ['court', 'visit', 'legal-visit', 'transfer', 'other'] as const) {
      expect(event(kind, '14:00', '15:00'), kind).to.deep.equal({
        kind,
        timeKnown: true,
        ...span('14:00', '15:00'),
      });
    }
  });

  it('A08 lasts to the end of the day where it has no end, and the whole day where it has no time', () => {
    const midnight = at('00:00', '2027-01-12');
    expect(event('court', '14:00', null)).to.deep.equal({
      kind: 'court',
      timeKnown: true,
      startsAt: at('14:00'),
      endsAt: midnight,
    });
    expect(event('court-video', '14:00', null)).to.deep.include({ startsAt: at('13:30'), endsAt: midnight });
    expect(event('court', null, null)).to.deep.equal({
      kind: 'court',
      timeKnown: false,
      startsAt: at('00:00'),
      endsAt: midnight,
    });
  });

  it('A08 is a day of 23 hours in spring and of 25 in autumn', () => {
    const hours = (onDate: string) => {
      const { startsAt, endsAt } = event('other', null, null, onDate);
      return (endsAt.getTime() - startsAt.getTime()) / 3_600_000;
    };
    expect(hours('2027-03-28')).to.equal(23);
    expect(hours('2027-10-31')).to.equal(25);
  });

  it('A07 clashes half-open, each kind once', () => {
    const events = [
      event('visit', '10:00', '11:00'),
      event('visit', null, null),
      event('legal-visit', '12:00', '13:00'),
    ];
    expect(clashesIn(events, span('11:00', '12:00'))).to.deep.equal([{ kind: 'visit', timeKnown: false }]);
    expect(clashesIn(events, span('10:59', '12:01'))).to.deep.equal([
      { kind: 'visit', timeKnown: true },
      { kind: 'legal-visit', timeKnown: true },
    ]);
    expect(clashesIn(events.slice(0, 1), span('11:00', '12:00'))).to.deep.equal([]);
  });
});

describe('what stands against a place', () => {
  it('A11 is a block of its station from the pre-meeting to the debrief, half-open', () => {
    const blocks = (starts: string, ends: string) => ({
      ...noHindrances,
      blocks: [{ ...span(starts, ends), stationId: wing }],
    });
    expect(blockOver(elevenOClock, blocks('10:00', '11:00'), wing)).to.equal(undefined);
    expect(blockOver(elevenOClock, blocks('11:30', '12:00'), wing)).to.equal(undefined);
    expect(blockOver(elevenOClock, blocks('10:00', '11:01'), wing)).to.deep.include(span('10:00', '11:01'));
    expect(blockOver(elevenOClock, blocks('10:00', '12:00'), office)).to.equal(undefined);
  });

  it('A24 is a stop from when the patient is fetched until they are back, half-open', () => {
    const stops = (starts: string, ends: string) => ({ ...noHindrances, stops: [span(starts, ends)] });
    expect(stopOver(elevenOClock, stops('10:00', '10:30'))).to.equal(undefined);
    expect(stopOver(elevenOClock, stops('11:45', '17:00'))).to.equal(undefined);
    expect(stopOver(elevenOClock, stops('10:00', '10:31'))).to.deep.equal(span('10:00', '10:31'));
    expect(stopOver(elevenOClock, stops('11:44', '17:00'))).to.deep.equal(span('11:44', '17:00'));
  });

  const asked = { appointment: elevenOClock, stationId: wing, clashReason: undefined, ofPrison: true };

  it('is refused with its times', async () => {
    const stops = [span('10:40', '17:00')];
    expect(
      await refused(() => requireUnhindered({ ...asked, hindrances: { ...noHindrances, stops } })),
    ).to.deep.equal({
      code: 'conflict',
      message: 'movements in this prison are stopped: Mon 11 Jan 2027, 10:40 to 17:00',
    });
    const blocks = [{ ...span('11:00', '12:00'), stationId: wing }];
    expect(
      await refused(() => requireUnhindered({ ...asked, hindrances: { ...noHindrances, blocks } })),
    ).to.deep.equal({
      code: 'conflict',
      message: 'this station is blocked: Mon 11 Jan 2027, 11:00 to 12:00',
    });
  });

  it('A07 needs a reason for a soft event, which it names by its kind', async () => {
    const hindrances = {
      ...noHindrances,
      events: [
        event('visit', '11:00', '12:00'),
        event('court', null, null),
        event('legal-visit', '10:00', '11:00'),
      ],
    };
    expect(await refused(() => requireUnhindered({ ...asked, hindrances }))).to.deep.equal({
      code: 'reason-needed',
      message:
        'the patient has a court appearance at a time of that day that is not known, a visit and a legal visit: say why the clinic is booked all the same',
    });
    expect(requireUnhindered({ ...asked, hindrances, clashReason: 'It cannot wait' })).to.deep.equal({
      kinds: ['court', 'visit', 'legal-visit'],
      reason: 'It cannot wait',
    });
    expect(requireUnhindered({ ...asked, hindrances: noHindrances, clashReason: 'For nothing' })).to.equal(
      null,
    );
  });

  it('A07 refuses over a transfer, whatever the reason; A38 a hospital hears of nothing', async () => {
    const hard = {
      ...noHindrances,
      events: [event('transfer', '09:00', null), event('visit', '11:00', '12:00')],
    };
    const soft = { ...noHindrances, events: [event('legal-visit', '11:00', '12:00')] };
    const clashReason = 'It cannot wait';
    expect(await refused(() => requireUnhindered({ ...asked, hindrances: hard, clashReason }))).to.deep.equal(
      {
        code: 'conflict',
        message: 'the patient has a transfer: nobody can bring them',
      },
    );
    for (const hindrances of [hard, soft]) {
      const given = { ...asked, hindrances, clashReason, ofPrison: false };
      expect(await refused(() => requireUnhindered(given))).to.deep.equal({
        code: 'conflict',
        message: 'the patient is not free at that time',
      });
    }
  });
});

/** The one of eleven o'clock, as a stop has cancelled it. */
function stopped(over: Partial<StoppedBooking> = {}): StoppedBooking {
  const booking: Booking = {
    id: 'a booking' as BookingId,
    organisationId: clinicSession('11:00', '12:00').organisationId,
    referralId: 'a referral' as ReferralId,
    patientId: patient,
    sessionId: clinicSession('11:00', '12:00').id,
    siteId: fellside,
    stationId: wing,
    clinicianId: reid,
    ...span('11:00', '11:30'),
    beginsAt: at('10:30'),
    state: 'cancelled',
    heldBy: null,
    heldUntil: null,
    version: 3,
  };
  const claim = (kind: Claim['kind'], resourceId: string, starts: string, ends: string) => ({
    kind,
    resourceId,
    ...span(starts, ends),
  });
  return {
    booking,
    session: clinicSession('11:00', '12:00', { capacity: 2 }),
    interpreterId: null,
    referral: { id: booking.referralId, state: 'to-rebook', priority: 'routine', clockStart: '2026-12-01' },
    claims: [
      claim('clinician', reid, '11:00', '11:30'),
      claim('patient', patient, '10:30', '11:45'),
      claim('escort', fellside, '10:30', '11:00'),
      claim('station', wing, '11:00', '11:30'),
    ],
    ...over,
  };
}

describe('a stop of movements', () => {
  it('A24 tells how far a booking is', () => {
    const booked = { state: 'booked', beginsAt: at('10:30') } as const;
    expect(phaseOf(booked, at('10:29'))).to.equal('to-come');
    expect(phaseOf(booked, at('10:30'))).to.equal('begun');
    // Nobody sees them yet, whatever the time of the appointment.
    expect(phaseOf(booked, at('11:10'))).to.equal('begun');
    expect(phaseOf({ ...booked, state: 'running' }, at('10:20'))).to.equal('running');
    expect(phaseOf({ ...booked, state: 'running' }, at('11:50'))).to.equal('running');
  });

  it('A24 is told in a visit while it holds, and from an hour before', () => {
    const stops = [span('14:00', '15:00'), span('11:00', '12:00')];
    expect(stopToTell(stops, at('09:59'))).to.equal(null);
    expect(stopToTell(stops, at('10:01'))).to.deep.equal(span('11:00', '12:00'));
    expect(stopToTell(stops, at('11:59'))).to.deep.equal(span('11:00', '12:00'));
    expect(stopToTell(stops, at('12:00'))).to.equal(null);
    expect(stopToTell(stops, at('14:30'))).to.deep.equal(span('14:00', '15:00'));
  });

  it('A24 counts bookings by service and priority, the most urgent first', () => {
    const one = (service: string, priority: 'two-week-wait' | 'urgent' | 'routine') => ({
      service,
      priority,
    });
    const bookings = [
      one('Respiratory', 'routine'),
      one('Dermatology', 'routine'),
      one('Dermatology', 'two-week-wait'),
      one('Dermatology', 'routine'),
    ];
    expect(groupsOf(bookings)).to.deep.equal([
      { service: 'Dermatology', priority: 'two-week-wait', bookings: 1 },
      { service: 'Dermatology', priority: 'routine', bookings: 2 },
      { service: 'Respiratory', priority: 'routine', bookings: 1 },
    ]);
    expect(groupsOf([])).to.deep.equal([]);
  });

  it('A25 brings back what nothing else keeps away, and says what does', () => {
    const now = at('10:00');
    const fault = (given: StoppedBooking, over: Partial<typeof noHindrances> = {}) =>
      restoringFault(given, { hindrances: { ...noHindrances, ...over }, now });
    const { session, referral } = stopped();
    expect(fault(stopped())).to.equal(null);
    expect(restoringFault(stopped(), { hindrances: noHindrances, now: at('10:30') })).to.equal('too-late');
    expect(fault(stopped({ referral: { ...referral, state: 'closed' } }))).to.equal('referral-closed');
    expect(fault(stopped({ referral: { ...referral, state: 'booked' } }))).to.equal('booked-again');
    expect(fault(stopped({ session: { ...session, state: 'cancelled' } }))).to.equal('clinic-cancelled');
    const movedTo = (starts: string, ends: string) =>
      fault(stopped({ session: { ...session, ...span(starts, ends) } }));
    expect(movedTo('11:10', '12:10')).to.equal('clinic-moved');
    expect(movedTo('13:00', '14:00')).to.equal('clinic-moved');
    // Moved by a whole place, it has one at that time again.
    expect(movedTo('10:30', '11:30')).to.equal(null);
    expect(fault(stopped(), { stops: [span('11:44', '17:00')] })).to.equal('movements-stopped');
    expect(fault(stopped(), { stops: [span('11:45', '17:00')] })).to.equal(null);
    expect(fault(stopped(), { blocks: [{ ...span('11:29', '12:00'), stationId: wing }] })).to.equal(
      'station-blocked',
    );
    expect(fault(stopped(), { blocks: [{ ...span('11:30', '12:00'), stationId: wing }] })).to.equal(null);
    expect(fault(stopped(), { events: [event('transfer', '11:40', null)] })).to.equal('transfer');
    expect(fault(stopped(), { events: [event('visit', '11:00', '12:00')] })).to.equal(null);
  });

  it('A25 takes the same again, of as many as there are now', () => {
    const seats = (escortPlaces: number | null) =>
      claimsAgain(stopped(), { escortPlaces }).map((claim) => [claim.kind, claim.seats]);
    expect(seats(4)).to.deep.equal([
      ['clinician', 2],
      ['patient', 1],
      ['escort', 4],
      ['station', 1],
    ]);
    expect(seats(0)).to.deep.include(['escort', 0]);
    expect(seats(null).map(([kind]) => kind)).to.deep.equal(['clinician', 'patient', 'station']);
  });
});

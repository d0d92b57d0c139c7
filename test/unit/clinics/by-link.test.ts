import { expect } from 'chai';
import { canJoin, isLinkOver, joinsFrom } from '../../../domain/clinics/booking-link.ts';
import type { BookingState } from '../../../domain/clinics/clinic.ts';
import type { RunningList } from '../../../domain/clinics/delay.ts';
import { linkDelayOf } from '../../../domain/clinics/link-delay.ts';
import { messagePath, messageWords } from '../../../domain/clinics/message-words.ts';
import type { MessageFacts } from '../../../domain/clinics/message.ts';
import { regimeFault } from '../../../domain/clinics/regime.ts';
import { appointmentOf } from '../../../domain/clinics/appointment.ts';
import type { BookingId } from '../../../domain/ids.ts';
import { cannotComeWords } from '../../../web/src/appointment/appointment-words.ts';

const own = '00000000-0000-4000-8000-000000000001' as BookingId;
const before = '00000000-0000-4000-8000-000000000002' as BookingId;
const at = (clock: string) => new Date(`2026-12-01T${clock}:00Z`);

function listed(bookingId: BookingId, clock: string, startedAt: Date | null, running: boolean) {
  const startsAt = at(clock);
  const endsAt = new Date(startsAt.getTime() + 20 * 60_000);
  const state = startedAt === null ? ('booked' as const) : ('running' as const);
  return {
    bookingId,
    state,
    startsAt,
    endsAt,
    beginsAt: startsAt,
    startedAt,
    endedAt: null,
    running,
    linkSeenAt: null,
  };
}

function list(change: Partial<RunningList> = {}): RunningList {
  return {
    preMinutes: 0,
    debriefMinutes: 0,
    said: null,
    saidBefore: [],
    urgentCall: false,
    bookings: [listed(before, '10:00', null, false), listed(own, '10:20', null, false)],
    ...change,
  };
}

describe('an appointment by link', () => {
  describe('the delay that a patient who waits is told', () => {
    it('A46 is that of the list', () => {
      const running = list({
        bookings: [listed(before, '10:00', at('10:18'), true), listed(own, '10:20', null, false)],
      });
      expect(linkDelayOf(running, own, at('10:19'))).to.deep.equal({ is: 'late', minutes: 20 });
    });

    it('is what the clinician has said', () => {
      const said = list({
        said: { minutes: 15, at: at('09:50') },
        bookings: [listed(own, '10:20', null, false)],
      });
      expect(linkDelayOf(said, own, at('09:55'))).to.deep.equal({ is: 'late', minutes: 15 });
    });

    it('is not known while nobody of the list has been seen', () => {
      expect(linkDelayOf(list(), own, at('09:55'))).to.deep.equal({ is: 'not-known' });
    });

    it('is none once the list has begun and nothing is late', () => {
      const running = list({
        bookings: [listed(before, '10:00', at('10:00'), true), listed(own, '10:20', null, false)],
      });
      expect(linkDelayOf(running, own, at('10:05'))).to.deep.equal({ is: 'on-time' });
    });

    it('is not said to be none once the time has come, nor while the clinician sees an urgent call', () => {
      const running = list({
        bookings: [listed(before, '10:00', at('10:00'), false), listed(own, '10:20', null, false)],
      });
      expect(linkDelayOf(running, own, at('10:21'))).to.deep.equal({ is: 'not-known' });
      expect(linkDelayOf({ ...running, urgentCall: true }, own, at('10:05'))).to.deep.equal({
        is: 'not-known',
      });
    });
  });

  it('A46 is still expected while they are seen to wait, also once the list could have gone on without them', () => {
    const seen = { ...listed(before, '10:00', at('10:00'), false), endedAt: at('10:15') };
    const waits = { ...listed(own, '10:20', null, false), linkSeenAt: at('10:44') };
    const free = list({ bookings: [seen, waits] });
    const late = { is: 'late', minutes: 25 };
    expect(linkDelayOf(free, own, new Date('2026-12-01T10:44:19Z'))).to.deep.equal(late);
    expect(linkDelayOf(free, own, new Date('2026-12-01T10:44:20Z'))).to.deep.equal({ is: 'not-known' });
    const next = listed(before, '10:40', at('10:40'), true);
    const overtaken = list({ bookings: [waits, next] });
    expect(linkDelayOf(overtaken, own, new Date('2026-12-01T10:44:01Z'))).to.deep.equal({
      is: 'late',
      minutes: 40,
    });
  });

  describe('when one can wait', () => {
    const booking = { startsAt: at('10:20'), endsAt: at('10:40'), state: 'booked' as const };
    const open = (clock: string, state: BookingState = 'booked', running = false) =>
      canJoin({ ...booking, state }, { now: at(clock), running });

    it('is from half an hour before the time until the day is over, however late the clinic is', () => {
      expect(joinsFrom(booking)).to.deep.equal(at('09:50'));
      const clocks = ['09:49', '09:50', '10:40', '10:45', '23:59'];
      expect(clocks.map((clock) => open(clock))).to.deep.equal([false, true, true, true, true]);
      expect(canJoin(booking, { now: new Date('2026-12-02T00:00:00Z'), running: false })).to.equal(false);
    });

    it('goes on after a visit that was cut short, and while one runs', () => {
      expect(open('10:45', 'running')).to.equal(true);
      expect(open('12:00', 'done', true)).to.equal(true);
    });

    it('is never for one that is cancelled or done', () => {
      for (const state of ['cancelled', 'done', 'lapsed', 'held'] as const) {
        expect(open('10:00', state), state).to.equal(false);
      }
    });
  });

  it('A19 has a link that is over at midnight by the clock of the United Kingdom, also as it changes', () => {
    // On 28 March 2027 the clock goes from 01:00 to 02:00: midnight after it is 23:00 in UTC.
    const spring = { startsAt: new Date('2027-03-28T09:00:00Z') };
    expect(isLinkOver(spring, new Date('2027-03-28T22:59:59Z'))).to.equal(false);
    expect(isLinkOver(spring, new Date('2027-03-28T23:00:00Z'))).to.equal(true);
    // On 31 October 2027 it goes back: midnight after it is 00:00 in UTC.
    const autumn = { startsAt: new Date('2027-10-31T09:00:00Z') };
    expect(isLinkOver(autumn, new Date('2027-10-31T23:59:59Z'))).to.equal(false);
    expect(isLinkOver(autumn, new Date('2027-11-01T00:00:00Z'))).to.equal(true);
  });

  it('is told that it cannot be moved any more once it has begun', () => {
    expect(cannotComeWords(true).question).to.include('will cancel the appointment or find another time');
    for (const words of Object.values(cannotComeWords(false))) {
      expect(words).to.include('It is too late to').and.include('ring the clinic').and.not.include('message');
    }
  });

  it('is told to the patient without clinic, clinician and place', () => {
    const facts: MessageFacts = {
      kind: 'booked',
      side: 'patient',
      startsAt: at('10:20'),
      endsAt: at('10:40'),
      others: 0,
      siteName: 'At home',
      wings: null,
      byLink: true,
      newLink: false,
      sameTime: false,
      organisationName: 'Synthetic Hospital',
      bookings: 1,
      bookingId: own,
    };
    expect(messageWords(facts)).to.deep.equal({
      subject: 'You have a video appointment',
      text: 'A video appointment with Synthetic Hospital was made for you on Tuesday 1 December at 10:20. Use this link to see it and to join. It is for you only: do not pass it on.',
    });
    expect(messageWords({ ...facts, kind: 'moved' }).text).to.match(
      /^Your video appointment .* was moved\. It is now on/,
    );
    expect(messageWords({ ...facts, kind: 'cancelled' }).text).to.not.include('join');
    expect(messageWords({ ...facts, side: 'clinician' }).text).to.equal(
      'A video clinic booking by link on Tuesday 1 December at 10:20 was made. Open Bedside for details.',
    );
    expect(messagePath(facts)).to.equal(`/clinics/bookings/${own}`);
  });

  it('needs no regime, and neither does a care home', () => {
    const open = { regime: [], alwaysOpen: true as const };
    const lengths = { preMinutes: 5, mainMinutes: 20, debriefMinutes: 5 };
    const appointment = appointmentOf(lengths, { leadMinutes: 0, moveBackMinutes: 0 }, at('10:20'));
    expect(regimeFault(open, appointment)).to.equal(null);
    expect(regimeFault({ regime: [] }, appointment)).to.equal('no-regime');
  });
});

import { expect } from 'chai';
import {
  closingOf,
  expectedTimes,
  lateEnds,
  type ListedBooking,
  type RunningList,
} from '../../../domain/clinics/delay.ts';
import type { BookingId } from '../../../domain/ids.ts';

const at = (clock: string) => new Date(`2026-11-30T${clock}:00Z`);

/** An appointment of 20 minutes; the patient is fetched half an hour before. */
function booked(clock: string, more: Partial<ListedBooking> = {}): ListedBooking {
  const startsAt = at(clock);
  return {
    bookingId: clock as BookingId,
    state: 'booked',
    startsAt,
    endsAt: new Date(startsAt.getTime() + 20 * 60_000),
    beginsAt: new Date(startsAt.getTime() - 30 * 60_000),
    startedAt: null,
    endedAt: null,
    running: false,
    linkSeenAt: null,
    ...more,
  };
}

function running(clock: string, startedAt: string): ListedBooking {
  return booked(clock, { state: 'running', startedAt: at(startedAt), running: true });
}

function seen(clock: string, startedAt: string, endedAt: string): ListedBooking {
  return booked(clock, { state: 'done', startedAt: at(startedAt), endedAt: at(endedAt) });
}

function list(bookings: readonly ListedBooking[], more: Partial<RunningList> = {}): RunningList {
  return {
    preMinutes: 5,
    debriefMinutes: 5,
    said: null,
    saidBefore: [],
    urgentCall: false,
    bookings,
    ...more,
  };
}

const clock = (instant: Date) => instant.toISOString().slice(11, 16);

/** `10:05 expected 10:20, fetched 09:50`. */
function expected(of: RunningList, now: string): string[] {
  return [...expectedTimes(of, at(now))].map(([bookingId, { startsAt, fetchAt, moved }]) =>
    [`${bookingId} expected ${clock(startsAt)}, fetched ${clock(fetchAt)}`, ...(moved ? ['moved'] : [])].join(
      ' ',
    ),
  );
}

describe('A46 a clinic that runs late', () => {
  it('A46 is on time while what runs began on time and has not gone over', () => {
    const bookings = [running('09:05', '09:00'), booked('09:35'), booked('10:05')];
    expect(expected(list(bookings), '09:20')).to.deep.equal([]);
  });

  it('A46 is late by what runs longer than planned: each next wing gets a new time to unlock', () => {
    const bookings = [running('09:05', '09:00'), booked('10:05'), booked('10:35')];
    // Half an hour over: it would have been over at 09:30, and the next patient can be seen five minutes after that.
    expect(expected(list(bookings), '10:12')).to.deep.equal([
      '10:05 expected 10:20, fetched 09:35 moved',
      '10:35 expected 10:50, fetched 10:20',
    ]);
    const later = [running('09:05', '09:00'), booked('09:35'), booked('10:35')];
    expect(expected(list(later), '09:42')).to.deep.equal(['09:35 expected 09:50, fetched 09:05 moved']);
  });

  it('A46 is late by what began late, before it has gone over', () => {
    const bookings = [running('09:05', '09:12'), booked('09:35'), booked('10:05')];
    expect(expected(list(bookings), '09:15')).to.deep.equal([
      '09:35 expected 09:50, fetched 09:05 moved',
      '10:05 expected 10:20, fetched 09:50',
    ]);
  });

  it('A46 catches up in a gap', () => {
    const bookings = [running('09:05', '09:12'), booked('09:35'), booked('11:05')];
    expect(expected(list(bookings), '09:15')).to.deep.equal(['09:35 expected 09:50, fetched 09:05 moved']);
  });

  it('A46 is late when nobody is being seen and the next one should have been', () => {
    expect(expected(list([booked('09:35'), booked('10:35')]), '09:41')).to.deep.equal([
      '09:35 expected 09:45, fetched 09:05 moved',
    ]);
    expect(expected(list([booked('09:35')]), '09:39')).to.deep.equal([]);
  });

  it('A46 fetches nobody earlier than booked, and says to who was fetched already that they wait', () => {
    const early = [running('09:05', '08:50'), booked('10:35')];
    expect(expected(list(early), '08:55')).to.deep.equal([]);
    const said = { minutes: 20, at: at('09:00') };
    expect(expected(list([booked('10:05')], { said }), '09:34')).to.deep.equal([
      '10:05 expected 10:25, fetched 09:55',
    ]);
    const saidAfterwards = { minutes: 20, at: at('09:36') };
    expect(expected(list([booked('10:05')], { said: saidAfterwards }), '09:36')).to.deep.equal([
      '10:05 expected 10:25, fetched 09:35 moved',
    ]);
  });

  it('A46 does not go back to the booked time to fetch once that has come, where a later one was said before', () => {
    const said = { minutes: 20, at: at('08:20') };
    const of = list([booked('09:05')], { said });
    expect(expected(of, '08:34')).to.deep.equal(['09:05 expected 09:25, fetched 08:55']);
    expect(expected(of, '08:40')).to.deep.equal(['09:05 expected 09:25, fetched 08:55']);
    expect(expected(of, '08:56')).to.deep.equal(['09:05 expected 09:25, fetched 08:55 moved']);
    // Who was fetched at that time is not fetched anew when it becomes later still.
    expect(expected(of, '09:32')).to.deep.equal(['09:05 expected 09:35, fetched 08:55 moved']);
    const afterwards = list([booked('09:05')], { said: { minutes: 20, at: at('08:36') } });
    expect(expected(afterwards, '08:40')).to.deep.equal(['09:05 expected 09:25, fetched 08:35 moved']);
  });

  it('A46 keeps who is to be fetched later at that when the clinician says a second word', () => {
    const first = { minutes: 20, at: at('08:20') };
    const saidBefore = [first];
    const of = (minutes: number, clock: string) =>
      list([booked('09:05')], { saidBefore, said: { minutes, at: at(clock) } });
    // They were to be fetched at 08:55 by the first word, when the second was said: nobody has fetched them.
    expect(expected(of(30, '08:40'), '08:41')).to.deep.equal(['09:05 expected 09:35, fetched 09:05']);
    expect(expected(of(30, '08:40'), '08:56')).to.deep.equal(['09:05 expected 09:35, fetched 09:05']);
    expect(expected(of(30, '08:40'), '09:06')).to.deep.equal(['09:05 expected 09:35, fetched 09:05 moved']);
    // By the time of the second word they had been fetched by the first.
    expect(expected(of(40, '08:57'), '08:58')).to.deep.equal(['09:05 expected 09:45, fetched 08:55 moved']);
    // A word that is taken back before anybody goes by it does not count.
    const taken = list([booked('09:05')], {
      saidBefore: [first, { minutes: 0, at: at('08:30') }],
      said: { minutes: 20, at: at('08:50') },
    });
    expect(expected(taken, '08:51')).to.deep.equal(['09:05 expected 09:25, fetched 08:35 moved']);
  });

  it('A46 says when a visit that runs is over, by when it began and by how long it takes', () => {
    const ends = (of: RunningList, now: string) => [...lateEnds(of, at(now))];
    expect(ends(list([running('09:05', '09:00'), booked('09:35')]), '09:20')).to.deep.equal([]);
    expect(ends(list([running('09:05', '09:12')]), '09:20')).to.deep.equal([['09:05', 15]]);
    expect(ends(list([running('09:05', '09:00')]), '09:42')).to.deep.equal([['09:05', 20]]);
  });

  it('A46 goes by the clinician’s own word until they begin with another patient', () => {
    const said = { minutes: 30, at: at('09:10') };
    const during = [running('09:05', '09:00'), booked('10:05'), booked('10:35')];
    expect(expected(list(during, { said }), '09:15')).to.deep.equal([
      '10:05 expected 10:35, fetched 10:05',
      '10:35 expected 11:05, fetched 10:35',
    ]);
    const begun = [running('09:35', '09:30'), booked('10:05')];
    expect(expected(list(begun, { said }), '09:35')).to.deep.equal([]);
    expect(
      expected(list([booked('10:05')], { said: { minutes: 0, at: at('09:10') } }), '09:15'),
    ).to.deep.equal([]);
  });

  it('A46 does not wait for a patient whose place is over when a later one has been seen', () => {
    const bookings = [seen('09:05', '09:00', '09:25'), booked('09:35'), running('10:05', '10:00')];
    const next = [...bookings, booked('10:35')];
    expect(expected(list(next), '10:10')).to.deep.equal([]);
    // Called out of turn within their own place, they are still to come: at the end of it they are not.
    const early = [booked('09:35'), running('10:05', '09:40')];
    expect(expected(list(early), '09:59')).to.deep.equal(['09:35 expected 10:15, fetched 09:05 moved']);
    expect(expected(list(early), '10:00')).to.deep.equal([]);
  });

  it('A46 goes on without a patient for whom the clinician, who is free, has waited a quarter of an hour', () => {
    const bookings = [seen('09:05', '09:00', '09:25'), booked('09:35'), booked('10:05')];
    expect(expected(list(bookings), '09:59')).to.deep.equal([
      '09:35 expected 10:00, fetched 09:05 moved',
      '10:05 expected 10:30, fetched 09:35 moved',
    ]);
    expect(expected(list(bookings), '10:00')).to.deep.equal([]);
    // The one before went over: the quarter of an hour begins when the clinician is free.
    const over = [seen('09:05', '09:00', '09:55'), booked('09:35')];
    expect(expected(list(over), '10:09')).to.deep.equal(['09:35 expected 10:10, fetched 09:05 moved']);
    expect(expected(list(over), '10:10')).to.deep.equal([]);
  });

  it('A46 goes by no word of another day: the clinic has been moved since', () => {
    const said = { minutes: 30, at: new Date('2026-11-29T23:59:00Z') };
    expect(expected(list([booked('10:05')], { said }), '09:15')).to.deep.equal([]);
    const today = { minutes: 30, at: new Date('2026-11-30T00:01:00Z') };
    expect(expected(list([booked('10:05')], { said: today }), '09:15')).to.have.length(1);
  });

  it('A46 still counts who waits while the clinician is busy, has said so, or has not begun', () => {
    const late = ['09:35 expected 10:40, fetched 09:05 moved'];
    const free = seen('09:05', '09:00', '09:25');
    const waits = booked('09:35');
    expect(expected(list([waits]), '10:40')).to.deep.equal(late);
    expect(expected(list([free, waits], { urgentCall: true }), '10:40')).to.deep.equal(late);
    const said = { minutes: 65, at: at('09:30') };
    expect(expected(list([free, waits], { said }), '10:10')).to.deep.equal(late);
    const runs = running('09:05', '09:00');
    expect(expected(list([runs, waits]), '10:35')).to.deep.equal(late);
  });

  it('A46 says that the clinician sees an urgent call', () => {
    const [late] = expectedTimes(list([booked('09:35')], { urgentCall: true }), at('09:50')).values();
    expect(late).to.deep.include({ minutesLate: 15, urgentCall: true });
  });
});

describe('the end of a list', () => {
  const done = (startsAt: string, startedAt: string | null, attendance: 'attended' | 'dna' | null) => ({
    state: 'done' as const,
    startsAt: at(startsAt).toISOString(),
    startedAt: startedAt === null ? null : at(startedAt).toISOString(),
    outcome: attendance === null ? null : { attendance },
  });

  it('is said once everything of it is done: who was seen, what is missing, how late it was', () => {
    const bookings = [
      done('09:05', '09:00', 'attended'),
      done('09:35', '09:47', 'attended'),
      done('10:05', null, 'dna'),
      done('10:35', '10:36', null),
      { ...done('11:05', null, null), state: 'cancelled' as const },
    ];
    expect(closingOf(bookings)).to.deep.equal({ seen: 2, notSeen: 1, missing: 1, latestMinutes: 12 });
  });

  it('is not said while something is to come or runs, nor of a list without anybody', () => {
    const one = done('09:05', '09:00', 'attended');
    for (const state of ['booked', 'running'] as const) {
      expect(closingOf([one, { ...one, state }])).to.equal(undefined);
    }
    expect(closingOf([])).to.equal(undefined);
  });
});

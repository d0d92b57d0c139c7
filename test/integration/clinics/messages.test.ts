import { expect } from 'chai';
import ical from 'ical.js';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicPost, joined } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { moveEvent, PrisonFeed } from '../../support/prison-feed.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

const words = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});

/** `on Tuesday 1 December at 09:05`. */
function when(startsAt: string): string {
  const instant = new Date(startsAt);
  return `on ${words.format(instant).replace(',', '')} at ${clockOf(instant)}`;
}

describe('messages about bookings', () => {
  let post: ClinicPost;
  let stage: ClinicStage;
  let prison: Prison;

  before(async () => {
    post = await ClinicPost.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(post.running);
    prison = new Prison(stage);
    post.mail.treat('accept');
  });

  after(() => post[Symbol.asyncDispose]());

  const everybody = () => [stage.nurse, stage.booker, stage.clinician];

  function move(booking: BookingView, clock: string, person: SignedInPerson = stage.nurse) {
    const { sessionId, stationId } = stage;
    return ask(post.running, 'moveBooking', {
      ...prison.by(person),
      params: { bookingId: booking.bookingId },
      body: { version: booking.version, sessionId, stationId, startsAt: stage.at(clock) },
    });
  }

  async function cancel(booking: BookingView, person: SignedInPerson) {
    const { bookingId, version } = booking;
    const body = { version, code: 'no-officer' as const, text: null };
    return (await ask(post.running, 'cancelBooking', { ...prison.by(person), params: { bookingId }, body }))
      .value;
  }

  /** The iCalendar part of an e-mail, which is sent as it is or in base64. */
  function calendarOf(mail: string | undefined) {
    const [, headers = '', body = ''] =
      /\r\n(Content-Type: text\/calendar[\s\S]*?)\r\n\r\n([\s\S]*?)\r\n--/.exec(mail ?? '') ?? [];
    const [, method] = /method=(\w+)/.exec(headers) ?? [];
    const text = headers.includes('base64') ? Buffer.from(body, 'base64').toString() : body;
    const calendar = new ical.Component(ical.parse(text) as unknown[]);
    const event = calendar.getFirstSubcomponent('vevent');
    return {
      part: method,
      method: String(calendar.getFirstPropertyValue('method')),
      uid: String(event?.getFirstPropertyValue('uid')),
      sequence: Number(event?.getFirstPropertyValue('sequence')),
    };
  }

  /** Which delivery the address in a mail about a booking names. */
  function openedIn(mail: string | undefined, bookingId: string): string {
    const address = `${post.publicUrl}/clinics/bookings/${bookingId}?delivery=`;
    const [, rest = ''] = (mail ?? '').replaceAll('=3D', '=').split(address);
    return rest.slice(0, 36);
  }

  it('tell the other side and the clinician, and say neither who nor which clinic', async () => {
    const booking = await stage.book('09:05');
    expect(post.counts(everybody())).to.deep.equal([0, 0, 0]);
    await post.deliver();
    expect(post.counts(everybody())).to.deep.equal([0, 1, 1]);
    const [mail = ''] = post.to(stage.booker);
    expect(mail).to.include('Subject: A video clinic was booked');
    expect(mail).to.include(
      `A video clinic booking at HMP Synthetic ${when(booking.startsAt)} was made. Open Bedside for details.`,
    );
    expect(openedIn(mail, booking.bookingId)).to.match(/^[0-9a-f-]{36}$/);
    for (const { content } of post.mail.received) {
      expect(content).not.to.match(/Dermatology|Synthetic Patient|A\d{4}BC|1980/);
    }
    expect(await post.statesOf(booking.bookingId, stage.nurse)).to.deep.equal([
      'booked clinician sent',
      'booked hospital sent',
    ]);
    expect(await stage.trail('clinic-message')).to.deep.equal([
      'clinic-message.settled',
      'clinic-message.settled',
    ]);
  });

  it('tell a clerk of many bookings in one e-mail, ten minutes after the first; of each it is known that it was sent', async () => {
    const first = await stage.book('09:05');
    await post.deliver();
    const second = await stage.book('09:35');
    const third = await stage.book('10:05');
    await post.deliver();
    expect(post.to(stage.booker)).to.have.length(1);
    expect(post.to(stage.booker).join()).to.include('Subject: A video clinic was booked');
    const waiting = ['booked clinician sent', 'booked hospital pending'];
    expect(await post.statesOf(second.bookingId, stage.nurse)).to.deep.equal(waiting);
    post.running.clock.forward(10 * 60_000);
    // Cancelled meanwhile, it is told of at once, and not among those that were booked.
    await cancel(third, stage.nurse);
    const fourth = await stage.book('10:35');
    await post.deliver();
    const mails = post.to(stage.booker).slice(1);
    const digest = mails.find((mail) => mail.includes('Subject: 2 video clinics were booked')) ?? '';
    expect(digest).to.include('2 video clinic bookings were made.');
    for (const { startsAt } of [second, fourth]) {
      expect(digest).to.include(`A booking at HMP Synthetic ${when(startsAt)}.`);
    }
    expect(digest).not.to.include(when(third.startsAt));
    expect(digest).to.include(`${post.publicUrl}/clinics/day\r\n`);
    expect(digest).not.to.match(/Dermatology|Synthetic Patient|A\d{4}BC|1980/);
    expect(
      mails.filter((mail) => mail.includes('was booked')),
      'nothing is told twice',
    ).to.deep.equal([]);
    for (const { bookingId } of [first, second, fourth]) {
      expect(await post.statesOf(bookingId, stage.nurse)).to.include('booked hospital sent');
    }
    expect(await post.statesOf(third.bookingId, stage.nurse)).to.include('booked hospital not-needed');
    const sent = post.to(stage.booker).length;
    await post.deliver();
    expect(post.to(stage.booker)).to.have.length(sent);
  });

  it('do not say that the time has changed of a booking that a colleague has now at the same time', async () => {
    const booking = await stage.book('09:05');
    await post.deliver();
    const colleague = await stage.join('clinician');
    const sessionId = await stage.addSession({ clinician: colleague });
    const { stationId } = stage;
    await ask(post.running, 'moveBooking', {
      ...prison.by(stage.booker),
      params: { bookingId: booking.bookingId },
      body: { version: booking.version, sessionId, stationId, startsAt: booking.startsAt },
    });
    await post.deliver();
    const words = `A video clinic booking at HMP Synthetic ${when(booking.startsAt)} is with another clinician or at another station. Its time is the same.`;
    for (const person of [stage.nurse, stage.clinician, colleague]) {
      const mail = post.to(person).at(-1) ?? '';
      expect(mail).to.include('Subject: A video clinic booking was changed');
      expect(mail).to.include(words);
    }
    expect([stage.clinician, colleague].map((one) => calendarOf(post.to(one).at(-1)).method)).to.deep.equal([
      'CANCEL',
      'REQUEST',
    ]);
  });

  it('tell the prison what the hospital does, and each person each thing once', async () => {
    const booking = await stage.book('09:05');
    await post.deliver();
    const colleague = await joined(stage, 'prison-healthcare');
    const elsewhere = await stage.join('prison-healthcare', [await stage.addPrison()]);
    await move(booking, '09:35', stage.booker);
    await post.deliver();
    await post.deliver();
    expect(post.counts([stage.nurse, colleague, elsewhere, stage.booker])).to.deep.equal([1, 1, 0, 1]);
    expect(post.to(colleague).join()).to.include(`It is now ${when(stage.at('09:35'))}.`);
    const moved = await post.read(booking.bookingId, stage.nurse);
    await cancel(moved, stage.booker);
    await post.deliver();
    expect(post.counts([stage.nurse, colleague, elsewhere, stage.booker])).to.deep.equal([2, 2, 0, 1]);
    expect(post.to(stage.nurse).at(-1)).to.include(`${when(stage.at('09:35'))} was cancelled.`);
  });

  it('say nothing of a time that does not hold any more', async () => {
    const booking = await stage.book('09:05');
    await move(booking, '09:35');
    await post.deliver();
    expect(post.to(stage.booker)).to.have.length(1);
    expect(post.to(stage.booker).join()).to.include('Subject: A video clinic booking was moved');
    expect(await post.statesOf(booking.bookingId, stage.nurse)).to.include.members([
      'booked hospital not-needed',
      'moved hospital sent',
    ]);
    expect((await post.read(booking.bookingId, stage.nurse)).notReached).to.deep.equal([]);
  });

  it('A24 tell both ends of what changes on the day itself, but not whoever does it', async () => {
    const booking = await stage.book('10:35');
    await post.deliver();
    await prison.waitUntil('08:00');
    const clerk = await joined(stage, 'booker');
    const sent = post.mail.received.length;
    await cancel(booking, prison.nurse);
    await post.deliver();
    expect(post.mail.received).to.have.length(sent + 4);
    expect(post.counts([prison.nurse, stage.nurse, clerk, stage.clinician])).to.deep.equal([0, 1, 1, 2]);
  });

  it('A24 tell each of both ends of a stop once, with the number of bookings', async () => {
    const bookings = [];
    for (const clock of ['09:05', '09:35', '10:05']) bookings.push(await stage.book(clock));
    await post.deliver();
    const colleague = await joined(stage, 'prison-healthcare');
    const before = post.mail.received.length;
    const { stop } = await prison.stop('08:00', '17:00');
    await post.deliver();
    expect(post.mail.received).to.have.length(before + 3);
    expect(post.to(stage.nurse)).to.deep.equal([]);
    for (const person of [colleague, stage.booker, stage.clinician]) {
      const mail = post.to(person).at(-1) ?? '';
      expect(mail).to.include('Movements at HMP Synthetic are stopped');
      expect(mail).to.include('3 video clinic bookings were cancelled and must be booked again.');
      expect(mail).not.to.include('B wing');
    }
    for (const { bookingId } of bookings) {
      expect(await post.statesOf(bookingId, stage.nurse)).to.include.members([
        'stopped clinician sent',
        'stopped hospital sent',
        'stopped prison sent',
      ]);
    }
    await prison.lift(stop.stopId);
    await post.deliver();
    expect(post.to(stage.booker).at(-1)).to.include('3 video clinic bookings are back at their old time.');
    expect(post.mail.received).to.have.length(before + 6);
  });

  it('A25 A43 leave nobody to be rung about a stop that is lifted, of which they were not reached', async () => {
    const { bookingId } = await stage.book('09:05');
    await post.deliver();
    post.mail.treat('refuse');
    const { stop } = await prison.stop('08:00', '17:00');
    await post.deliver();
    expect((await post.read(bookingId, stage.nurse)).notReached).to.deep.equal(['clinician', 'hospital']);
    expect(await post.tasks(stage.booker)).to.deep.equal(['not-reached', 'not-reached']);
    await prison.lift(stop.stopId);
    await post.deliver();
    expect(await post.statesOf(bookingId, stage.nurse)).to.include.members([
      'stopped hospital failed',
      'restored hospital failed',
    ]);
    expect((await post.read(bookingId, stage.nurse)).notReached).to.deep.equal([]);
    expect(await post.tasks(stage.booker)).to.deep.equal([]);
  });

  it('A25 A43 ask to ring whoever was told of a stop another way, and not that it is lifted', async () => {
    const { bookingId } = await stage.book('09:05');
    await post.deliver();
    post.mail.treat('refuse');
    const { stop } = await prison.stop('08:00', '17:00');
    await post.deliver();
    const { tasks } = (await ask(post.running, 'listClinicTasks', prison.by(stage.booker))).value;
    for (const { taskId } of tasks) {
      await ask(post.running, 'finishClinicTask', { ...prison.by(stage.booker), params: { taskId } });
    }
    await prison.lift(stop.stopId);
    await post.deliver();
    expect((await post.read(bookingId, stage.nurse)).notReached).to.deep.equal(['clinician', 'hospital']);
    expect(await post.tasks(stage.booker)).to.deep.equal(['not-reached', 'not-reached']);
  });

  it('A25 A43 still ask to ring whoever knows of a stop and not that it is lifted', async () => {
    const { bookingId } = await stage.book('09:05');
    const { stop } = await prison.stop('08:00', '17:00');
    await post.deliver();
    post.mail.treat('refuse');
    await prison.lift(stop.stopId);
    await post.deliver();
    expect((await post.read(bookingId, stage.nurse)).notReached).to.deep.equal(['clinician', 'hospital']);
    expect(await post.tasks(stage.booker)).to.deep.equal(['not-reached', 'not-reached']);
  });

  it('A25 A43 still ask to ring whoever was not reached about a booking that does not come back', async () => {
    const gone = await stage.book('09:05');
    const { bookingId } = await stage.book('10:35');
    await post.deliver();
    post.mail.treat('refuse');
    const { stop } = await prison.stop('08:00', '17:00');
    await post.deliver();
    await prison.waitUntil('08:40');
    await prison.lift(stop.stopId);
    await post.deliver();
    expect((await post.read(bookingId, prison.nurse)).state).to.equal('booked');
    const { state, notReached } = await post.read(gone.bookingId, prison.nurse);
    expect(state).to.equal('cancelled');
    expect(notReached).to.deep.equal(['clinician', 'hospital']);
    const clerk = await joined(stage, 'booker');
    expect(await post.tasks(clerk)).to.deep.equal(['not-reached', 'not-reached']);
  });

  it('tell the clinician and the prison of a session that is cancelled', async () => {
    await stage.book('09:05');
    await stage.book('09:35');
    await post.deliver();
    const body = { code: 'clinician-away' as const, text: null };
    const params = { sessionId: stage.sessionId };
    await ask(post.running, 'cancelClinicSession', { ...prison.by(stage.booker), params, body });
    await post.deliver();
    expect(post.to(stage.clinician).at(-1)).to.include(
      `Your video clinic ${when(stage.at('09:00'))} was cancelled.`,
    );
    expect(post.to(stage.nurse).at(-1)).to.include(
      '2 video clinic bookings at HMP Synthetic were cancelled with it.',
    );
    expect(post.to(stage.booker).at(-1)).not.to.include('cancelled');
  });

  it('A44 bring the booking into the clinician’s calendar, move it there, and take it out again', async () => {
    const booking = await stage.book('09:05');
    await post.deliver();
    const moved = (await move(booking, '09:35')).value;
    await post.deliver();
    await cancel(moved, stage.nurse);
    await post.deliver();
    const uid = `${booking.bookingId}@bedside`;
    expect(post.to(stage.clinician).map(calendarOf)).to.deep.equal([
      { part: 'REQUEST', method: 'REQUEST', uid, sequence: 1 },
      { part: 'REQUEST', method: 'REQUEST', uid, sequence: 2 },
      { part: 'CANCEL', method: 'CANCEL', uid, sequence: 3 },
    ]);
    expect(post.to(stage.booker).join()).not.to.include('text/calendar');
  });

  it('A44 give the booking as a file to whoever sees it, and to nobody else', async () => {
    const held = await stage.hold('09:05');
    const asking = { ...prison.by(), params: { bookingId: held.bookingId } };
    await askRefused(post.running, 'exportBooking', { ...asking, code: 'wrong-phase' });
    await stage.confirm(held);
    const text = (await ask(post.running, 'exportBooking', asking)).value;
    expect(text)
      .to.include('METHOD:REQUEST')
      .and.to.include('SUMMARY:Video clinic\\, HMP Synthetic\\, Tablet');
    expect(await stage.trail('booking.calendar')).to.deep.equal(['booking.calendar-saved']);
    await prison.isRefused('exportBooking', asking, { allowed: ['booker', 'clinician'] });
    await prison.isRefused('listBookingMessages', asking, { allowed: ['booker', 'clinician'] });
    const clinician = await stage.join('clinician');
    await askRefused(post.running, 'exportBooking', {
      ...asking,
      ...prison.by(clinician),
      code: 'not-found',
    });
  });

  it('A30 A44 take a booking out of the clinician’s calendar when its patient has moved, and tell the clerks once', async () => {
    const siteId = await stage.addPrison();
    const feed = await PrisonFeed.create(stage);
    const booking = await stage.book('09:05');
    await post.deliver();
    const [booked] = post.to(stage.clinician);
    const { prisonNumber } = booking.patient;
    if (prisonNumber === null) throw new Error('the patient has no number');
    const received = moveEvent(feed, 'received', { prisonNumber, siteId, minutes: 1 });
    expect(await feed.send(received)).to.deep.equal(['applied']);
    expect(await feed.send(received)).to.deep.equal(['applied']);
    await post.deliver();
    expect(post.counts(everybody())).to.deep.equal([0, 2, 2]);
    expect(post.to(stage.booker).at(-1)).to.include('Subject: A video clinic booking was cancelled');
    const entries = [calendarOf(booked), calendarOf(post.to(stage.clinician).at(-1))];
    expect(entries.map(({ method }) => method)).to.deep.equal(['REQUEST', 'CANCEL']);
    expect(entries[1]?.uid).to.equal(entries[0]?.uid);
    expect(entries[1]?.sequence).to.be.greaterThan(entries[0]?.sequence ?? Infinity);
  });

  it('count as received when the address in them is opened by whom they were sent to, and by nobody else', async () => {
    const booking = await stage.book('09:05');
    await post.deliver();
    const deliveryId = openedIn(post.to(stage.booker).at(-1), booking.bookingId);
    const opening = (person: SignedInPerson) => ({ ...prison.by(person), params: { deliveryId } });
    for (const person of [stage.nurse, stage.clinician]) {
      await askRefused(post.running, 'acknowledgeDelivery', { ...opening(person), code: 'not-found' });
    }
    await ask(post.running, 'acknowledgeDelivery', opening(stage.booker));
    await ask(post.running, 'acknowledgeDelivery', opening(stage.booker));
    expect(await post.statesOf(booking.bookingId, stage.nurse)).to.have.members([
      'booked clinician sent',
      'booked hospital received',
    ]);
  });
});

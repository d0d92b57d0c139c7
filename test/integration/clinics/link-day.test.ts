import { expect } from 'chai';
import { clinicDeliveries } from '../../../domain/clinics/deliver-messages.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { DeliveryId, VisitId } from '../../../domain/ids.ts';
import { readLinkSecrets } from '../../../server/auth/link-secrets.ts';
import { bookingCalendars } from '../../../server/calendar/booking-calendar.ts';
import { linksIn, OpenPlace, outsideDetails } from '../../support/at-home.ts';
import { ClinicPost, mailFrom } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { ask, askRefused, cookieOf } from '../../support/rest-client.ts';

describe('a patient at home on the day', () => {
  let post: ClinicPost;
  let stage: ClinicStage;
  let home: OpenPlace;
  let address: string;
  let patients = 0;

  before(async () => {
    post = await ClinicPost.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(post.running);
    home = await OpenPlace.create(stage, 'home');
    // The clock is put on to the day of the clinic, and everybody is still signed in.
    await post.query(`update families set expires_at = expires_at + interval '60 days'`);
    patients += 1;
    address = `on-the-day-${String(patients)}@example.org`;
    post.mail.treat('accept');
  });

  after(() => post[Symbol.asyncDispose]());

  /** A booking of somebody at home, and the link that they were sent. */
  async function booked(clock: string, email = address) {
    const booking = await home.book(clock, await home.refer({ email, phone: null }));
    await post.deliver();
    const [secret = ''] = linksIn(post, email);
    return { booking, secret };
  }

  const open = async (secret: string) =>
    (await ask(post.running, 'openAppointment', { body: { secret } })).value;

  /** Where somebody has got to, and the cookie that the browser has then. */
  async function wait(secret: string, cookie?: string) {
    const { value, cookies } = await ask(post.running, 'waitForAppointment', {
      body: { secret, name: 'Ann Example' },
      ...(cookie !== undefined && { cookie }),
    });
    return { waiting: value, cookie: cookies.length === 0 ? cookie : cookieOf(cookies, 'bedside_guest') };
  }

  async function start({ bookingId }: Pick<BookingView, 'bookingId'>) {
    const asking = { token: stage.clinician.newToken(), params: { bookingId } };
    await ask(post.running, 'startVisit', asking);
  }

  const guests = ({ bookingId }: BookingView) =>
    post.query<{ state: string }>(
      `select g.state from guests g join visits v on v.id = g.visit_id where v.booking_id = $1`,
      [bookingId],
    );

  const endVisits = ({ bookingId }: BookingView) =>
    post.query(`update visits set ended_at = $2, end_reason = 'clinician-hung-up' where booking_id = $1`, [
      bookingId,
      post.running.clock.now(),
    ]);

  const correct = async ({ patient }: BookingView, email: string) =>
    (
      await ask(post.running, 'setPatientContact', {
        token: home.token(),
        params: { patientId: patient.patientId },
        body: { email, phone: null },
      })
    ).value;

  async function move({ bookingId }: BookingView, clock: string) {
    const { version, stationId } = await post.read(bookingId, stage.booker);
    const body = { version, stationId, sessionId: stage.sessionId, startsAt: stage.at(clock) };
    await ask(post.running, 'moveBooking', { token: home.token(), params: { bookingId }, body });
  }

  it('A46 waits on when the time is over, and is seen to', async () => {
    const other = `other-${address}`;
    const earlier = await booked('09:05', other);
    const { booking, secret } = await booked('09:35');
    stage.waitUntil('09:05', 0);
    await start(earlier.booking);
    stage.waitUntil('09:05', -15);
    await endVisits(earlier.booking);
    const waits = async () => (await post.read(booking.bookingId, stage.clinician)).link?.waitingSince;
    await wait(secret);
    expect(await waits()).to.be.a('string');
    stage.waitUntil('10:35', 1);
    expect((await open(secret)).joinable).to.equal(true);
    expect(await waits()).to.equal(null);
    await wait(secret);
    expect(await waits()).to.match(/T\d\d:34:/);
    const { waiting } = await wait(secret);
    expect(waiting).to.deep.include({ at: 'link', delay: { is: 'late', minutes: 60 } });
  });

  it('is one guest: the cookie is there before the visit begins', async () => {
    const { booking, secret } = await booked('09:05');
    stage.waitUntil('09:05', 5);
    const { waiting, cookie } = await wait(secret);
    expect(waiting.at).to.equal('link');
    expect(cookie).to.be.a('string');
    expect((await wait(secret, cookie)).cookie).to.equal(cookie);
    await start(booking);
    const entered = await Promise.all([1, 2, 3].map(() => wait(secret, cookie)));
    expect(entered.map((one) => one.waiting.at)).to.deep.equal(['lobby', 'lobby', 'lobby']);
    expect(new Set(entered.map((one) => one.cookie))).to.deep.equal(new Set([cookie]));
    expect(await guests(booking)).to.deep.equal([{ state: 'waiting' }]);
  });

  it('A47 finds the appointment over once the clinician has gone on to the debrief, and is not asked to join', async () => {
    const { booking, secret } = await booked('09:05');
    const { bookingId } = booking;
    stage.waitUntil('09:05', 0);
    await start(booking);
    await wait(secret);
    expect(await open(secret)).to.deep.include({ state: 'booked', joinable: true, patientLeft: false });
    const [{ id: visitId } = { id: '' as VisitId }] = await post.query<{ id: VisitId }>(
      'select id from visits where booking_id = $1',
      [bookingId],
    );
    const by = stage.clinician.personId;
    const { store } = post.running.server.deps;
    await store.transact(({ clinicRunning }) =>
      clinicRunning.beginPart({ bookingId, part: 'main', visitId, by }),
    );
    expect(await open(secret)).to.deep.include({ state: 'booked', joinable: true, patientLeft: false });
    await store.transact(({ clinicRunning }) =>
      clinicRunning.beginPart({ bookingId, part: 'debrief', visitId, by }),
    );
    expect(await open(secret)).to.deep.include({ state: 'over', joinable: false, patientLeft: true });
  });

  it('reads on the page of their link what was written for them, and nothing that was written for staff', async () => {
    const { booking, secret } = await booked('09:05');
    expect((await open(secret)).note).to.equal(null);
    const notes = { noteForPatient: 'Please do not eat before it.', noteForStaff: 'Brings a dressing.' };
    const { version, bookingId } = booking;
    const body = { ...outsideDetails, ...notes, version };
    await ask(post.running, 'changeBookingDetails', { token: home.token(), params: { bookingId }, body });
    const view = await open(secret);
    expect(view.note).to.equal('Please do not eat before it.');
    expect(JSON.stringify(view)).to.not.include('dressing');
  });

  it('comes back into a locked visit, and somebody new waits where the clinician sees them', async () => {
    const { booking, secret } = await booked('09:05');
    stage.waitUntil('09:05', 0);
    await start(booking);
    const { cookie } = await wait(secret);
    await post.query(`update guests set state = 'admitted' where name = 'Ann Example'`);
    await post.query('update visits set locked_at = $1 where booking_id = $2', [
      post.running.clock.now(),
      booking.bookingId,
    ]);
    expect((await wait(secret, cookie)).waiting.at).to.equal('lobby');
    const view = await post.read(booking.bookingId, stage.clinician);
    expect(view).to.deep.include({ state: 'running', link: { waitingSince: null } });
    expect((await wait(secret)).waiting.at).to.equal('link');
    expect(await guests(booking)).to.deep.equal([{ state: 'admitted' }]);
    const seen = await post.read(booking.bookingId, stage.clinician);
    expect(seen.link?.waitingSince).to.match(/T\d\d:05:/);
  });

  it('HAZ-35 is sent a new link also once the time has come, and while the visit runs', async () => {
    const { booking, secret } = await booked('09:05');
    stage.waitUntil('09:05', -25);
    const second = `second-${address}`;
    expect(await correct(booking, second)).to.deep.equal({ changed: true, sent: 1, unsent: 0 });
    await post.deliver();
    const [renewed = ''] = linksIn(post, second);
    expect(await open(renewed)).to.deep.include({ state: 'booked', joinable: true });
    await askRefused(post.running, 'openAppointment', { body: { secret }, code: 'not-found' });
    await start(booking);
    const third = `third-${address}`;
    expect(await correct(booking, third)).to.deep.equal({ changed: true, sent: 1, unsent: 0 });
    await post.deliver();
    const [last = ''] = linksIn(post, third);
    expect((await wait(last)).waiting.at).to.equal('lobby');
    await askRefused(post.running, 'openAppointment', { body: { secret: renewed }, code: 'not-found' });
    expect(await correct(booking, third)).to.deep.equal({ changed: false, sent: 0, unsent: 0 });
  });

  it('HAZ-35 has no link sent to the address that was corrected while it was being sent', async () => {
    const { bookingId, ...booking } = await home.book(
      '09:05',
      await home.refer({ email: address, phone: null }),
    );
    const { store, newId, secrets } = post.running.server.deps;
    const [row] = await post.query<{ id: DeliveryId }>(
      `select d.id from deliveries d join clinic_message_bookings b on b.message_id = d.clinic_message_id
       join clinic_messages m on m.id = d.clinic_message_id where b.booking_id = $1 and m.side = 'patient'`,
      [bookingId],
    );
    const claimed = await store.transact(({ escalation, now }) =>
      escalation.claimDelivery(row?.id as DeliveryId, new Date(now.getTime() + 15_000)),
    );
    if (claimed?.reason.kind !== 'clinic') throw new Error('it was not claimed');
    await correct({ bookingId, ...booking }, `right-${address}`);
    const tokens = await readLinkSecrets(post.running.config.tokens);
    const { publicUrl } = post;
    const clinics = clinicDeliveries(bookingCalendars({ publicUrl, mailFrom }), {
      ...{ store, newId, secrets },
      ...tokens,
    });
    const about = { publicUrl, now: post.running.clock.now() };
    expect(await clinics.messageOf(claimed, claimed.reason, about)).to.equal('not-needed');
    const links = await post.query('select from booking_links where booking_id = $1', [bookingId]);
    expect(links).to.deep.equal([]);
  });

  it('says again that they cannot come when it is back at a time that did not suit them', async () => {
    const { booking, secret } = await booked('09:05');
    for (const clock of ['10:05', '09:05', null]) {
      await ask(post.running, 'sayCannotCome', { body: { secret } });
      expect(await post.tasks(stage.booker)).to.deep.equal(['cannot-come']);
      if (clock === null) continue;
      post.running.clock.forward(60_000);
      await move(booking, clock);
      expect(await post.tasks(stage.booker)).to.deep.equal([]);
    }
    expect((await open(secret)).changeable).to.equal(true);
    stage.waitUntil('09:05', 0);
    expect((await open(secret)).changeable).to.equal(false);
  });

  it('leaves no task that they cannot come when the whole clinic is cancelled', async () => {
    const { secret } = await booked('09:05');
    await ask(post.running, 'sayCannotCome', { body: { secret } });
    expect(await post.tasks(stage.booker)).to.deep.equal(['cannot-come']);
    const params = { sessionId: stage.sessionId };
    const body = { code: 'clinician-away' as const, text: null };
    await ask(post.running, 'cancelClinicSession', { token: home.token(), params, body });
    expect(await post.tasks(stage.booker)).to.deep.equal([]);
  });
});

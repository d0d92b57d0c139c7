import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { StationId } from '../../../domain/ids.ts';
import { addDays, instantOf } from '../../../domain/rota/wall-clock.ts';
import { linksIn, OpenPlace, patientPhone } from '../../support/at-home.ts';
import { ClinicPost } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { ask, askRefused, cookieOf } from '../../support/rest-client.ts';

describe('a patient at home', () => {
  let post: ClinicPost;
  let stage: ClinicStage;
  let home: OpenPlace;
  let address: string;
  let patients = 0;

  before(async () => {
    post = await ClinicPost.create({ withTexts: true });
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(post.running);
    home = await OpenPlace.create(stage, 'home');
    // The clock is put on to the day of the clinic, and everybody is still signed in.
    await post.query(`update families set expires_at = expires_at + interval '60 days'`);
    patients += 1;
    address = `patient-${String(patients)}@example.org`;
    post.mail.treat('accept');
  });

  after(() => post[Symbol.asyncDispose]());

  /** A booking at 09:05 of somebody at home, and the link that they were sent. */
  async function booked(
    contact: { email: string | null; phone: string | null } = { email: address, phone: null },
  ) {
    const booking = await home.book('09:05', await home.refer(contact));
    await post.deliver();
    const [secret = ''] = linksIn(post, address);
    return { booking, secret };
  }

  const open = (secret: string) =>
    ask(post.running, 'openAppointment', { body: { secret } }).then(({ value }) => value);

  const wait = (secret: string, cookie?: string) =>
    ask(post.running, 'waitForAppointment', {
      body: { secret, name: 'Ann Example' },
      ...(cookie !== undefined && { cookie }),
    });

  const start = ({ bookingId }: BookingView) =>
    ask(post.running, 'startVisit', { token: stage.clinician.newToken(), params: { bookingId } });

  const stationOf = async ({ bookingId }: Pick<BookingView, 'bookingId'>): Promise<StationId> => {
    const [row] = await post.query<{ station_id: StationId }>(
      'select station_id from bookings where id = $1',
      [bookingId],
    );
    return row?.station_id ?? ('' as StationId);
  };

  const change = async ({ bookingId, version }: BookingView, clock: string) => {
    const { sessionId } = stage;
    const stationId = await stationOf({ bookingId });
    const body = { version, sessionId, stationId, startsAt: stage.at(clock) };
    return (await ask(post.running, 'moveBooking', { token: home.token(), params: { bookingId }, body }))
      .value;
  };

  it('is added, referred and booked by the booking clerk, at any time of the clinic', async () => {
    const referral = await home.refer({ email: address, phone: null });
    const { times, notOffered } = await home.times(referral);
    expect(times.map(({ startsAt }) => startsAt)).to.deep.equal(
      ['09:05', '09:35', '10:05', '10:35', '11:05', '11:35'].map((clock) => stage.at(clock)),
    );
    expect(times.map(({ stationName }) => stationName)).to.deep.equal(Array<string>(6).fill('By link'));
    expect(notOffered).to.deep.equal([]);
    const booking = await home.book('11:35', referral);
    expect(booking.link).to.deep.equal({ waitingSince: null });
  });

  it('is sent one link, by e-mail and by text, which says nothing of the clinic', async () => {
    const { booking, secret } = await booked({ email: address, phone: patientPhone });
    const { content } = post.mail.received.find(({ to }) => to.includes(address)) ?? { content: '' };
    expect(content).to.include('Subject: You have a video appointment');
    expect(content).to.include('A video appointment with Synthetic Hospital was made for you on');
    expect(content).to.not.match(/Dermatology|Ann Example|Synthetic clinician|1980/);
    expect(content).to.include('method=REQUEST');
    expect(await post.statesOf(booking.bookingId, stage.booker)).to.include.members(['booked patient sent']);
    const view = await open(secret);
    expect(view).to.deep.include({
      state: 'booked',
      organisationName: 'Synthetic Hospital',
      clinicianName: 'Synthetic clinician',
      service: 'Dermatology',
      startsAt: stage.at('09:05'),
      zone: 'Europe/London',
      moved: false,
      joinsFrom: stage.at('08:35'),
      joinable: false,
      phone: '01632 960100',
    });
    expect(JSON.stringify(view)).to.not.include('Ann Example');
  });

  it('has a link of which the store has the digest only, and neither trail nor jobs have anything', async () => {
    const { secret } = await booked();
    await open(secret);
    const rows = await post.query<{ found: string }>(
      `select string_agg(t::text, '') as found from (
        select row_to_json(l)::text as t from booking_links l
        union all select row_to_json(a)::text from audit a
        union all select row_to_json(d)::text from deliveries d
        union all select row_to_json(m)::text from clinic_messages m
      ) everything`,
    );
    expect(rows[0]?.found).to.include('"digest"').and.not.include(secret);
    expect(await stage.trail('booking-link.')).to.deep.equal(['booking-link.opened']);
  });

  it('A42 is reminded with the same link on the last working day before', async () => {
    const { booking, secret } = await booked();
    post.waitUntil(instantOf(`${addDays(stage.date, -1)}T23:00`));
    await post.remind();
    await post.deliver();
    expect(linksIn(post, address)).to.deep.equal([secret, secret]);
    expect(await post.statesOf(booking.bookingId, stage.booker)).to.include('reminder patient sent');
  });

  it('sees on the same link that it was moved or cancelled', async () => {
    const { booking, secret } = await booked();
    const moved = await change(booking, '10:05');
    expect(await open(secret)).to.deep.include({ state: 'booked', moved: true, startsAt: stage.at('10:05') });
    const { bookingId, version } = moved;
    const body = { version, code: 'patient-declined' as const, text: null };
    await ask(post.running, 'cancelBooking', { token: home.token(), params: { bookingId }, body });
    expect(await open(secret)).to.deep.include({ state: 'cancelled', joinable: false, goesOn: false });
    await post.deliver();
    expect(linksIn(post, address)).to.deep.equal([secret, secret]);
    const last = post.mail.received.findLast(({ to }) => to.includes(address));
    expect(last?.content).to.include('method=CANCEL');
    const calendar = await ask(post.running, 'exportAppointment', { body: { secret } });
    expect(calendar.value).to.include(`UID:${bookingId}@bedside`).and.include('METHOD:CANCEL');
    expect(calendar.value).to.not.match(/Dermatology|Synthetic clinician|appointment#/);
  });

  it('is told the same of a link that nobody knows and of one whose day is over', async () => {
    const { secret } = await booked();
    const unknown = await askRefused(post.running, 'openAppointment', {
      body: { secret: 'x'.repeat(43) },
      code: 'not-found',
    });
    post.waitUntil(instantOf(`${addDays(stage.date, 1)}T00:00`));
    const over = await askRefused(post.running, 'openAppointment', { body: { secret }, code: 'not-found' });
    expect(over.detail).to.equal(unknown.detail);
  });

  it('is not told that the time has changed where only the clinician has', async () => {
    const { booking, secret } = await booked();
    await ask(post.running, 'sayCannotCome', { body: { secret } });
    const clinician = await stage.join('clinician');
    const sessionId = await stage.addSession({ clinician });
    const { bookingId, version } = booking;
    await ask(post.running, 'moveBooking', {
      ...{ token: home.token(), params: { bookingId } },
      body: { version, sessionId, stationId: await stationOf(booking), startsAt: booking.startsAt },
    });
    await post.deliver();
    const mail = post.mail.received.findLast(({ to }) => to.includes(address))?.content;
    expect(mail).to.include('Subject: Your video appointment has changed');
    expect(mail?.replaceAll('=\r\n', '')).to.include(
      'is with another clinician. The time is the same. Use this link',
    );
    // The link of before shows it, and that they cannot come then still holds.
    expect(await open(secret)).to.deep.include({ moved: false, cannotCome: true });
    expect(await post.tasks(stage.booker)).to.deep.equal(['cannot-come']);
  });

  it('says that they cannot come, once, and the booking stands until somebody has moved it', async () => {
    const { booking, secret } = await booked();
    for (const time of [1, 2]) {
      await ask(post.running, 'sayCannotCome', { body: { secret } });
      expect(await post.tasks(stage.booker), String(time)).to.deep.equal(['cannot-come']);
    }
    expect(await open(secret)).to.deep.include({ state: 'booked', cannotCome: true });
    // Whoever holds the clinic sees it where the patient stands in the list, and on the page of the booking.
    const { bookingId } = booking;
    const asClinician = { token: stage.clinician.newToken() };
    const { bookings } = (
      await ask(post.running, 'listBookings', { ...asClinician, query: { from: stage.date } })
    ).value;
    const [listed] = bookings;
    const since = post.running.clock.now().getTime() - Date.parse(listed?.cannotComeSince ?? '');
    expect(since).to.be.within(0, 60_000);
    const page = await post.read(bookingId, stage.booker);
    expect(page.cannotComeSince).to.equal(listed?.cannotComeSince);
    const ready = await ask(post.running, 'readPreflight', { ...asClinician, params: { bookingId } });
    expect(ready.value.marks.map(({ words }) => words)).to.include(
      'The patient has said that they cannot come',
    );
    await change(booking, '10:05');
    expect(await post.tasks(stage.booker)).to.deep.equal([]);
    expect((await post.read(bookingId, stage.clinician)).cannotComeSince).to.equal(undefined);
    expect(await open(secret)).to.deep.include({ cannotCome: false });
  });

  it('A46 waits from half an hour before, is seen to wait, and hears how late the clinic is', async () => {
    const { booking, secret } = await booked();
    stage.waitUntil('09:05', 31);
    await askRefused(post.running, 'waitForAppointment', {
      body: { secret, name: 'Ann Example' },
      code: 'wrong-phase',
    });
    stage.waitUntil('09:05', 30);
    const params = { sessionId: stage.sessionId };
    await ask(post.running, 'sayLate', { token: stage.clinician.newToken(), params, body: { minutes: 20 } });
    const { value } = await wait(secret);
    const since = value.at === 'link' ? value.since : '';
    expect(value).to.deep.equal({ at: 'link', since, delay: { is: 'late', minutes: 20 } });
    expect((await post.read(booking.bookingId, stage.clinician)).link).to.deep.equal({ waitingSince: since });
    post.running.clock.forward(25_000);
    expect((await post.read(booking.bookingId, stage.clinician)).link).to.deep.equal({ waitingSince: null });
    expect(await stage.trail('booking-link.')).to.deep.equal(['booking-link.waited']);
  });

  it('learns while they wait that the clinic is cancelled, and again when they reload the page', async () => {
    const { secret } = await booked();
    stage.waitUntil('09:05', 10);
    expect((await wait(secret)).value.at).to.equal('link');
    await ask(post.running, 'cancelClinicSession', {
      token: stage.booker.newToken(),
      params: { sessionId: stage.sessionId },
      body: { code: 'clinician-away', text: null },
    });
    // By this answer the page knows at once that it has to say something else.
    await askRefused(post.running, 'waitForAppointment', {
      body: { secret, name: 'Ann Example' },
      code: 'wrong-phase',
    });
    for (const time of ['at once', 'after a reload']) {
      expect(await open(secret), time).to.deep.include({
        ...{ state: 'cancelled', joinable: false, goesOn: true },
        phone: '01632 960100',
      });
    }
  });

  it('is a guest in the lobby once the visit has begun, each browser one', async () => {
    const { booking, secret } = await booked();
    stage.waitUntil('09:05', 5);
    await wait(secret);
    await start(booking);
    const first = await wait(secret);
    expect(first.value.at).to.equal('lobby');
    const cookie = cookieOf(first.cookies, 'bedside_guest');
    await wait(secret, cookie);
    const guests = () =>
      post.query<{ role: string; state: string; name: string }>(
        `select role, state, name from guests g join visits v on v.id = g.visit_id where v.booking_id = $1`,
        [booking.bookingId],
      );
    const waiting = { role: 'patient', state: 'waiting', name: 'Ann Example' };
    expect(await guests()).to.deep.equal([waiting]);
    await wait(secret);
    expect(await guests()).to.deep.equal([waiting, waiting]);
    await post.query(`update guests set state = 'refused'`);
    await askRefused(post.running, 'waitForAppointment', {
      body: { secret, name: 'Ann Example' },
      cookie,
      code: 'expired',
    });
  });

  it('HAZ-35 who was sent the link by mistake has nothing more of it once the address is right', async () => {
    const { booking, secret } = await booked();
    const right = `right-${address}`;
    const params = { patientId: booking.patient.patientId };
    const body = { email: right, phone: null };
    const { value } = await ask(post.running, 'setPatientContact', { token: home.token(), params, body });
    expect(value).to.deep.equal({ changed: true, sent: 1, unsent: 0 });
    await askRefused(post.running, 'openAppointment', { body: { secret }, code: 'not-found' });
    await post.deliver();
    const [renewed = ''] = linksIn(post, right);
    expect(renewed).to.not.equal(secret);
    expect(await open(renewed)).to.deep.include({ state: 'booked', startsAt: booking.startsAt });
    expect(linksIn(post, address)).to.deep.equal([secret]);
  });

  it('HAZ-35 becomes a task where nothing reaches them', async () => {
    await home.book('09:05', await home.refer({ email: null, phone: null }));
    expect(await post.tasks(stage.booker)).to.deep.equal(['not-reached']);
  });

  it('is told that the clinic is cancelled', async () => {
    const { booking, secret } = await booked();
    const params = { sessionId: stage.sessionId };
    const body = { code: 'clinician-away' as const, text: null };
    await ask(post.running, 'cancelClinicSession', { token: home.token(), params, body });
    await post.deliver();
    expect(await post.statesOf(booking.bookingId, stage.booker)).to.include('cancelled patient sent');
    expect(await open(secret)).to.deep.include({ state: 'cancelled' });
  });

  it('A36 opens nothing any more once the patient is received in a prison', async () => {
    const { booking, secret } = await booked();
    const { patientId, name, dateOfBirth } = booking.patient;
    await post.query('update patients set nhs_number = $2 where id = $1', [patientId, '9990000018']);
    const body = { name, dateOfBirth, nhsNumber: '9990000018', prisonNumber: 'A5005BC', version: 1 };
    await ask(post.running, 'receivePatient', {
      token: stage.nurse.newToken(),
      body: { ...body, siteId: stage.prisonId },
    });
    await askRefused(post.running, 'openAppointment', { body: { secret }, code: 'not-found' });
    await post.deliver();
    const sent = await post.statesOf(booking.bookingId, stage.booker);
    expect(sent.filter((state) => state.includes('cancelled patient'))).to.deep.equal([]);
  });

  it('is nobody in prison: what is theirs gets no link, and they have no address', async () => {
    const booking = await stage.book('10:35');
    await post.deliver();
    const links = await post.query('select from booking_links where booking_id = $1', [booking.bookingId]);
    expect(links).to.deep.equal([]);
    expect(booking.link).to.equal(undefined);
    const states = await post.statesOf(booking.bookingId, stage.nurse);
    expect(states.filter((state) => state.includes('patient'))).to.deep.equal([]);
    const contact = { email: address, phone: null };
    await askRefused(post.running, 'addPatient', {
      token: stage.nurse.newToken(),
      body: {
        ...{ siteId: stage.prisonId, name: 'Synthetic', dateOfBirth: '1980-01-01' },
        ...{ nhsNumber: null, prisonNumber: null, contact },
      },
      code: 'invalid',
    });
    const params = { patientId: booking.patient.patientId };
    await askRefused(post.running, 'setPatientContact', {
      token: stage.nurse.newToken(),
      params,
      body: contact,
      code: 'not-found',
    });
    const stored = post.query('update patients set email = $2 where id = $1', [params.patientId, address]);
    expect(
      await stored.then(
        () => 'stored',
        (error: unknown) => String(error),
      ),
    ).to.include('patients_contact');
  });

  it('is of the clerk, and a patient in prison is not', async () => {
    const token = home.token();
    await askRefused(post.running, 'addPatient', {
      token,
      body: {
        ...{ siteId: stage.prisonId, name: 'Synthetic', dateOfBirth: '1980-01-01' },
        ...{ nhsNumber: null, prisonNumber: null },
      },
      code: 'not-found',
    });
    const { patient } = await stage.refer();
    const body = { patientId: patient.patientId, service: 'Dermatology', priority: 'routine' as const };
    await askRefused(post.running, 'addReferral', { token, body, code: 'forbidden' });
    const { value } = await ask(post.running, 'listPatients', { token });
    expect(value.sites.map(({ kind }) => kind)).to.deep.equal(['home']);
  });
});

describe('a care home', () => {
  let post: ClinicPost;

  before(async () => {
    post = await ClinicPost.create();
  });

  after(() => post[Symbol.asyncDispose]());

  it('is booked at any of its stations that is in use, without regime, escort or movement', async () => {
    const stage = await ClinicStage.create(post.running);
    const home = await OpenPlace.create(stage, 'care-home');
    const referral = await home.refer();
    expect((await home.times(referral)).notOffered).to.deep.equal([{ why: 'no-station', times: 6 }]);
    const stationId = await stage.addStation(home.siteId);
    await post.query(`update stations set device_digest = $2, enrolled_at = now() where id = $1`, [
      stationId,
      stationId,
    ]);
    const booking = await home.book('11:35', referral);
    expect(booking).to.deep.include({ stationId, beginsAt: stage.at('11:30'), outside: 'care-home' });
    expect(booking.link).to.equal(undefined);
    const marks = await ask(post.running, 'readPreflight', {
      token: stage.clinician.newToken(),
      params: { bookingId: booking.bookingId },
    });
    const words = marks.value.marks.map((mark) => mark.words);
    expect(words).to.include('No officer needed').and.include('Consent to be asked for in the visit');
  });
});

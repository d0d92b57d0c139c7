import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { lapseHolds } from '../../../domain/clinics/lapse-holds.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { StationId } from '../../../domain/ids.ts';
import { clockOf, dayInWords } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage, details, templateOn } from '../../support/clinic-stage.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const tenMinutesMs = 600_000;

describe('booked clinics over HTTP', () => {
  let running: RunningServer;
  let stage: ClinicStage;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
  });

  after(() => running[Symbol.asyncDispose]());

  const by = ({ token }: { token: string } = stage.nurse) => ({ token });
  const params = ({ bookingId }: Pick<BookingView, 'bookingId'>) => ({ bookingId });
  const clocks = (times: readonly { startsAt: string }[]) =>
    times.map(({ startsAt }) => clockOf(new Date(startsAt)));
  const dayOfClinic = () => dayInWords(new Date(stage.at('09:00')));
  const read = async (booking: Pick<BookingView, 'bookingId'>) =>
    (await ask(running, 'readBooking', { ...by(), params: params(booking) })).value;

  it('A13 offers the times that regime, escort and clinic can all keep, and counts the others by the reason', async () => {
    const referral = await stage.refer();
    const found = await stage.times(referral);
    expect(clocks(found.times)).to.deep.equal(['09:05', '09:35', '10:05', '10:35']);
    expect(found.times[0]).to.deep.equal({
      sessionId: stage.sessionId,
      stationId: stage.stationId,
      stationName: 'Tablet',
      clinicianName: stage.clinician.name,
      startsAt: stage.at('09:05'),
      endsAt: stage.at('09:25'),
      beginsAt: stage.at('08:35'),
      clashes: [],
    });
    expect({ more: found.more, notOffered: found.notOffered }).to.deep.equal({
      more: 0,
      notOffered: [{ why: 'over-lock-up', times: 2 }],
    });
    const late = { ...by(), body: stage.place(referral.referralId, '11:05'), code: 'conflict' } as const;
    expect((await askRefused(running, 'holdTime', late)).detail).to.equal(
      'the patient could not be fetched and brought back before the prison is locked up',
    );
  });

  it('books in two steps: a hold of ten minutes, and what is written about it', async () => {
    const referral = await stage.refer();
    const start = running.clock.now().getTime();
    const hold = await stage.hold('09:05', referral.referralId);
    expect(hold).to.deep.include({
      state: 'held',
      version: 1,
      referralId: referral.referralId,
      service: 'Dermatology',
      patient: referral.patient,
      sessionId: stage.sessionId,
      clinicianName: stage.clinician.name,
      startsAt: stage.at('09:05'),
      endsAt: stage.at('09:25'),
      beginsAt: stage.at('08:35'),
      details: null,
      cancelled: null,
    });
    expect(hold.reference).to.equal(hold.bookingId.slice(0, 8).toUpperCase());
    expect(Date.parse(hold.heldUntil ?? '') - start).to.be.within(tenMinutesMs, tenMinutesMs + 60_000);
    const written = { ...details, interpreterLanguage: 'Polish', noteForPatient: 'Healthcare appointment' };
    const asking = { ...by(), params: params(hold), body: written };
    const { value } = await ask(running, 'confirmBooking', asking);
    expect(value).to.deep.include({ state: 'booked', version: 2, heldUntil: null, details: written });
    expect(await read(hold)).to.deep.equal(value);
    const listed = await ask(running, 'listBookings', { ...by(), query: { from: stage.date } });
    expect(listed.value.bookings).to.deep.equal([value]);
    expect(await stage.waiting()).to.deep.equal([]);
    expect(await stage.trail('booking.')).to.deep.equal(['booking.held', 'booking.booked', 'booking.read']);
  });

  it('A01 gives one time to one of twenty at once, and names three others to the rest', async () => {
    const referrals = await Promise.all(Array.from({ length: 20 }, () => stage.refer()));
    const answers = await Promise.allSettled(
      referrals.map(({ referralId }) =>
        ask(running, 'holdTime', { ...by(), body: stage.place(referralId, '09:05') }),
      ),
    );
    const lost = answers.filter((answer) => answer.status === 'rejected');
    expect(lost).to.have.length(19);
    for (const { reason } of lost) expect(String(reason)).to.contain('"code":"taken"');
    const { referralId } = await stage.refer();
    const body = stage.place(referralId, '09:05');
    const { detail } = await askRefused(running, 'holdTime', { ...by(), body, code: 'taken' });
    expect(detail).to.equal(
      `free: 09:35, 10:05 and 10:35 on ${dayOfClinic()}; the clinician is taken at that time`,
    );
  });

  it('names the first twelve times, and how many more there are', async () => {
    const { date, clinician, organisationId } = stage;
    const short = { preMinutes: 0, mainMinutes: 5, debriefMinutes: 0, endsAtClock: '11:15' };
    const body = { ...templateOn(date, clinician), ...short, service: 'Wound care' };
    const asking = { ...by(stage.booker), params: { organisationId } };
    await ask(running, 'addClinicTemplate', { ...asking, body });
    const query = { from: date, days: '1' };
    const { sessions } = (await ask(running, 'listClinicSessions', { ...asking, query })).value;
    const sessionId = sessions.find(({ service }) => service === 'Wound care')?.sessionId ?? '';
    await ask(running, 'publishClinicSession', { ...asking, params: { sessionId } });
    const found = await stage.times(await stage.refer({ service: 'Wound care' }));
    const five = ['00', '05', '10', '15', '20', '25', '30', '35', '40', '45', '50', '55'];
    expect(clocks(found.times)).to.deep.equal(five.map((minute) => `09:${minute}`));
    expect({ more: found.more, notOffered: found.notOffered }).to.deep.equal({ more: 15, notOffered: [] });
  });

  it('A02 leaves the time free that begins when another one ends', async () => {
    await stage.book('09:05');
    expect(clocks((await stage.times(await stage.refer())).times)).to.deep.equal(['09:35', '10:05', '10:35']);
    expect((await stage.book('09:35')).state).to.equal('booked');
  });

  it('A03 answers the same request twice with the same booking, also of two at once', async () => {
    const { referralId } = await stage.refer();
    const asking = { ...by(), body: stage.place(referralId, '09:05') };
    const answers = await Promise.all([1, 2, 3].map(() => ask(running, 'holdTime', asking)));
    const [{ value: hold }] = answers as [(typeof answers)[number]];
    expect(answers.map(({ value }) => value)).to.deep.equal([hold, hold, hold]);
    const booked = await stage.confirm(hold);
    expect((await ask(running, 'holdTime', asking)).value).to.deep.equal(booked);
    const [listed] = (await ask(running, 'listBookings', { ...by(), query: { from: stage.date } })).value
      .bookings;
    expect(listed?.reference).to.equal(hold.reference);
    expect(await stage.trail('booking.held')).to.have.length(1);
  });

  it('A03 refuses a request id that somebody else has used, or the same person for something else', async () => {
    const { referralId } = await stage.refer();
    const body = stage.place(referralId, '09:05');
    await ask(running, 'holdTime', { ...by(), body });
    const colleague = await stage.join('prison-healthcare', [stage.prisonId]);
    for (const [who, other] of [
      [colleague, body],
      [stage.nurse, { ...body, startsAt: stage.at('09:35') }],
      [stage.nurse, { ...body, referralId: (await stage.refer()).referralId }],
    ] as const) {
      const { detail } = await askRefused(running, 'holdTime', { ...by(who), body: other, code: 'conflict' });
      expect(detail).to.equal('requestId: it has been used for something else');
    }
  });

  it('A04 does not book a hold that is over, and lets somebody else have the time', async () => {
    const late = await stage.hold('09:05');
    running.clock.forward(tenMinutesMs);
    const confirming = { params: params(late), body: details, code: 'expired' } as const;
    await askRefused(running, 'confirmBooking', { token: stage.nurse.newToken(), ...confirming });
    const other = await stage.refer();
    const colleague = await stage.join('prison-healthcare', [stage.prisonId]);
    expect(clocks((await stage.times(other, colleague)).times)).to.include('09:05');
    const body = stage.place(other.referralId, '09:05');
    const { value } = await ask(running, 'holdTime', { ...by(colleague), body });
    expect([value.state, (await stage.trail('booking.lapsed')).length]).to.deep.equal(['held', 1]);
    await askRefused(running, 'confirmBooking', { token: stage.nurse.newToken(), ...confirming });
  });

  it('A04 ends a hold that is over by itself, and leaves one that is not', async () => {
    const late = await stage.hold('09:05');
    running.clock.forward(tenMinutesMs);
    const colleague = await stage.join('prison-healthcare', [stage.prisonId]);
    await lapseHolds(running.server.deps);
    const { value: ended } = await ask(running, 'readBooking', { ...by(colleague), params: params(late) });
    expect(ended.state).to.equal('lapsed');
    const again = { ...by(colleague), body: stage.place(late.referralId, '09:05') };
    const { value } = await ask(running, 'holdTime', again);
    await lapseHolds(running.server.deps);
    const { value: still } = await ask(running, 'readBooking', { ...by(colleague), params: params(value) });
    expect(still.state).to.equal('held');
    expect(await stage.trail('booking.lapsed')).to.have.length(1);
  });

  it('A05 books once of three who confirm at once', async () => {
    const hold = await stage.hold('09:05');
    const [one, ...others] = await Promise.all([1, 2, 3].map(() => stage.confirm(hold)));
    expect(others).to.deep.equal([one, one]);
    expect(one).to.include({ state: 'booked', version: 2 });
    expect(await stage.trail('booking.booked')).to.have.length(1);
  });

  it('gives a time up, and only who holds it may', async () => {
    const hold = await stage.hold('09:05');
    const colleague = await stage.join('prison-healthcare', [stage.prisonId]);
    const foreign = { ...by(colleague), params: params(hold), code: 'forbidden' } as const;
    await askRefused(running, 'releaseHold', foreign);
    await askRefused(running, 'confirmBooking', { ...foreign, body: details });
    await ask(running, 'releaseHold', { ...by(), params: params(hold) });
    await ask(running, 'releaseHold', { ...by(), params: params(hold) });
    expect(await stage.trail('booking.released')).to.have.length(1);
    const confirming = { ...by(), params: params(hold), body: details, code: 'expired' } as const;
    await askRefused(running, 'confirmBooking', confirming);
    const booked = await stage.book('09:05');
    await askRefused(running, 'releaseHold', { ...by(), params: params(booked), code: 'wrong-phase' });
  });

  it('lets who holds a time choose another one, and nobody else for the same patient', async () => {
    const { referralId } = await stage.refer();
    const earlier = await stage.hold('09:05', referralId);
    const later = await stage.hold('09:35', referralId);
    expect((await read(earlier)).state).to.equal('lapsed');
    const colleague = await stage.join('prison-healthcare', [stage.prisonId]);
    const body = stage.place(referralId, '10:35');
    const { detail } = await askRefused(running, 'holdTime', { ...by(colleague), body, code: 'conflict' });
    const until = clockOf(new Date(later.heldUntil ?? ''));
    expect(detail).to.equal(`somebody else holds a time for this patient until ${until}`);
    await stage.confirm(later);
    const again = { ...by(), body: stage.place(referralId, '10:35'), code: 'conflict' } as const;
    expect((await askRefused(running, 'holdTime', again)).detail).to.equal(
      'this referral has a booking already',
    );
  });

  it('refuses what is none of the clinic’s, of the prison’s or of the patient’s service', async () => {
    const { referralId } = await stage.refer();
    const good = stage.place(referralId, '09:05');
    const undescribed = await stage.addStation(stage.prisonId);
    const other = { ...templateOn(stage.date, stage.clinician), service: 'Respiratory' };
    const organisation = { organisationId: stage.organisationId };
    const booker = by(stage.booker);
    await ask(running, 'addClinicTemplate', { ...booker, params: organisation, body: other });
    const query = { from: stage.date, days: '1' };
    const sessions = (await ask(running, 'listClinicSessions', { ...booker, params: organisation, query }))
      .value.sessions;
    const respiratory = sessions.find(({ service }) => service === 'Respiratory');
    if (respiratory === undefined) throw new Error('it was not planned');
    const { sessionId } = respiratory;
    const refused = async (wrong: Partial<typeof good>, code: 'invalid' | 'wrong-phase' | 'not-found') =>
      (await askRefused(running, 'holdTime', { ...by(), body: { ...good, ...wrong }, code })).detail;
    expect(await refused({ sessionId }, 'wrong-phase')).to.equal('this clinic is not open for booking');
    await ask(running, 'publishClinicSession', { ...booker, params: { sessionId } });
    expect(await refused({ sessionId }, 'invalid')).to.match(/^sessionId: not a clinic of the service/);
    expect(await refused({ startsAt: stage.at('09:10') }, 'invalid')).to.match(
      /^startsAt: not one of the times/,
    );
    const stations: StationId[] = [undescribed, randomUUID() as StationId];
    for (const stationId of stations) {
      expect(await refused({ stationId }, 'invalid'), 'A16').to.match(
        /^stationId: not a station for clinics/,
      );
    }
    await refused({ sessionId: randomUUID() as typeof sessionId }, 'not-found');
    await refused({ referralId: randomUUID() as typeof referralId }, 'not-found');
  });

  it('A14 moves no more patients at one time than there are escort places', async () => {
    await stage.setPrison({ escortPlaces: 1 });
    await stage.book('09:05');
    const referral = await stage.refer();
    const found = await stage.times(referral);
    expect(clocks(found.times)).to.deep.equal(['10:35']);
    expect(found.notOffered).to.deep.include({ why: 'escort-taken', times: 2 });
    const body = stage.place(referral.referralId, '09:35');
    const { detail } = await askRefused(running, 'holdTime', { ...by(), body, code: 'taken' });
    expect(detail).to.equal(
      `free: 10:35 on ${dayOfClinic()}; the escort places of the prison are taken at that time`,
    );
  });

  it('A18 refuses a time for which nobody could be fetched any more, and says that none is left', async () => {
    const { referralId } = await stage.refer();
    const body = stage.place(referralId, '10:35');
    stage.waitUntil('10:05', 14);
    const nurse = await stage.join('prison-healthcare', [stage.prisonId]);
    const { detail } = await askRefused(running, 'holdTime', { ...by(nurse), body, code: 'conflict' });
    expect(detail).to.match(/^it is too late to book this time/);
    const found = await stage.times({ referralId }, nurse);
    expect(found.times).to.deep.equal([]);
    expect(found.notOffered).to.deep.include({ why: 'too-soon', times: 4 });
  });

  it('A06 moves a booking by less than its length, in which its own time does not count', async () => {
    const booked = await stage.book('09:05');
    const { version, sessionId, stationId } = booked;
    const offered = await stage.times(booked);
    expect(clocks(offered.times)).to.deep.equal(['09:35', '10:05', '10:35']);
    const body = { version, sessionId, stationId, startsAt: stage.at('09:35') };
    const { value } = await ask(running, 'moveBooking', { ...by(), params: params(booked), body });
    expect(value).to.deep.include({
      state: 'booked',
      version: 3,
      startsAt: stage.at('09:35'),
      beginsAt: stage.at('09:05'),
    });
    expect(value.reference).to.equal(booked.reference);
    const other = await stage.book('09:05');
    const back = { version: 3, sessionId, stationId, startsAt: stage.at('09:05') };
    const { detail } = await askRefused(running, 'moveBooking', {
      ...by(),
      params: params(booked),
      body: back,
      code: 'taken',
    });
    expect(detail).to.equal(`free: 10:05 and 10:35 on ${dayOfClinic()}; the clinician is taken at that time`);
    expect((await read(booked)).startsAt).to.equal(stage.at('09:35'));
    expect((await read(other)).startsAt).to.equal(stage.at('09:05'));
    expect(await stage.trail('booking.moved')).to.have.length(1);
  });

  it('changes what is written, and refuses whoever has not seen the last change', async () => {
    const booked = await stage.book('09:05');
    const written = { ...details, officer: 'in-the-room' as const, noteForStaff: 'Hearing aid' };
    const asking = { ...by(), params: params(booked) };
    const changed = await ask(running, 'changeBookingDetails', {
      ...asking,
      body: { ...written, version: 2 },
    });
    expect(changed.value).to.deep.include({ version: 3, details: written });
    const conflict = { ...asking, code: 'conflict' } as const;
    const { sessionId, stationId } = booked;
    await askRefused(running, 'changeBookingDetails', { ...conflict, body: { ...details, version: 2 } });
    const place = { version: 2, sessionId, stationId, startsAt: stage.at('09:35') };
    await askRefused(running, 'moveBooking', { ...conflict, body: place });
    const cancel = { version: 2, code: 'no-officer', text: null } as const;
    const { detail } = await askRefused(running, 'cancelBooking', { ...conflict, body: cancel });
    expect(detail).to.equal('somebody has changed this booking; read it again');
    expect(await read(booked)).to.deep.equal(changed.value);
  });

  it('A22 lets nobody move, change or cancel a booking from the moment at which the patient is fetched', async () => {
    const booked = await stage.book('09:35');
    const { sessionId, stationId } = booked;
    stage.waitUntil('09:05', 0);
    const nurse = await stage.join('prison-healthcare', [stage.prisonId]);
    const asking = { ...by(nurse), params: params(booked), code: 'wrong-phase' } as const;
    const place = { version: 2, sessionId, stationId, startsAt: stage.at('10:35') };
    await askRefused(running, 'moveBooking', { ...asking, body: place });
    await askRefused(running, 'changeBookingDetails', { ...asking, body: { ...details, version: 2 } });
    const cancel = { version: 2, code: 'no-officer', text: null } as const;
    await askRefused(running, 'cancelBooking', { ...asking, body: cancel });
    const booker = await stage.join('booker');
    const { value } = await ask(running, 'cancelClinicSession', {
      ...by(booker),
      params: { sessionId },
      body: { code: 'clinician-away', text: null },
    });
    expect(value).to.deep.equal({ toRebook: 0 });
    const still = await ask(running, 'readBooking', { ...by(nurse), params: params(booked) });
    expect(still.value).to.include({ state: 'booked', version: 2 });
  });

  it('A23 needs a code, with another reason a text, and keeps who has caused it', async () => {
    const booked = await stage.book('09:05');
    const asking = { ...by(), params: params(booked) };
    const noText = { version: 2, code: 'other-prison', text: null } as const;
    const refused = await askRefused(running, 'cancelBooking', { ...asking, body: noText, code: 'invalid' });
    expect(refused.detail).to.match(/^text: /);
    const unknown = { version: 2, code: 'rain' as 'lockdown', text: null };
    const named = await askRefused(running, 'cancelBooking', { ...asking, body: unknown, code: 'invalid' });
    expect(named.detail).to.contain('body.code');
    const withText = { ...noText, text: 'The wing was flooded' };
    const { value } = await ask(running, 'cancelBooking', { ...asking, body: withText });
    expect(value).to.include({ state: 'cancelled', version: 3 });
    expect(value.cancelled).to.deep.include({
      code: 'other-prison',
      cause: 'prison',
      text: 'The wing was flooded',
      late: false,
    });
    await askRefused(running, 'cancelBooking', {
      ...asking,
      body: { ...withText, version: 3 },
      code: 'wrong-phase',
    });
    const listed = await ask(running, 'listBookings', { ...by(), query: { from: stage.date } });
    expect(listed.value.bookings).to.deep.equal([value]);
  });

  it('A26 puts who is cancelled back at the old place in the list, and frees the time', async () => {
    const today = (await stage.refer()).clockStart;
    const waiting = await stage.refer({ clockStart: '2026-03-02' });
    const longest = await stage.refer({ clockStart: '2026-02-02' });
    const booked = await stage.book('09:05', longest.referralId);
    expect((await stage.waiting()).map(({ clockStart }) => clockStart)).to.deep.equal(['2026-03-02', today]);
    const cancel = { version: 2, code: 'lockdown', text: null } as const;
    await ask(running, 'cancelBooking', { ...by(), params: params(booked), body: cancel });
    const list = await stage.waiting();
    expect(list[0]).to.deep.equal({ ...longest, state: 'to-rebook' });
    expect(list[1]).to.deep.equal(waiting);
    expect(list).to.have.length(3);
    expect(clocks((await stage.times(longest)).times)).to.include('09:05');
    expect((await stage.book('09:05', longest.referralId)).state).to.equal('booked');
  });

  it('A26 closes a referral only where the patient or a clinician has decided so', async () => {
    const referral = await stage.refer();
    const booked = await stage.book('09:05', referral.referralId);
    const cancel = { version: 2, code: 'patient-declined', text: null } as const;
    await ask(running, 'cancelBooking', { ...by(), params: params(booked), body: cancel });
    expect(await stage.waiting()).to.deep.equal([]);
    const body = stage.place(referral.referralId, '09:05');
    await askRefused(running, 'holdTime', { ...by(), body, code: 'wrong-phase' });
    await askRefused(running, 'findTimes', {
      ...by(),
      params: { referralId: referral.referralId },
      code: 'wrong-phase',
    });
  });

  it('A27 marks a cancellation as late that comes less than two hours before the patient is fetched', async () => {
    const late = await stage.book('09:05');
    const early = await stage.book('10:05');
    const cancel = { version: 2, code: 'no-officer', text: null } as const;
    stage.waitUntil('09:35', 121);
    const nurse = await stage.join('prison-healthcare', [stage.prisonId]);
    const isLate = async (booking: BookingView) =>
      (await ask(running, 'cancelBooking', { ...by(nurse), params: params(booking), body: cancel })).value
        .cancelled?.late;
    expect(await isLate(late)).to.equal(true);
    expect(await isLate(early)).to.equal(false);
  });
});

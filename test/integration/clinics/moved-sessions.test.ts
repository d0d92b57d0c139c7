import { expect } from 'chai';
import { planningChore } from '../../../domain/clinics/templates.ts';
import type { SessionView } from '../../../domain/clinics/wire.ts';
import { addDays, clockOf, instantOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicPost } from '../../support/clinic-post.ts';
import { ClinicStage, springChange, templateOn } from '../../support/clinic-stage.ts';
import { Prison } from '../../support/prison.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

describe('a clinic that is moved', function () {
  this.timeout(40_000);
  let post: ClinicPost;
  let stage: ClinicStage;

  before(async () => {
    post = await ClinicPost.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(post.running);
  });

  after(() => post[Symbol.asyncDispose]());

  const by = (person = stage.booker) => ({
    token: person.newToken(),
    params: { sessionId: stage.sessionId },
  });

  async function sessionsOn(from: string): Promise<SessionView[]> {
    const { organisationId, booker } = stage;
    const asking = { token: booker.newToken(), params: { organisationId }, query: { from, days: '1' } };
    return (await ask(post.running, 'listClinicSessions', asking)).value.sessions;
  }

  it('takes every booking with it to the same place, also by less than an appointment, and both ends are told', async () => {
    const first = await stage.book('09:05');
    const second = await stage.book('09:35');
    await post.deliver();
    const before = post.counts([stage.nurse, stage.clinician]);
    const to = { date: stage.date, startsAtClock: '09:10' };
    const { value: preview } = await ask(post.running, 'previewSessionMove', { ...by(), query: to });
    expect(preview.endsAtClock).to.equal('12:10');
    expect(
      preview.bookings.map((one) => [one.bookingId, clockOf(new Date(one.to ?? 0)), one.why]),
    ).to.deep.equal([
      [first.bookingId, '09:15', null],
      [second.bookingId, '09:45', null],
    ]);
    const { value } = await ask(post.running, 'moveClinicSession', { ...by(), body: to });
    expect(value).to.deep.equal({ moved: 2 });
    const prison = new Prison(stage);
    const moved = await prison.list();
    expect(
      moved.map(({ startsAt, state, sessionId }) => [clockOf(new Date(startsAt)), state, sessionId]),
    ).to.deep.equal([
      ['09:15', 'booked', stage.sessionId],
      ['09:45', 'booked', stage.sessionId],
    ]);
    await post.deliver();
    const after = post.counts([stage.nurse, stage.clinician]);
    expect(after.map((count, n) => count - (before[n] ?? 0))).to.deep.equal([2, 2]);
    expect(await stage.trail('session.')).to.deep.equal(['session.published', 'session.moved']);
  });

  it('leaves a cancelled one behind on the day that its template has, so that no other is planned there', async () => {
    const next = addDays(stage.date, 1);
    await stage.book('09:05');
    await ask(post.running, 'moveClinicSession', { ...by(), body: { date: next, startsAtClock: '09:00' } });
    const settings = { quality: { keepDays: 1 }, retention: { years: 1 } };
    await planningChore.run(post.running.server.deps, settings);
    const left = await sessionsOn(stage.date);
    expect(left.map(({ state, booked, movedTo }) => [state, booked, movedTo])).to.deep.equal([
      ['cancelled', 0, { date: next, startsAtClock: '09:00' }],
    ]);
    expect(
      (await sessionsOn(next)).map(({ sessionId, state, booked }) => [sessionId, state, booked]),
    ).to.deep.equal([[stage.sessionId, 'open', 1]]);
  });

  it('says of what it has left behind where it is now, and nothing once it is back', async () => {
    const move = (date: string, startsAtClock: string) =>
      ask(post.running, 'moveClinicSession', { ...by(), body: { date, startsAtClock } });
    const shown = async () =>
      (await sessionsOn(stage.date)).map(({ startsAtClock, state, movedTo }) => [
        startsAtClock,
        state,
        movedTo?.startsAtClock,
      ]);
    await move(stage.date, '15:00');
    expect(await shown()).to.deep.equal([
      ['09:00', 'cancelled', '15:00'],
      ['15:00', 'open', undefined],
    ]);
    await move(stage.date, '16:00');
    expect(await shown()).to.deep.equal([
      ['09:00', 'cancelled', '16:00'],
      ['16:00', 'open', undefined],
    ]);
    await move(stage.date, '09:00');
    expect(await shown()).to.deep.equal([['09:00', 'open', undefined]]);
  });

  it('is refused for the time that it has, and nobody is told', async () => {
    const { bookingId, version } = await stage.book('09:05');
    await post.deliver();
    const before = post.counts([stage.nurse, stage.clinician]);
    const to = { date: stage.date, startsAtClock: '09:00' };
    const words = 'startsAtClock: the clinic is held at that time already';
    const asking = { ...by(), code: 'invalid' } as const;
    expect((await askRefused(post.running, 'previewSessionMove', { ...asking, query: to })).detail).to.equal(
      words,
    );
    expect((await askRefused(post.running, 'moveClinicSession', { ...asking, body: to })).detail).to.equal(
      words,
    );
    await post.deliver();
    expect(post.counts([stage.nurse, stage.clinician])).to.deep.equal(before);
    expect((await sessionsOn(stage.date)).map(({ state }) => state)).to.deep.equal(['open']);
    const { value } = await ask(post.running, 'readBooking', {
      token: stage.booker.newToken(),
      params: { bookingId },
    });
    expect(value.version).to.equal(version);
  });

  it('A19 keeps its length and its places in the night in which the clock goes forward', async () => {
    const night = springChange(post.running.clock.now().getUTCFullYear() + 1);
    const to = { date: night, startsAtClock: '00:30' };
    const { value } = await ask(post.running, 'previewSessionMove', { ...by(), query: to });
    expect(value.endsAtClock).to.equal('04:30');
    await ask(post.running, 'moveClinicSession', { ...by(), body: to });
    expect(
      (await sessionsOn(night)).map(({ startsAtClock, endsAtClock, places }) => [
        ...[startsAtClock, endsAtClock, places],
      ]),
    ).to.deep.equal([['00:30', '04:30', 6]]);
  });

  it('is moved with all of them or not at all, and says who cannot come', async () => {
    const first = await stage.book('09:05');
    const second = await stage.book('09:35');
    const prison = new Prison(stage);
    const next = addDays(stage.date, 1);
    await prison.add(second.patient.patientId, 'court', { starts: '09:00', ends: '12:00', onDate: next });
    const to = { date: next, startsAtClock: '09:00' };
    const { value } = await ask(post.running, 'previewSessionMove', { ...by(), query: to });
    expect(value.bookings.map(({ bookingId, why }) => [bookingId, why])).to.deep.equal([
      [first.bookingId, null],
      [second.bookingId, 'patient-taken'],
    ]);
    const refused = await askRefused(post.running, 'moveClinicSession', {
      ...by(),
      body: to,
      code: 'conflict',
    });
    expect(refused.detail).to.match(/^1 of 2 patients cannot come at that time/);
    const late = { date: next, startsAtClock: '11:00' };
    const over = await ask(post.running, 'previewSessionMove', { ...by(), query: late });
    expect(over.value.bookings.map(({ why }) => why)).to.deep.equal(['over-lock-up', 'over-lock-up']);
    expect((await prison.list()).map(({ startsAt }) => startsAt)).to.deep.equal([
      stage.at('09:05'),
      stage.at('09:35'),
    ]);
  });

  it('A25 brings back nobody at a time that the clinic has no more, when a stop is lifted after it was moved', async () => {
    const booking = await stage.book('09:05');
    const prison = new Prison(stage);
    const { stop } = await prison.stop('08:00', '12:00');
    const next = addDays(stage.date, 1);
    await ask(post.running, 'moveClinicSession', { ...by(), body: { date: next, startsAtClock: '09:00' } });
    const { restored, notRestored } = await prison.lift(stop.stopId);
    expect([restored, notRestored.map(({ bookingId, why }) => [bookingId, why])]).to.deep.equal([
      ...[0, [[booking.bookingId, 'clinic-moved']]],
    ]);
    expect((await prison.read(booking)).state).to.equal('cancelled');
  });

  it('A46 takes no word of a delay with it to its new day', async () => {
    await stage.book('09:05');
    const params = { sessionId: stage.sessionId };
    const token = stage.clinician.newToken();
    await ask(post.running, 'sayLate', { token, params, body: { minutes: 30 } });
    const lateness = () =>
      post.query('select late_minutes, late_said_at is null as unsaid from clinic_sessions where id = $1', [
        stage.sessionId,
      ]);
    expect(await lateness()).to.deep.equal([{ late_minutes: 30, unsaid: false }]);
    const next = addDays(stage.date, 1);
    await ask(post.running, 'moveClinicSession', { ...by(), body: { date: next, startsAtClock: '09:00' } });
    expect(await lateness()).to.deep.equal([{ late_minutes: null, unsaid: true }]);
  });

  it('A22 stays where it is while a patient is being seen before the time, and after that', async () => {
    const { bookingId } = await stage.book('09:05');
    const { store } = post.running.server.deps;
    const body = { date: addDays(stage.date, 1), startsAtClock: '09:00' };
    const refused = async () => {
      await askRefused(post.running, 'previewSessionMove', { ...by(), query: body, code: 'wrong-phase' });
      const { detail } = await askRefused(post.running, 'moveClinicSession', {
        ...by(),
        body,
        code: 'wrong-phase',
      });
      expect(detail).to.equal('this clinic has begun: it can only be ended');
    };
    await store.transact((tx) => tx.clinics.beginBooking(bookingId));
    await refused();
    await store.transact((tx) => tx.clinics.completeBooking(bookingId));
    await refused();
  });

  it('A04 writes down a hold whose time is over that was in its place', async () => {
    await stage.book('09:05');
    const next = addDays(stage.date, 1);
    const { organisationId, booker, clinician, nurse } = stage;
    const asking = { token: booker.newToken(), params: { organisationId } };
    await ask(post.running, 'addClinicTemplate', { ...asking, body: templateOn(next, clinician) });
    const [session] = await sessionsOn(next);
    const params = { sessionId: session?.sessionId ?? '' };
    await ask(post.running, 'publishClinicSession', { token: booker.newToken(), params });
    const { referralId } = await stage.refer();
    const startsAt = instantOf(`${next}T09:05`).toISOString();
    const place = { ...stage.place(referralId, '09:05'), ...params, startsAt };
    await ask(post.running, 'holdTime', { token: nurse.newToken(), body: place });
    post.running.clock.forward(11 * 60_000);
    expect(await stage.trail('booking.lapsed')).to.deep.equal([]);
    await ask(post.running, 'moveClinicSession', { ...by(), body: { date: next, startsAtClock: '09:00' } });
    expect(await stage.trail('booking.lapsed')).to.deep.equal(['booking.lapsed']);
  });

  it('A20 A38 is refused for a time that does not exist, one that has passed, and to whoever does not manage clinics', async () => {
    const body = { date: stage.date, startsAtClock: '09:30' };
    await askRefused(post.running, 'moveClinicSession', { ...by(stage.nurse), body, code: 'forbidden' });
    await askRefused(post.running, 'previewSessionMove', {
      ...by(stage.clinician),
      query: body,
      code: 'forbidden',
    });
    const stranger = (await ClinicStage.create(post.running)).booker;
    await askRefused(post.running, 'moveClinicSession', { ...by(stranger), body, code: 'not-found' });
    const refusedBody = async (wrong: typeof body) =>
      (await askRefused(post.running, 'moveClinicSession', { ...by(), body: wrong, code: 'invalid' })).detail;
    expect(await refusedBody({ date: '2027-03-28', startsAtClock: '01:30' })).to.equal(
      '01:30 does not exist on 2027-03-28: the clock goes forward that night',
    );
    expect(await refusedBody({ ...body, startsAtClock: '21:30' })).to.equal(
      'startsAtClock: the clinic would end on another day',
    );
    const past = { date: '2026-01-05', startsAtClock: '09:00' };
    expect(await refusedBody(past)).to.equal('date: that time has passed');
    await ask(post.running, 'cancelClinicSession', {
      ...by(),
      body: { code: 'session-cancelled', text: null },
    });
    await askRefused(post.running, 'moveClinicSession', { ...by(), body, code: 'wrong-phase' });
  });
});

import { expect } from 'chai';
import type { NextStep } from '../../../domain/visits/outcome.ts';
import type { PersonId } from '../../../domain/ids.ts';
import { addBooking, beginBookedVisit, bookNow } from '../../support/booked-visit.ts';
import { stationHears, stationReads, valueOf } from '../../support/hearing.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { type Place, World } from '../../support/world.ts';

const words = { advice: null, note: null };
const day = 24 * 60;

describe('what becomes of a booking', function () {
  this.timeout(40_000);
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace('prison');
  });
  after(() => world[Symbol.asyncDispose]());

  const referralOf = (booking: { referralId: Parameters<typeof world.deps.store.reads.findReferral>[0] }) =>
    world.deps.store.reads.findReferral(booking.referralId);
  const bookingOf = ({ id }: { id: Parameters<typeof world.deps.store.reads.findBookingView>[0] }) =>
    world.deps.store.reads.findBookingView(id);

  /** A booking of a clinician that began so long ago, which nobody has started. */
  async function past(minutes: number) {
    const host = await world.onCall(place);
    const enrolled = await world.addStation(place);
    const where = { ...place, clinicianId: host.clinicianId, stationId: enrolled.stationId };
    return { host, booking: await addBooking(world.deps.store, where, { beginsInMinutes: -minutes }) };
  }

  /** The same with a patient who was seen then. */
  async function seen(minutes: number) {
    const { host, booking } = await past(minutes);
    await world.deps.store.transact(async (tx) => {
      await tx.clinics.completeBooking(booking.id);
      const recorded = { by: host.personId, reason: null };
      await tx.clinicRunning.addAttendance(
        booking.id,
        { attendance: 'attended', nextStep: 'discharge' },
        recorded,
      );
      await tx.clinics.setReferralState(booking.referralId, 'closed');
    });
    return { host, booking };
  }

  const steps: readonly (readonly [NextStep, string, string | null])[] = [
    ['discharge', 'closed', 'clinic-discharge'],
    ['follow-up-video', 'waiting', 'clinic-arranges'],
    ['follow-up-in-person', 'waiting', 'clinic-arranges'],
    ['hospital', 'closed', 'clinic-arranges'],
    ['patient-initiated', 'closed', 'clinic-on-request'],
  ];
  for (const [nextStep, state, disposition] of steps) {
    it(`leaves its referral ${state} after ${nextStep}, with the clock it had`, async () => {
      const { host, station, booking, visitId } = await beginBookedVisit(world, place);
      const before = await referralOf(booking);
      valueOf(await host.socket.say('visit:end', { visitId }));
      expect((await bookingOf(booking))?.outcome).to.equal(null);
      expect((await referralOf(booking))?.state).to.equal('booked');
      valueOf(await host.socket.say('outcome:record', { visitId, nextStep, ...words }));
      const after = await referralOf(booking);
      expect(after?.state).to.equal(state);
      expect(after?.clockStart).to.equal(before?.clockStart);
      const view = await bookingOf(booking);
      expect(view?.outcome).to.deep.include({ attendance: 'attended', nextStep, corrected: false });
      const heard = await stationHears(
        station,
        'outcome:recorded',
        ({ lastVisit }) => lastVisit?.outcome !== null,
      );
      expect(heard.lastVisit?.outcome?.disposition).to.equal(disposition);
    });
  }

  it('says at a care home what was agreed of a hospital, too', async () => {
    const { host, station, visitId } = await beginBookedVisit(world, await world.addPlace());
    valueOf(await host.socket.say('visit:end', { visitId }));
    const advice = 'The hospital writes to the home.';
    valueOf(await host.socket.say('outcome:record', { visitId, nextStep: 'hospital', advice, note: null }));
    expect((await stationReads(station)).lastVisit?.outcome?.advice).to.equal(advice);
  });

  it('A36 says nothing of a hospital at the station', async () => {
    const { host, station, visitId } = await beginBookedVisit(world, place);
    valueOf(await host.socket.say('visit:end', { visitId }));
    const written = { ...words, advice: 'The hospital writes.' };
    const refused = await host.socket.say('outcome:record', { visitId, nextStep: 'hospital', ...written });
    expect(refused).to.deep.include({
      code: 'invalid',
      message: 'advice: the patient can read it, and is not to know of a hospital',
    });
    valueOf(await host.socket.say('outcome:record', { visitId, nextStep: 'hospital', ...words }));
    const { lastVisit } = await stationReads(station);
    expect(lastVisit?.outcome?.disposition).to.equal('clinic-arranges');
    expect(JSON.stringify(lastVisit)).not.to.match(/hospital/i);
  });

  it('needs what comes next, and only of a booked visit', async () => {
    const { host, visitId } = await beginBookedVisit(world, place);
    valueOf(await host.socket.say('visit:end', { visitId }));
    for (const said of [{}, { disposition: 'gp-routine' }, { disposition: 'clinic-discharge' }] as const) {
      const answer = await host.socket.say('outcome:record', { visitId, ...said, ...words });
      expect(answer).to.deep.include({ ok: false, code: 'invalid' });
    }
    valueOf(await host.socket.say('outcome:record', { visitId, nextStep: 'discharge', ...words }));
  });

  it('is open for another start after a hang-up by mistake, until its outcome is recorded', async () => {
    const { host, booking, bookingId, visitId } = await beginBookedVisit(world, place);
    valueOf(await host.socket.say('visit:end', { visitId }));
    expect((await bookingOf(booking))?.state).to.equal('done');
    const again = valueOf(await host.socket.say('visit:start', { bookingId }));
    expect((await bookingOf(booking))?.state).to.equal('running');
    valueOf(await host.socket.say('visit:end', { visitId: again.visitId }));
    const { visitId: last } = again;
    valueOf(await host.socket.say('outcome:record', { visitId: last, nextStep: 'discharge', ...words }));
    expect(await host.socket.say('visit:start', { bookingId })).to.deep.include({
      code: 'wrong-phase',
      message: 'this booking is done',
    });
  });

  it('A48 is a patient who was not seen from a quarter of an hour after its time, by its clinician alone', async () => {
    const early = await past(14);
    const body = { cause: 'not-brought', text: null } as const;
    const refused = await askRefused(world.server(0), 'markNotAttended', {
      token: early.host.token,
      params: { bookingId: early.booking.id },
      body,
      code: 'wrong-phase',
    });
    expect(refused.detail).to.match(/^this can be recorded from \d\d:\d\d on$/);

    const { host, booking } = await past(15);
    const params = { bookingId: booking.id };
    const colleague = await world.onCall(place);
    const asking = { params, body };
    await askRefused(world.server(0), 'markNotAttended', {
      ...asking,
      token: colleague.token,
      code: 'forbidden',
    });
    const before = await referralOf(booking);
    await ask(world.server(0), 'markNotAttended', { ...asking, token: host.token });
    const view = await bookingOf(booking);
    expect(view?.state).to.equal('done');
    expect(view?.outcome).to.deep.include({ attendance: 'dna', cause: 'not-brought' });
    expect(await referralOf(booking)).to.deep.equal({ ...before, state: 'to-rebook' });
    await askRefused(world.server(0), 'markNotAttended', { ...asking, token: host.token, code: 'conflict' });
    expect((await world.trail(place)).filter((one) => one === 'booking.not-attended')).to.have.length(1);
  });

  it('A26 is to be booked again with the clock it had, also where the patient has caused it', async () => {
    for (const cause of ['patient-declined', 'hospital', 'technology', 'lockdown'] as const) {
      const { host, booking } = await past(20);
      const before = await referralOf(booking);
      await ask(world.server(0), 'markNotAttended', {
        token: host.token,
        params: { bookingId: booking.id },
        body: { cause, text: null },
      });
      expect(await referralOf(booking), cause).to.deep.equal({ ...before, state: 'to-rebook' });
    }
  });

  it('A48 owes no outcome of a visit that was started in vain, and is refused once the patient was there', async () => {
    const empty = await beginBookedVisit(world, place, { beginsInMinutes: -20 });
    const asking = {
      token: empty.host.token,
      params: { bookingId: empty.bookingId },
      body: { cause: 'technology', text: null },
    } as const;
    await askRefused(world.server(0), 'markNotAttended', { ...asking, code: 'wrong-phase' });
    valueOf(await empty.host.socket.say('visit:end', { visitId: empty.visitId }));
    await ask(world.server(0), 'markNotAttended', asking);
    const { state } = valueOf(await empty.host.socket.say('state:read', {}));
    if (state.kind !== 'clinician') throw new Error('not a clinician');
    expect([state.missingOutcomes, state.presence.state]).to.deep.equal([[], 'available']);
    expect((await stationReads(empty.station)).lastVisit?.outcome?.disposition).to.equal('clinic-not-seen');

    const visited = await beginBookedVisit(world, place, { beginsInMinutes: -20 });
    valueOf(await visited.host.socket.say('visit:move-on', { visitId: visited.visitId, to: 'main' }));
    valueOf(await visited.host.socket.say('visit:end', { visitId: visited.visitId }));
    const refused = await askRefused(world.server(0), 'markNotAttended', {
      ...asking,
      token: visited.host.token,
      params: { bookingId: visited.bookingId },
      code: 'wrong-phase',
    });
    expect(refused.detail).to.equal('the patient was in the room: record what comes next');
  });

  it('A26 is recorded by a clerk where the clinician never started it, so that nobody waits behind it for ever', async () => {
    const clerk = await world.addPerson(place, ['booker']);
    const said = { attendance: 'dna', cause: 'hospital', text: null } as const;
    const body = { said, reason: null };
    const early = await past(14);
    const asking = { token: clerk.token, body };
    await askRefused(world.server(0), 'correctAttendance', {
      ...asking,
      params: { bookingId: early.booking.id },
      code: 'wrong-phase',
    });
    const { booking } = await past(15);
    await ask(world.server(0), 'correctAttendance', { ...asking, params: { bookingId: booking.id } });
    expect((await bookingOf(booking))?.state).to.equal('done');
    expect((await referralOf(booking))?.state).to.equal('to-rebook');
  });

  it('A29 is corrected for five days by its clinician or a clerk, and the old value is kept', async () => {
    const { host, booking } = await seen(5 * day - 30);
    const clerk = await world.addPerson(place, ['booker']);
    const params = { bookingId: booking.id };
    const dna = { attendance: 'dna', cause: 'no-officer', text: null } as const;
    const body = { said: dna, reason: null };
    await ask(world.server(0), 'correctAttendance', { token: host.token, params, body });
    expect((await referralOf(booking))?.state).to.equal('to-rebook');
    const attended = { said: { attendance: 'attended', nextStep: 'discharge' }, reason: null } as const;
    await ask(world.server(0), 'correctAttendance', { token: clerk.token, params, body: attended });
    expect((await referralOf(booking))?.state).to.equal('closed');
    const { value } = await ask(world.server(0), 'readBookingCourse', { token: host.token, params });
    expect(value.outcomes.map(({ outcome }) => [outcome.attendance, outcome.byName])).to.deep.equal([
      ['attended', host.name],
      ['dna', host.name],
      ['attended', clerk.name],
    ]);
    const others = [await world.onCall(place), await world.addPerson(place, ['prison-healthcare'])];
    for (const { token } of others) {
      await askRefused(world.server(0), 'correctAttendance', { token, params, body, code: 'forbidden' });
    }
    const stranger = await world.onCall(await world.addPlace());
    const asking = { token: stranger.token, params, body, code: 'not-found' } as const;
    await askRefused(world.server(0), 'correctAttendance', asking);
  });

  it('A29 is corrected after five days by a manager with a reason alone', async () => {
    const { host, booking } = await seen(5 * day + 30);
    const clerk = await world.addPerson(place, ['booker']);
    const manager = await world.addPerson(place, ['manager']);
    const params = { bookingId: booking.id };
    const said = { attendance: 'dna', cause: 'lockdown', text: null } as const;
    for (const { token } of [host, clerk]) {
      const body = { said, reason: 'Mixed up.' };
      const { detail } = await askRefused(world.server(0), 'correctAttendance', {
        ...{ token, params, body },
        code: 'forbidden',
      });
      expect(detail).to.equal('five days are over: only a manager can correct it now');
    }
    const asking = { token: manager.token, params };
    await askRefused(world.server(0), 'correctAttendance', {
      ...asking,
      body: { said, reason: null },
      code: 'reason-needed',
    });
    await ask(world.server(0), 'correctAttendance', { ...asking, body: { said, reason: 'Mixed up.' } });
    const { value } = await ask(world.server(0), 'readBookingCourse', { token: host.token, params });
    expect(value.outcomes.map(({ outcome, reason }) => [outcome.attendance, reason])).to.deep.equal([
      ['attended', null],
      ['dna', 'Mixed up.'],
    ]);
  });

  it('A29 leaves a referral alone that has been booked again meanwhile', async () => {
    const { host, booking } = await seen(60);
    await world.deps.store.transact(({ clinics }) => clinics.setReferralState(booking.referralId, 'booked'));
    await ask(world.server(0), 'correctAttendance', {
      token: host.token,
      params: { bookingId: booking.id },
      body: { said: { attendance: 'dna', cause: 'lockdown', text: null }, reason: null },
    });
    expect((await referralOf(booking))?.state).to.equal('booked');
  });

  it('shows what was agreed to its clinician and the healthcare of the prison, the clinical note to its clinician alone', async () => {
    const { host, bookingId, visitId } = await beginBookedVisit(world, place);
    valueOf(await host.socket.say('visit:end', { visitId }));
    const written = { advice: 'Cream twice a day.', note: 'Plaques on both elbows.' };
    valueOf(await host.socket.say('outcome:record', { visitId, nextStep: 'follow-up-video', ...written }));
    const nurse = await world.addPerson(place, ['prison-healthcare']);
    await world.deps.store.transact(({ clinics }) => clinics.setPersonSites(nurse.personId, [place.siteId]));
    const clerk = await world.addPerson(place, ['booker']);
    const agreedFor = async ({ token }: { token: string }) => {
      const asking = { token, params: { bookingId } };
      const { value } = await ask(world.server(0), 'readBookingCourse', asking);
      return value.agreed.map(({ advice, note }) => ({ advice, note }));
    };
    expect(await agreedFor(host)).to.deep.equal([written]);
    expect(await agreedFor(nurse)).to.deep.equal([{ advice: written.advice, note: null }]);
    expect(await agreedFor(clerk)).to.deep.equal([]);
  });

  it('is read with its course by whoever sees the booking, and by nobody else', async () => {
    const { host, bookingId } = await bookNow(world, place);
    const params = { bookingId };
    const nurse = await world.addPerson(place, ['prison-healthcare']);
    await askRefused(world.server(0), 'readBookingCourse', { token: nurse.token, params, code: 'not-found' });
    const personId: PersonId = nurse.personId;
    await world.deps.store.transact(({ clinics }) => clinics.setPersonSites(personId, [place.siteId]));
    await ask(world.server(0), 'readBookingCourse', { token: nurse.token, params });
    await ask(world.server(0), 'readBookingCourse', { token: host.token, params });
    const colleague = await world.onCall(place);
    await askRefused(world.server(0), 'readBookingCourse', {
      token: colleague.token,
      params,
      code: 'not-found',
    });
  });
});

import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { reminderOf, remindOfBookings } from '../../../domain/clinics/reminders.ts';
import { instantOf, type WallTime } from '../../../domain/rota/wall-clock.ts';
import { openStore } from '../../../store/open-store.ts';
import { ClinicPost, joined } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { Prison } from '../../support/prison.ts';
import { ask } from '../../support/rest-client.ts';

/** Each test has a service of its own, because each has a day of its own. */
describe('reminders of bookings', () => {
  let post: ClinicPost;
  let stage: ClinicStage;

  beforeEach(async () => {
    post = await ClinicPost.create();
  });

  afterEach(() => post[Symbol.asyncDispose]());

  /** A clinic on that day, ten days after this moment, with a booking at 09:05 whose other messages are sent. */
  async function clinicOn(date: string): Promise<BookingView> {
    const before = new Date(instantOf(`${date}T12:00`).getTime() - 10 * 24 * 3_600_000);
    post.waitUntil(before);
    stage = await ClinicStage.create(post.running);
    expect(stage.date).to.equal(date);
    const booking = await stage.book('09:05');
    await post.deliver();
    return booking;
  }

  const at = (wall: WallTime) => {
    post.waitUntil(instantOf(wall));
  };
  const remindAndDeliver = async () => {
    await post.remind();
    await post.deliver();
  };
  const reminders = () =>
    post.to(stage.nurse).filter((mail) => mail.includes('There is a video clinic booking'));

  it('A42 go out exactly once, on the last working day before, for a clinic after a bank holiday', async () => {
    const booking = await clinicOn('2027-03-30');
    for (const wall of ['2027-03-24T10:00', '2027-03-25T09:59'] as const) {
      at(wall);
      await remindAndDeliver();
      expect(reminders(), wall).to.deep.equal([]);
    }
    const times = ['2027-03-25T10:00', '2027-03-26T10:00', '2027-03-28T10:00', '2027-03-29T10:00'] as const;
    for (const wall of times) {
      at(wall);
      await remindAndDeliver();
      expect(reminders(), wall).to.have.length(1);
    }
    expect(reminders().join()).to.include('at HMP Synthetic on Tuesday 30 March at 09:05.');
    expect(post.counts([stage.booker, stage.clinician]), 'only the prison is reminded').to.deep.equal([1, 1]);
    const nurse = await joined(stage, 'prison-healthcare');
    expect(await post.statesOf(booking.bookingId, nurse)).to.include('reminder prison sent');
  });

  it('A19 keep ten o’clock on the wall over the change of the clocks', async () => {
    await clinicOn('2027-11-01');
    at('2027-10-29T09:59');
    await remindAndDeliver();
    expect(reminders()).to.deep.equal([]);
    post.waitUntil('2027-10-29T09:00:00Z');
    await remindAndDeliver();
    expect(reminders()).to.have.length(1);
  });

  it('A41 go out late when nothing ran for three hours, and once when several come back together', async () => {
    await clinicOn('2027-06-16');
    const colleague = await joined(stage, 'prison-healthcare');
    at('2027-06-15T13:00');
    // One of them dies after it has written its own, before it has committed.
    const { deps } = post.running.server;
    await deps.store
      .transact(async (tx) => {
        const [bookingId] = await tx.clinicMessages.listToRemind(new Date('2027-06-17T00:00:00Z'));
        if (bookingId === undefined) throw new Error('there is one');
        await tx.clinicMessages.lockToRemind(bookingId);
        await tx.clinicMessages.markReminded(bookingId);
        throw new Error('killed');
      })
      .catch((error: unknown) => {
        expect(String(error)).to.include('killed');
      });
    const { log } = collectingLog();
    await using other = openStore({ databaseUrl: post.running.config.databaseUrl, clock: deps.clock, log });
    const others = { ...deps, store: other };
    await Promise.all([post.remind(), remindOfBookings(others), post.remind(), remindOfBookings(others)]);
    await post.deliver();
    expect(reminders()).to.have.length(1);
    expect(post.counts([colleague])).to.deep.equal([1]);
  });

  it('A41 are marked too late where the appointment has begun, and leave a task', async () => {
    const booking = await clinicOn('2027-06-16');
    at('2027-06-16T08:35');
    await remindAndDeliver();
    const nurse = await joined(stage, 'prison-healthcare');
    expect(reminders()).to.deep.equal([]);
    expect(await post.statesOf(booking.bookingId, nurse)).to.include('reminder prison too-late');
    expect((await post.read(booking.bookingId, nurse)).notReached).to.deep.equal(['prison']);
    expect(await post.tasks(nurse)).to.deep.equal(['not-reached']);
    await remindAndDeliver();
    expect(await post.tasks(nurse)).to.deep.equal(['not-reached']);
  });

  it('A41 are marked too late also where the visit has been held meanwhile, and then nobody has to be rung', async () => {
    const { bookingId } = await clinicOn('2027-06-16');
    await post.running.server.deps.store.transact((tx) => tx.clinics.completeBooking(bookingId));
    at('2027-06-16T08:35');
    await remindAndDeliver();
    const nurse = await joined(stage, 'prison-healthcare');
    expect(await post.statesOf(bookingId, nurse)).to.include('reminder prison too-late');
    expect(await post.tasks(nurse)).to.deep.equal([]);
  });

  it('A41 that a mail server does not take in time are marked too late as well', async () => {
    const booking = await clinicOn('2027-06-16');
    at('2027-06-16T08:34');
    post.mail.treat('busy');
    await post.remind();
    await post.deliver();
    post.mail.treat('accept');
    at('2027-06-16T08:36');
    await post.deliver();
    expect(reminders()).to.deep.equal([]);
    const nurse = await joined(stage, 'prison-healthcare');
    expect(await post.statesOf(booking.bookingId, nurse)).to.include('reminder prison too-late');
    expect(await post.tasks(nurse)).to.deep.equal(['not-reached']);
  });

  it('A42 are not sent for what was booked after their moment, and anew for another time', async () => {
    const first = await clinicOn('2027-06-16');
    at('2027-06-15T10:00');
    const prison = new Prison(stage);
    prison.nurse = await joined(stage, 'prison-healthcare');
    await remindAndDeliver();
    expect(reminders()).to.have.length(1);
    const referral = await stageReferral(prison);
    const held = (await ask(post.running, 'holdTime', prison.holding(referral, '10:35'))).value;
    await ask(post.running, 'confirmBooking', {
      ...prison.by(),
      params: { bookingId: held.bookingId },
      body: {
        otherwise: 'nothing',
        officer: 'outside',
        interpreterLanguage: null,
        noteForPatient: null,
        noteForStaff: null,
      },
    });
    await remindAndDeliver();
    expect(reminders(), 'nothing for the new one').to.have.length(1);
    expect(reminderOf({ startsAt: new Date(first.startsAt) }).toISOString()).to.equal(
      '2027-06-15T09:00:00.000Z',
    );
  });

  async function stageReferral(prison: Prison) {
    const patient = await ask(post.running, 'addPatient', {
      ...prison.by(),
      body: {
        siteId: stage.prisonId,
        name: 'Synthetic Patient',
        dateOfBirth: '1980-02-29',
        nhsNumber: null,
        prisonNumber: 'A9999BC',
      },
    });
    const { patientId } = patient.value;
    const body = { patientId, service: 'Dermatology', priority: 'routine' as const };
    return (await ask(post.running, 'addReferral', { ...prison.by(), body })).value;
  }
});

import { expect } from 'chai';
import { askedAbout, watchMissingOutcomes } from '../../../domain/clinics/missing-outcomes.ts';
import type { Role } from '../../../domain/actors.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('a booking of which nobody has said what became of it', function () {
  this.timeout(40_000);
  let running: RunningServer;

  before(async () => {
    running = await RunningServer.create();
  });

  after(() => running[Symbol.asyncDispose]());

  const watch = () => watchMissingOutcomes(running.server.deps);

  /** What there is to do of that kind for somebody who has just signed in. */
  async function tasksOf(stage: ClinicStage) {
    const clerk = await stage.join('booker');
    const { value } = await ask(running, 'listClinicTasks', { token: clerk.token });
    return value.tasks.filter(({ kind }) => kind === 'outcome-missing');
  }

  const goTo = (instant: Date) => {
    running.clock.forward(instant.getTime() - running.clock.now().getTime());
  };

  const begins = ({ startsAt }: BookingView) => ({ startsAt: new Date(startsAt) });

  it('makes one task for the booking clerks on the next working morning, until it is recorded', async () => {
    const stage = await ClinicStage.create(running);
    const booking = await stage.book('09:05');
    const { bookingId } = booking;
    const lost = await stage.book('09:35');
    await ask(running, 'cancelBooking', {
      token: stage.nurse.token,
      params: { bookingId: lost.bookingId },
      body: { version: lost.version, code: 'no-officer', text: null },
    });
    const morning = askedAbout(begins(booking));
    goTo(new Date(morning.getTime() - 1000));
    await watch();
    expect(await tasksOf(stage)).to.deep.equal([]);
    goTo(morning);
    await watch();
    await watch();
    const tasks = await tasksOf(stage);
    expect(tasks.map((task) => [task.bookingId, task.siteId, task.service])).to.deep.equal([
      [bookingId, null, 'Dermatology'],
    ]);

    const clerk = await stage.join('booker');
    const taskId = tasks[0]?.taskId ?? '';
    const done = { token: clerk.token, params: { taskId }, code: 'wrong-phase' } as const;
    const { detail } = await askRefused(running, 'finishClinicTask', done);
    expect(detail).to.equal('record the outcome of the booking: that ends this task');
    expect(await tasksOf(stage)).to.have.length(1);
    const said = { attendance: 'dna' as const, cause: 'not-brought' as const, text: null };
    await ask(running, 'correctAttendance', {
      token: clerk.token,
      params: { bookingId },
      body: { said, reason: null },
    });
    expect(await tasksOf(stage)).to.deep.equal([]);
    expect(await stage.trail('clinic-task.')).to.deep.equal(['clinic-task.raised', 'clinic-task.done']);
    await watch();
    expect(await tasksOf(stage)).to.deep.equal([]);
  });

  it('A29 is opened and recorded by a manager alone once the five days are over, and no other booking is', async () => {
    const stage = await ClinicStage.create(running);
    const { bookingId, startsAt, endsAt, version } = await stage.book('09:05');
    const other = await stage.book('09:35');
    await ask(running, 'cancelBooking', {
      token: stage.nurse.newToken(),
      params: { bookingId: other.bookingId },
      body: { version: other.version, code: 'no-officer', text: null },
    });
    goTo(askedAbout({ startsAt: new Date(startsAt) }));
    await watch();
    const missing = async (role: Role) => {
      const { token } = await stage.join(role);
      const { tasks } = (await ask(running, 'listClinicTasks', { token })).value;
      return tasks.map((task) => task.bookingId);
    };
    const params = { bookingId };
    const early = await stage.join('manager');
    for (const name of ['readBooking', 'readBookingCourse'] as const) {
      await askRefused(running, name, { token: early.token, params, code: 'not-found' });
    }
    expect(await missing('manager'), 'a clerk can still record it').to.deep.equal([]);
    expect(await missing('booker')).to.deep.equal([bookingId]);

    goTo(new Date(Date.parse(endsAt) + 5 * 24 * 3_600_000));
    expect(await missing('manager')).to.deep.equal([bookingId]);
    const { token } = await stage.join('manager');
    expect((await ask(running, 'readBooking', { token, params })).value).to.include({ bookingId, version });
    await ask(running, 'readBookingCourse', { token, params });
    const elsewhere = (await ClinicStage.create(running)).join('manager');
    await askRefused(running, 'readBooking', { token: (await elsewhere).token, params, code: 'not-found' });
    await askRefused(running, 'readBooking', {
      token,
      params: { bookingId: other.bookingId },
      code: 'not-found',
    });
    for (const name of ['listBookingMessages', 'readPreflight', 'exportBooking'] as const) {
      await askRefused(running, name, { token, params, code: 'forbidden' });
    }
    const day = { from: stage.date, days: '1' };
    await askRefused(running, 'listBookings', { token, query: day, code: 'forbidden' });
    const administrator = await stage.join('administrator');
    await askRefused(running, 'readBooking', { token: administrator.token, params, code: 'forbidden' });
    const officer = await stage.join('wing-officer', [stage.prisonId]);
    await askRefused(running, 'listClinicTasks', { token: officer.token, code: 'forbidden' });

    const said = { attendance: 'dna' as const, cause: 'not-brought' as const, text: null };
    const body = { said, reason: 'Nobody had said so.' };
    await ask(running, 'correctAttendance', { token, params, body });
    expect(await missing('manager')).to.deep.equal([]);
    // Whoever has recorded it reads what is recorded now.
    const { outcome } = (await ask(running, 'readBooking', { token, params })).value;
    expect(outcome).to.deep.include({ attendance: 'dna', cause: 'not-brought' });
    expect(await stage.trail('booking.read')).to.deep.equal(Array(3).fill('booking.read'));
  });

  it('is asked about at eight by the clock of London on the next working day, whatever the clocks do', () => {
    const after = (startsAt: string) => askedAbout({ startsAt: new Date(startsAt) }).toISOString();
    expect(after('2027-01-06T10:00Z')).to.equal('2027-01-07T08:00:00.000Z');
    // Over a weekend in which the clocks go forward, and over one in which they go back.
    expect(after('2027-03-25T10:00Z'), 'Good Friday to Easter Monday').to.equal('2027-03-30T07:00:00.000Z');
    expect(after('2027-10-29T10:00Z')).to.equal('2027-11-01T08:00:00.000Z');
  });
});

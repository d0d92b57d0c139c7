import { expect } from 'chai';
import { askedAbout, watchMissingOutcomes } from '../../../domain/clinics/missing-outcomes.ts';
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

  it('is asked about at eight by the clock of London on the next working day, whatever the clocks do', () => {
    const after = (startsAt: string) => askedAbout({ startsAt: new Date(startsAt) }).toISOString();
    expect(after('2027-01-06T10:00Z')).to.equal('2027-01-07T08:00:00.000Z');
    // Over a weekend in which the clocks go forward, and over one in which they go back.
    expect(after('2027-03-25T10:00Z'), 'Good Friday to Easter Monday').to.equal('2027-03-30T07:00:00.000Z');
    expect(after('2027-10-29T10:00Z')).to.equal('2027-11-01T08:00:00.000Z');
  });
});

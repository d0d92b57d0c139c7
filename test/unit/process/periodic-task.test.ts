import { mock } from 'node:test';
import { expect } from 'chai';
import { PeriodicTask, type PeriodicTaskOptions } from '../../../process/periodic-task.ts';
import { collectingLog } from '../../support/collecting-log.ts';

describe('a periodic task', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
  });

  afterEach(() => {
    mock.timers.reset();
  });

  /** A task whose rounds end when the test says so. */
  function periodic(options: Pick<PeriodicTaskOptions, 'startNow' | 'catchUp'> = {}) {
    const rounds: PromiseWithResolvers<undefined>[] = [];
    const { log, errors } = collectingLog();
    const task = new PeriodicTask({
      name: 'rooms',
      everyMs: 100,
      log,
      task: async () => {
        const round = Promise.withResolvers<undefined>();
        rounds.push(round);
        await round.promise;
      },
      ...options,
    });
    return { task, rounds, errors };
  }

  async function pass(ms: number): Promise<void> {
    mock.timers.tick(ms);
    await new Promise(setImmediate);
  }

  async function finish(round: PromiseWithResolvers<undefined> | undefined): Promise<void> {
    round?.resolve(undefined);
    await new Promise(setImmediate);
  }

  it('begins after its period, and never a second round while one runs', async () => {
    const { task, rounds } = periodic();
    expect(rounds).to.have.lengthOf(0);
    await pass(100);
    expect(rounds).to.have.lengthOf(1);
    await pass(250);
    expect(rounds).to.have.lengthOf(1);
    await finish(rounds[0]);
    expect(rounds).to.have.lengthOf(1);
    await pass(50);
    expect(rounds).to.have.lengthOf(2);
    await finish(rounds[1]);
    await task.close();
  });

  it('begins at once where that is asked for', async () => {
    const { task, rounds } = periodic({ startNow: true });
    expect(rounds).to.have.lengthOf(1);
    await finish(rounds[0]);
    await task.close();
  });

  it('follows a late round by the next at once where that is asked for, and a punctual one not', async () => {
    const { task, rounds } = periodic({ startNow: true, catchUp: true });
    await pass(150);
    await finish(rounds[0]);
    expect(rounds).to.have.lengthOf(2);
    await finish(rounds[1]);
    expect(rounds).to.have.lengthOf(2);
    await task.close();
  });

  it('does a round besides at once, or behind the one that runs', async () => {
    const { task, rounds } = periodic();
    task.now();
    expect(rounds).to.have.lengthOf(1);
    task.now();
    task.now();
    expect(rounds).to.have.lengthOf(1);
    await finish(rounds[0]);
    expect(rounds).to.have.lengthOf(2);
    await finish(rounds[1]);
    expect(rounds).to.have.lengthOf(2);
    await task.close();
    task.now();
    expect(rounds).to.have.lengthOf(2);
  });

  it('logs a round that failed, and goes on', async () => {
    const { task, rounds, errors } = periodic();
    await pass(100);
    const failed = new Error('database gone');
    rounds[0]?.reject(failed);
    await pass(0);
    expect(errors).to.deep.equal([failed]);
    await pass(100);
    expect(rounds).to.have.lengthOf(2);
    await finish(rounds[1]);
    await task.close();
  });

  it('is closed when the round that runs has ended, and begins none after it', async () => {
    const { task, rounds } = periodic({ catchUp: true });
    await pass(100);
    await pass(100);
    let closed = false;
    const closing = task.close().then(() => {
      closed = true;
    });
    await pass(100);
    expect(closed).to.equal(false);
    await finish(rounds[0]);
    await closing;
    await pass(300);
    expect(rounds).to.have.lengthOf(1);
  });
});

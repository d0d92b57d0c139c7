import { expect } from 'chai';
import { DispatchAtOnce } from '../../../workers/immediate-dispatch.ts';
import type { CallId, OrganisationId } from '../../../domain/ids.ts';
import type { DispatchableCall, Jobs } from '../../../domain/ports.ts';
import { collectingLog } from '../../support/collecting-log.ts';

const press = (callId: string): DispatchableCall => ({
  callId: callId as CallId,
  organisationId: 'hub' as OrganisationId,
  acuity: 'urgent',
});

/** Each list is the presses that share a run; a job is noted as the call it names. */
async function jobsBehind(runs: readonly { presses: readonly string[]; fails?: Error }[]): Promise<string[]> {
  const added: string[] = [];
  const add: Jobs['dispatchCall'] = ({ callId }) => {
    added.push(callId);
    return Promise.resolve();
  };
  let shared: Promise<void> = Promise.resolve();
  const atOnce = new DispatchAtOnce({
    jobs: { dispatchCall: add } as Jobs,
    dispatcher: { dispatch: () => shared, close: () => Promise.resolve() },
    log: collectingLog().log,
  });
  for (const { presses, fails } of runs) {
    shared = fails === undefined ? Promise.resolve() : Promise.reject(fails);
    for (const one of presses) await atOnce.dispatchCall(press(one));
  }
  await atOnce.close();
  return added;
}

describe('dispatching at once', () => {
  it('adds one job behind each run, however many presses share it', async () => {
    expect(await jobsBehind([{ presses: ['a', 'b', 'c'] }, { presses: ['d', 'e'] }])).to.deep.equal([
      'a',
      'd',
    ]);
  });

  it('adds the job also where the run has failed', async () => {
    const fails = new Error('the database is away');
    expect(await jobsBehind([{ presses: ['a', 'b'], fails }])).to.deep.equal(['a']);
  });
});

import { expect } from 'chai';
import { escalationActions } from '../../../domain/queues/queue.ts';
import { stepWords } from '../../../web/src/station/escalation-words.ts';

describe('a step of the ladder in words', () => {
  it('says what happens', () => {
    expect(stepWords({ action: 'ring-all', result: 'pending' }, 2)).to.equal(
      'Everybody on call is being rung',
    );
    expect(stepWords({ action: 'second-tier', result: 'pending' }, 2)).to.match(/is being telephoned$/);
    expect(stepWords({ action: 'duty-manager', result: 'delivered' }, 2)).to.equal(
      'The duty manager has been told',
    );
  });

  it('rings nobody where nobody is on call', () => {
    expect(stepWords({ action: 'ring-all', result: 'delivered' }, 0)).to.equal(
      'Everybody is rung as soon as they go on call',
    );
  });

  for (const action of escalationActions.filter((one) => one !== 'tell-station' && one !== 'ring-all')) {
    it(`owns up to a failed ${action}`, () => {
      expect(stepWords({ action, result: 'failed' }, 0)).to.match(
        /could not be reached, so the next step was taken at once$/,
      );
    });
  }
});

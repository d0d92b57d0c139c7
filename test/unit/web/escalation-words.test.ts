import { expect } from 'chai';
import { escalationActions } from '../../../domain/queues/queue.ts';
import { stepWords } from '../../../web/src/station/escalation-words.ts';

describe('a step of the ladder in words', () => {
  it('says what happens', () => {
    expect(stepWords({ action: 'ring-all', result: 'pending' })).to.equal('Everybody on call is being rung');
    expect(stepWords({ action: 'second-tier', result: 'pending' })).to.match(/is being telephoned$/);
    expect(stepWords({ action: 'duty-manager', result: 'delivered' })).to.equal(
      'The duty manager has been told',
    );
  });

  for (const action of escalationActions.filter((one) => one !== 'tell-station')) {
    it(`owns up to a failed ${action}`, () => {
      expect(stepWords({ action, result: 'failed' })).to.match(
        /could not be reached, so the next step was taken at once$/,
      );
    });
  }
});

import { expect } from 'chai';
import { addedUp, serviceLevels } from '../../../domain/oversight/service-level.ts';

describe('service level', () => {
  it('SL is answered within T ÷ answered; SL2 counts abandoned after T as failed', () => {
    const counts = { answered: 8, answeredInTime: 6, abandoned: 5, abandonedLate: 2 };
    expect(serviceLevels(counts)).to.deep.equal({ serviceLevel: 6 / 8, serviceLevel2: 6 / 10 });
  });

  it('whoever gives up before T counts in neither', () => {
    const before = { answered: 4, answeredInTime: 4, abandoned: 9, abandonedLate: 0 };
    expect(serviceLevels(before)).to.deep.equal({ serviceLevel: 1, serviceLevel2: 1 });
  });

  it('is unknown without calls, and nothing when everybody gave up late', () => {
    const none = { answered: 0, answeredInTime: 0, abandoned: 0, abandonedLate: 0 };
    expect(serviceLevels(none)).to.deep.equal({ serviceLevel: null, serviceLevel2: null });
    const late = { ...none, abandoned: 3, abandonedLate: 3 };
    expect(serviceLevels(late)).to.deep.equal({ serviceLevel: null, serviceLevel2: 0 });
  });

  it('of several kinds together is counted from their calls, not averaged from their shares', () => {
    const one = { answered: 1, answeredInTime: 0, abandoned: 0, abandonedLate: 0 };
    const nine = { answered: 9, answeredInTime: 9, abandoned: 1, abandonedLate: 0 };
    expect(serviceLevels(addedUp([one, nine])).serviceLevel).to.equal(0.9);
  });
});

import { expect } from 'chai';
import { faultKinds, planFaults } from '../../../bench/chaos/fault-plan.ts';

describe('the plan of faults', () => {
  it('is the same for the same seed', () => {
    expect(planFaults({ seed: 7, minutes: 3 })).to.deep.equal(planFaults({ seed: 7, minutes: 3 }));
  });

  it('is another one for another seed', () => {
    expect(planFaults({ seed: 7, minutes: 3 })).not.to.deep.equal(planFaults({ seed: 8, minutes: 3 }));
  });

  it('has every kind of fault within three minutes, whatever the seed', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const kinds = new Set(planFaults({ seed, minutes: 3 }).map(({ kind }) => kind));
      expect([...kinds].toSorted(), `seed ${seed}`).to.deep.equal(faultKinds.toSorted());
    }
  });

  it('ends every fault within its time', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      for (const { atMs, lastsMs } of planFaults({ seed, minutes: 2 })) {
        expect(atMs + lastsMs).to.be.at.most(120_000);
      }
    }
  });

  it('never takes away both servers or both workers', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const plan = planFaults({ seed, minutes: 10 }).filter(({ kind }) => kind !== 'step-clock');
      for (const [n, fault] of plan.entries()) {
        const next = plan[n + 1];
        const sameKind = next?.target.split('-')[0] === fault.target.split('-')[0];
        const goesOn = next !== undefined && next.atMs < fault.atMs + fault.lastsMs;
        expect(sameKind && goesOn, `seed ${seed}, fault ${n}`).to.equal(false);
      }
    }
  });
});

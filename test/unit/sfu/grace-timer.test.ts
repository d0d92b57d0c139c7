import { expect } from 'chai';
import { GraceTimer } from '../../../sfu/rooms/grace-timer.ts';

/** A stay whose time the test lets pass, 15 s at a time. */
function detached() {
  const state = { arrives: true, givenUp: 0 };
  let due: (() => void) | undefined;
  let waitedMs = 0;
  const grace = new GraceTimer({
    mediaArrives: () => state.arrives,
    giveUp: () => {
      state.givenUp += 1;
    },
    after: (ms, run) => {
      due = () => {
        waitedMs += ms;
        run();
      };
      return () => {
        due = undefined;
      };
    },
  });
  const pass = (times: number) => {
    for (let n = 0; n < times; n += 1) {
      const run = due;
      due = undefined;
      run?.();
    }
  };
  return { stay: grace, state, pass, waited: () => waitedMs };
}

describe('a stay whose connection is lost', () => {
  it('is given up after 15 s where no media arrives', () => {
    const { stay: grace, state, pass, waited } = detached();
    state.arrives = false;
    grace.begin();
    expect(grace.isRunning).to.equal(true);
    pass(5);
    expect([state.givenUp, waited(), grace.isRunning]).to.deep.equal([1, 15_000, false]);
  });

  it('goes on while media arrives, a minute at the most', () => {
    const { stay: grace, state, pass, waited } = detached();
    grace.begin();
    pass(3);
    expect([state.givenUp, waited()]).to.deep.equal([0, 45_000]);
    pass(5);
    expect([state.givenUp, waited()]).to.deep.equal([1, 60_000]);
  });

  it('is given up 15 s after media was last found to arrive', () => {
    const { stay: grace, state, pass, waited } = detached();
    grace.begin();
    pass(1);
    state.arrives = false;
    pass(5);
    expect([state.givenUp, waited()]).to.deep.equal([1, 30_000]);
  });

  it('is not given up once another connection goes on with it, and is given its time anew when that is lost too', () => {
    const { stay: grace, state, pass, waited } = detached();
    grace.begin();
    pass(3);
    grace.end();
    pass(5);
    expect([state.givenUp, grace.isRunning]).to.deep.equal([0, false]);
    grace.begin();
    pass(9);
    expect([state.givenUp, waited()]).to.deep.equal([1, 45_000 + 60_000]);
  });
});

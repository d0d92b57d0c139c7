import { expect } from 'chai';
import { Heartbeat } from '../../../web/src/service/heartbeat.ts';

/** A connection whose answers the test decides about. */
function connection() {
  const state = { answers: true, deaths: 0 };
  const heart = new Heartbeat({
    ask: () => Promise.resolve(state.answers),
    died: () => {
      state.deaths += 1;
    },
  });
  return { heart, state };
}

const doubted = new AbortController().signal;

describe('the heartbeat of a connection', () => {
  it('takes one answer that does not come for a busy server, and two for death', async () => {
    const { heart, state } = connection();
    state.answers = false;
    await heart.beat(10);
    expect(state.deaths).to.equal(0);
    await heart.beat(10);
    expect(state.deaths).to.equal(1);
  });

  it('forgets what was missed with the next answer, and with another connection', async () => {
    const { heart, state } = connection();
    const hears = async (answers: boolean) => {
      state.answers = answers;
      await heart.beat(10);
    };
    await hears(false);
    await hears(true);
    await hears(false);
    heart.startOver();
    await hears(false);
    expect(state.deaths).to.equal(0);
  });

  it('has patience with answers while media arrive, though not for ever', async () => {
    const { heart, state } = connection();
    state.answers = false;
    for (let beat = 1; beat <= 4; beat += 1) {
      heart.assure();
      await heart.beat(10);
    }
    expect(state.deaths).to.equal(0);
    heart.assure();
    await heart.beat(10);
    expect(state.deaths).to.equal(1);
  });

  it('in doubt wants one answer, and lives on when it comes', async () => {
    const { heart, state } = connection();
    await heart.doubt(10, doubted);
    expect(state.deaths).to.equal(0);
    state.answers = false;
    await heart.doubt(10, doubted);
    expect(state.deaths).to.equal(1);
  });

  it('in doubt lives on without an answer when something else has arrived meanwhile', async () => {
    const { heart, state } = connection();
    state.answers = false;
    await heart.doubt(10, AbortSignal.abort());
    await heart.beat(10);
    expect(state.deaths).to.equal(0);
  });

  it('in doubt does not take the next connection with it', async () => {
    const { heart, state } = connection();
    state.answers = false;
    const asking = heart.doubt(10, doubted);
    heart.startOver();
    await asking;
    expect(state.deaths).to.equal(0);
  });
});

import { expect } from 'chai';
import type { Heard } from '../../../bench/loss/hearing-meter.ts';
import { isAimMissed, rowOf } from '../../../bench/loss/row.ts';

const seconds = 10;
const played = seconds * 48_000;
const nothing = { silent: 0, waited: 0, emitted: 0, frames: 0, freezes: 0, frozenMs: 0 };
const heard = (change: Partial<Heard>): Heard => ({ ...nothing, played, concealed: 0, ...change });
const whole = { station: heard({}), clinician: heard({}) };

describe('a row of the bench of lossy lines', () => {
  it('compares what was made up, both ways and each way, without what was silent anyway', () => {
    const ours = { station: heard({ concealed: 9600, silent: 4800 }), clinician: heard({}) };
    const plain = { station: heard({ concealed: 48_000 }), clinician: heard({ concealed: 9600 }) };
    const row = rowOf({ lossPercent: 10, rttMs: 80 }, { runs: [{ ours, plain }], seconds });
    expect(row).to.include({ lossPercent: 10, rttMs: 80, runs: 1, soundPlayedPercent: 100 });
    expect(row).to.include({ concealedPercent: 0.5, defaultConcealedPercent: 6, ratio: 0.083 });
    expect(row.down).to.deep.equal({ concealedPercent: 1, defaultConcealedPercent: 10, ratio: 0.1 });
    expect(row.up).to.deep.equal({ concealedPercent: 0, defaultConcealedPercent: 2, ratio: 0 });
  });

  it('has no ratio where nothing was made up, and counts the sound that never came', () => {
    const ours = { ...whole, station: heard({ played: 0 }) };
    const row = rowOf({ lossPercent: 0, rttMs: 0 }, { runs: [{ ours, plain: whole }], seconds });
    expect(row).to.include({ ratio: null, soundPlayedPercent: 50, defaultSoundPlayedPercent: 100 });
  });

  it('gives waiting, frames and freezes of an end, over all runs', () => {
    const clinician = heard({ waited: 4800, emitted: 48_000, frames: 150, freezes: 1, frozenMs: 1000 });
    const ours = { station: clinician, clinician };
    const row = rowOf(
      { lossPercent: 5, rttMs: 0 },
      {
        runs: [
          { ours, plain: whole },
          { ours, plain: whole },
        ],
        seconds,
      },
    );
    expect(row).to.include({ runs: 2, soundWaitedMs: 100, framesPerSecond: 15, freezesPerMinute: 6 });
    expect(row).to.include({ frozenPercent: 10, defaultFrozenPercent: 0 });
  });

  it('misses its aim above it, and only where there is one', () => {
    expect(isAimMissed({ lossPercent: 10, ratio: 0.35 })).to.equal(false);
    expect(isAimMissed({ lossPercent: 10, ratio: 0.36 })).to.equal(true);
    expect(isAimMissed({ lossPercent: 20, ratio: 0.66 })).to.equal(true);
    expect(isAimMissed({ lossPercent: 30, ratio: 1 })).to.equal(false);
    expect(isAimMissed({ lossPercent: 10, ratio: null })).to.equal(false);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { type Motion, newMotion, type Pace, see } from '../../../domain/rooms/picture-motion.ts';

type Sample = { frames: number; pace: Pace; overMs: number };

const samples = (count: number, frames: number, more: Partial<Sample> = {}): Sample[] =>
  Array.from({ length: count }, () => ({ frames, pace: 'moving', overMs: 500, ...more }));

/** What every look came to, and when it was. */
function through(
  from: Motion,
  given: readonly Sample[],
  beginMs: number,
): { motion: Motion; nowMs: number }[] {
  const found: { motion: Motion; nowMs: number }[] = [];
  let [motion, nowMs] = [from, beginMs];
  for (const { overMs, ...sight } of given) {
    nowMs += overMs;
    motion = see(motion, sight, { nowMs, overMs });
    found.push({ motion, nowMs });
  }
  return found;
}

function last(given: readonly Sample[], from: Motion = newMotion(0)): { motion: Motion; nowMs: number } {
  return through(from, given, 0).at(-1) ?? { motion: from, nowMs: 0 };
}
const after = (given: readonly Sample[], from?: Motion) => last(given, from).motion;
const standing: Motion = { state: 'stands', seenAtMs: -3000, trial: null };

const anySample = fc.record({
  frames: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
  pace: fc.constantFrom<Pace>('moving', 'stills'),
  overMs: fc.oneof(fc.constant(500), fc.integer({ min: 1, max: 60_000 })),
});
const anyPast = fc.array(anySample, { maxLength: 100 });
const awakeMs = fc.integer({ min: 1, max: 1000 });

describe('whether a picture moves', () => {
  it('is doubted for three seconds before it stands still, and tells since when', () => {
    expect(after(samples(5, 0)).state).to.equal('moves');
    expect(after(samples(6, 0))).to.deep.equal({ state: 'stands', seenAtMs: 0, trial: null });
    expect(after([...samples(4, 15), ...samples(20, 0)])).to.include({ state: 'stands', seenAtMs: 2000 });
  });

  it('is not doubted any more with the next frame', () => {
    expect(after([...samples(5, 0), ...samples(1, 1), ...samples(5, 0)]).state).to.equal('moves');
  });

  it('is shown by a second of at least two frames a second', () => {
    expect(after(samples(1, 1), standing).state).to.equal('stands');
    expect(after(samples(2, 1), standing)).to.deep.equal({ state: 'moves', seenAtMs: 1000, doubtedMs: 0 });
  });

  it('is not shown by a frame now and then, nor by many at once, though each is newer', () => {
    const nowAndThen = [...samples(1, 1), ...samples(3, 0)];
    expect(after([...nowAndThen, ...nowAndThen, ...nowAndThen], standing)).to.include({
      state: 'stands',
      seenAtMs: 4500,
    });
    expect(after([...samples(1, 20), ...samples(1, 0)], standing)).to.deep.equal({
      state: 'stands',
      seenAtMs: 500,
      trial: null,
    });
  });

  it('needs one new frame in twenty seconds where stills are to be expected', () => {
    const stills = { pace: 'stills' } as const;
    expect(after(samples(39, 0, stills)).state).to.equal('moves');
    expect(after(samples(40, 0, stills)).state).to.equal('stands');
    expect(after(samples(1, 1, stills), standing).state).to.equal('moves');
    // What stood still before does not move because less is to be expected of it.
    expect(after(samples(1, 0, stills), standing).state).to.equal('stands');
  });

  it('is not settled by one look after the page was asleep', () => {
    expect(after(samples(1, 0, { overMs: 3_600_000 })).state).to.equal('moves');
    const awake = [...samples(1, 0, { overMs: 3_600_000 }), ...samples(4, 0)];
    expect(after(awake)).to.include({ state: 'stands', seenAtMs: 0 });
  });

  it('is never denied within three seconds of a frame (property)', () => {
    fc.assert(
      fc.property(anyPast, fc.array(awakeMs, { maxLength: 30 }), (past, gaps) => {
        const moving = after([...past, ...samples(1, 60, { overMs: 1000 })]);
        expect(moving.state).to.equal('moves');
        const nothing = gaps.flatMap((overMs) => samples(1, 0, { overMs }));
        for (const { motion, nowMs } of through(moving, nothing, 0))
          expect(motion.state).to.equal(nowMs < 3000 ? 'moves' : 'stands');
      }),
    );
  });

  it('is always denied after three seconds of nothing, whatever was before (property)', () => {
    fc.assert(
      fc.property(anyPast, fc.array(awakeMs, { minLength: 1, maxLength: 30 }), (past, gaps) => {
        const nothing = gaps.flatMap((overMs) => samples(1, 0, { overMs }));
        const waitedMs = gaps.reduce((sum, ms) => sum + ms, 0);
        fc.pre(waitedMs >= 3000);
        expect(after(nothing, after(past)).state).to.equal('stands');
      }),
    );
  });

  it('is found again within two seconds of a steady picture, whatever was before (property)', () => {
    fc.assert(
      fc.property(anyPast, fc.integer({ min: 1, max: 15 }), (past, frames) => {
        expect(after(samples(4, frames), after(past)).state).to.equal('moves');
      }),
    );
  });

  it('is not found in less than two frames a second (property)', () => {
    const sparse = fc.array(fc.integer({ min: 2, max: 12 }), { maxLength: 40 });
    fc.assert(
      fc.property(sparse, (gaps) => {
        const given = gaps.flatMap((gap) => [...samples(gap, 0), ...samples(1, 1)]);
        for (const { motion } of through(standing, given, 0)) expect(motion.state).to.equal('stands');
      }),
    );
  });

  it('dates the picture by its last frame, always (property)', () => {
    fc.assert(
      fc.property(anyPast, (past) => {
        let seenAtMs = 0;
        for (const [n, { motion, nowMs }] of through(newMotion(0), past, 0).entries()) {
          if ((past[n]?.frames ?? 0) > 0) seenAtMs = nowMs;
          expect(motion.seenAtMs).to.equal(seenAtMs);
        }
      }),
    );
  });
});

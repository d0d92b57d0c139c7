import { expect } from 'chai';
import fc from 'fast-check';
import type { PictureLevel } from '../../../domain/rooms/wire.ts';
import {
  bpsToSustain,
  type DownlinkSample,
  type DownlinkState,
  newDownlink,
  takeDownlinkSample,
} from '../../../domain/rooms/downlink-policy.ts';

const levels: readonly PictureLevel[] = ['full', 'low', 'still', 'audio'];
const heightOf = ({ level }: DownlinkState) => -levels.indexOf(level);

const kbps = (kilobits: number, more: Partial<DownlinkSample> = {}): DownlinkSample => ({
  availableBps: kilobits * 1000,
  loss: 0,
  pictures: 1,
  ...more,
});
const times = (count: number, sample: DownlinkSample) => Array.from({ length: count }, () => sample);

/** Every state from the first to the last. */
function through(samples: readonly DownlinkSample[], from = newDownlink()): DownlinkState[] {
  const states = [from];
  for (const sample of samples) states.push(takeDownlinkSample(states.at(-1) ?? from, sample));
  return states;
}
const after = (samples: readonly DownlinkSample[], from?: DownlinkState) =>
  through(samples, from).at(-1) ?? newDownlink();
const settled = after(times(4, kbps(1000)));

const anySample = fc.record({
  availableBps: fc.integer({ min: 0, max: 4_000_000 }),
  loss: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  pictures: fc.integer({ min: 0, max: 9 }),
});
const anyPast = fc.array(anySample, { maxLength: 200 });

describe('the ladder of pictures', () => {
  it('begins whole, and waits for an estimate before it judges', () => {
    expect(newDownlink().level).to.equal('full');
    expect(after(times(4, kbps(40))).level).to.equal('full');
  });

  for (const [kilobits, level] of [
    [450, 'full'],
    [449, 'low'],
    [130, 'low'],
    [129, 'still'],
    [80, 'still'],
    [79, 'audio'],
  ] as const)
    it(`holds ${level} at ${kilobits} kbit/s`, () => {
      expect(after(times(6, kbps(kilobits)), settled).level).to.equal(level);
    });

  it('goes down at the second low sample where packets are lost, and not at one alone', () => {
    const low = kbps(60, { loss: 0.02 });
    expect(after([low], settled).level).to.equal('full');
    expect(after([low, kbps(500), low], settled).level).to.equal('full');
    expect(after([low, low], settled).level).to.equal('audio');
  });

  it('goes down at the sixth low sample where nothing is lost', () => {
    expect(after(times(5, kbps(60)), settled).level).to.equal('full');
    expect(after(times(6, kbps(60)), settled).level).to.equal('audio');
  });

  it('gives stills up at the fourth, before the next one is sent', () => {
    const still = after(times(6, kbps(90)), settled);
    expect(after(times(3, kbps(60)), still).level).to.equal('still');
    expect(after(times(4, kbps(60)), still).level).to.equal('audio');
  });

  it('goes down at the first sample with a fifth lost', () => {
    expect(after([kbps(500, { loss: 0.2 })], settled).level).to.equal('low');
    expect(after([kbps(500, { loss: 0.3 })], settled).level).to.equal('audio');
  });

  it('goes up one rung at a time, after fifteen calm samples from sound alone and after six from each other', () => {
    const low = after(times(6, kbps(40)), settled);
    const heights = through(times(27, kbps(2000)), low).map(({ level }) => level);
    const each = (level: PictureLevel, count: number) => Array.from({ length: count }, () => level);
    expect(heights).to.deep.equal([...each('audio', 15), ...each('still', 6), ...each('low', 6), 'full']);
  });

  it('tries a still whatever the estimate, which nothing measures without pictures, but not where sound is lost', () => {
    const low = after(times(6, kbps(40)), settled);
    expect(after(times(15, kbps(1)), low).level).to.equal('still');
    expect(after(times(200, kbps(2000, { loss: 0.1 })), low).level).to.equal('audio');
  });

  it('tries it ever more rarely on a line that never carries one, down to once in three quarters of a minute', () => {
    const states = through(times(600, kbps(60, { loss: 0.02 })), settled);
    const tries = states.flatMap(({ level }, n) =>
      level === 'still' && states[n - 1]?.level === 'audio' ? [n] : [],
    );
    const apart = tries.slice(1).map((at, n) => at - (tries[n] ?? 0));
    expect(apart.slice(0, 4)).to.deep.equal([32, 47, 47, 47]);
    expect(new Set(apart.slice(1))).to.deep.equal(new Set([47]));
  });

  it('does not wait longer for the other rungs because stills have failed', () => {
    const failed = after(times(300, kbps(60, { loss: 0.02 })), settled);
    const climbing = through(times(60, kbps(2000)), failed).map(({ level }) => level);
    expect(climbing.filter((level) => level === 'still')).to.have.length(6);
    expect(climbing.filter((level) => level === 'low')).to.have.length(6);
  });

  it('waits twice as long when what was gained is lost again, and forgets that after a minute', () => {
    const gain = times(15, kbps(150));
    const once = after([...times(6, kbps(40)), ...gain], settled);
    expect(once.level).to.equal('still');
    const twice = after(times(4, kbps(40)), once);
    expect(after([...gain, ...times(14, kbps(150))], twice).level).to.equal('audio');
    const again = after([...gain, ...gain], twice);
    expect(again.level).to.equal('still');
    const muchLater = after([...times(60, kbps(150)), ...times(6, kbps(40)), ...gain], again);
    expect(muchLater.level).to.equal('still');
  });

  it('needs more for more pictures, of which one is large', () => {
    expect(after(times(6, kbps(500, { pictures: 2 })), settled).level).to.equal('low');
    expect(after(times(6, kbps(580, { pictures: 2 })), settled).level).to.equal('full');
    expect(after(times(6, kbps(200, { pictures: 2 })), settled).level).to.equal('still');
  });

  it('needs no more than sound for each person from the fifth on, where they are seen as stills', () => {
    const pictures = 9;
    expect(after(times(6, kbps(570, { pictures })), settled).level).to.equal('still');
    expect(after(times(6, kbps(569, { pictures })), settled).level).to.equal('audio');
  });

  it('comes to rest under a constant estimate that carries stills, whatever was before, and stays there (property)', () => {
    const passable = anySample.filter(
      ({ availableBps, loss, pictures }) =>
        loss < 0.1 && availableBps * (1 - 3 * loss) >= bpsToSustain('still', pictures),
    );
    fc.assert(
      fc.property(anyPast, passable, (past, constant) => {
        // Three times down, or three times up with the longest wait, and whatever the past had begun.
        const rest = after(times(310, constant), after(past));
        for (const { level } of through(times(200, constant), rest)) expect(level).to.equal(rest.level);
      }),
    );
  });

  it('does not flap where an estimate wavers between holding a rung and entering the next (property)', () => {
    const between = fc.integer({ min: 450_000, max: 649_999 });
    fc.assert(
      fc.property(fc.array(between, { minLength: 1, maxLength: 300 }), fc.boolean(), (estimates, isFull) => {
        const from = isFull ? settled : after(times(6, kbps(200)), settled);
        const samples = estimates.map((availableBps) => kbps(availableBps / 1000));
        for (const { level } of through(samples, from)) expect(level).to.equal(from.level);
      }),
    );
  });

  it('is down after three samples of a narrow line that loses packets, whatever was before (property)', () => {
    fc.assert(
      fc.property(anyPast, fc.integer({ min: 1, max: 79 }), (past, kilobits) => {
        const from = after(past, settled);
        // A low sample before them, which was better, may have taken a step of its own.
        expect(after(times(3, kbps(kilobits, { loss: 0.02 })), from).level).to.equal('audio');
      }),
    );
  });

  it('never rises more than one rung at a time, nor twice within six samples (property)', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 400 }), (samples) => {
        const states = through(samples);
        const rises = states.flatMap((state, n) => {
          const before = states[n - 1];
          const climbed = before === undefined ? 0 : heightOf(state) - heightOf(before);
          expect(climbed).to.be.at.most(1);
          return climbed === 1 ? [n] : [];
        });
        for (const [n, at] of rises.entries()) expect(at - (rises[n - 1] ?? -Infinity)).to.be.at.least(6);
      }),
    );
  });

  it('gives no lower rung to a better estimate (property)', () => {
    fc.assert(
      fc.property(anySample, fc.integer({ min: 0, max: 2_000_000 }), (worse, more) => {
        const better = { ...worse, availableBps: worse.availableBps + more };
        const [low, high] = [worse, better].map((sample) => after(times(300, sample), settled));
        if (low && high) expect(heightOf(high)).to.be.at.least(heightOf(low));
      }),
    );
  });
});

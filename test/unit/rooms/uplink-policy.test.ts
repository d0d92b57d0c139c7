import { expect } from 'chai';
import fc from 'fast-check';
import {
  newUplink,
  takeUplinkSample,
  type Uplink,
  type UplinkSample,
} from '../../../domain/rooms/uplink-policy.ts';

const kbps = (kilobits: number, repeated = 0): UplinkSample => ({ availableBps: kilobits * 1000, repeated });
const times = (count: number, sample: UplinkSample) => Array.from({ length: count }, () => sample);

/** Every state from the first to the last. */
function through(samples: readonly UplinkSample[], from = newUplink()): Uplink[] {
  const states = [from];
  for (const sample of samples) states.push(takeUplinkSample(states.at(-1) ?? from, sample));
  return states;
}
const after = (samples: readonly UplinkSample[], from?: Uplink) =>
  through(samples, from).at(-1) ?? newUplink();

const settled = after(times(8, kbps(1000)));
const suspended = after(times(2, kbps(30, 0.3)), settled);
const tried = after(times(12, kbps(30)), suspended);

const anySample = fc.record({
  availableBps: fc.integer({ min: 0, max: 2_000_000 }),
  repeated: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
});
const anyPast = fc.array(anySample, { maxLength: 300 });

describe('the ladder of the own picture', () => {
  it('begins whole, and waits for an estimate before it judges', () => {
    expect(after(times(8, kbps(10, 0.5))).level).to.equal('full');
  });

  it('holds the picture back at the second low sample where sound is sent again, and not at one alone', () => {
    expect(after([kbps(79, 0.02)], settled).level).to.equal('full');
    expect(after([kbps(79, 0.02), kbps(80), kbps(79, 0.02)], settled).level).to.equal('full');
    expect(suspended.level).to.equal('held');
  });

  it('takes twenty low samples where nothing is sent again, because a busy computer makes an estimate dip', () => {
    expect(after(times(19, kbps(60)), settled).level).to.equal('full');
    expect(after(times(20, kbps(60)), settled).level).to.equal('held');
  });

  it('leaves the picture alone where the line carries it, however much is lost', () => {
    expect(after(times(200, kbps(80, 0.3)), settled).level).to.equal('full');
  });

  it('tries again after six calm seconds, in which no sound was sent again', () => {
    expect(after(times(11, kbps(30)), suspended).level).to.equal('held');
    expect(tried.level).to.equal('trial');
    expect(after([...times(11, kbps(30)), kbps(30, 0.02), ...times(11, kbps(30))], suspended).level).to.equal(
      'held',
    );
  });

  it('wins a trial by three samples running that carry the small picture', () => {
    expect(after(times(3, kbps(130)), tried).level).to.equal('full');
    expect(after([kbps(130), kbps(129), kbps(130), kbps(130)], tried).level).to.equal('trial');
  });

  it('wins it by lasting where the line still carries what holds a picture', () => {
    expect(after([...times(9, kbps(60)), kbps(80)], tried).level).to.equal('full');
  });

  it('loses a trial by much sound sent again, or by getting nowhere', () => {
    expect(after(times(2, kbps(200, 0.1)), tried).level).to.equal('held');
    expect(after(times(9, kbps(79)), tried).level).to.equal('trial');
    expect(after(times(10, kbps(79)), tried).level).to.equal('held');
  });

  it('waits twice as long after each trial that was lost, 96 s at most', () => {
    const waits = [];
    let now = suspended;
    for (let trial = 0; trial < 7; trial += 1) {
      const states = through(times(400, kbps(30)), now);
      const begins = states.findIndex(({ level }) => level === 'trial');
      waits.push(begins / 2);
      now = after(times(10, kbps(30)), states[begins]);
    }
    expect(waits).to.deep.equal([6, 12, 24, 48, 96, 96, 96]);
  });

  it('forgets that once a picture has been kept for half a minute', () => {
    const won = after(times(3, kbps(200)), tried);
    expect(after(times(10, kbps(30, 0.3)), won).patience).to.equal(24);
    expect(after([...times(61, kbps(200)), ...times(2, kbps(30, 0.3))], won).patience).to.equal(12);
  });

  it('gives the picture back where as much is lost without it, and keeps it however low the estimate is', () => {
    const lossy = times(50, kbps(50, 0.25));
    expect(after(lossy, suspended).level).to.equal('held');
    const triedAnyway = after([...lossy, kbps(50, 0.25)], suspended);
    expect(triedAnyway.level).to.equal('trial');
    const won = after(times(10, kbps(50, 0.4)), triedAnyway);
    expect(won.level).to.equal('full');
    expect(after(times(500, kbps(50, 0.3)), won).level).to.equal('full');
  });

  it('holds it back again where more is lost with it than without', () => {
    const triedAnyway = after(times(52, kbps(50, 0.25)), suspended);
    expect(after(times(2, kbps(50, 0.7)), triedAnyway).level).to.equal('held');
    const won = after(times(10, kbps(50, 0.25)), triedAnyway);
    expect(after(times(10, kbps(50, 0.7)), won).level).to.equal('held');
  });

  it('holds it back where not even the sound has room', () => {
    expect(after(times(1000, kbps(20, 0.5)), suspended).level).to.equal('held');
  });

  it('forgets what the line lost by itself once it loses less', () => {
    const won = after(times(62, kbps(50, 0.25)), suspended);
    const whole = after(times(60, kbps(500)), won);
    expect(after(times(2, kbps(50, 0.3)), whole).level).to.equal('held');
  });

  it('does not take for the line’s own what a full one loses in the first seconds', () => {
    const states = through([...times(30, kbps(30, 0.6)), ...times(30, kbps(30))], suspended);
    const begins = states.findIndex(({ level }) => level === 'trial');
    expect(begins).to.equal(42);
    expect(after(times(10, kbps(60, 0.09)), states[begins]).level).to.equal('held');
  });

  it('comes to rest on any constant line', () => {
    fc.assert(
      fc.property(anyPast, fc.integer({ min: 130, max: 2000 }), (past, kilobits) => {
        const states = through(times(400, kbps(kilobits)), after(past));
        expect(states.slice(-150).every(({ level }) => level === 'full')).to.equal(true);
      }),
    );
  });

  it('on a line that never carries a picture sends one for a twentieth of the time at most', () => {
    fc.assert(
      fc.property(anyPast, fc.integer({ min: 0, max: 79 }), (past, kilobits) => {
        const states = through(times(4000, kbps(kilobits, 0)), after(past)).slice(-2000);
        expect(states.filter(({ level }) => level !== 'held').length).to.be.at.most(100);
      }),
      { numRuns: 30 },
    );
  });
});

import { expect } from 'chai';
import { RingTone } from '../../../web/src/service/ring-tone.ts';

const rate = 8000;

class Source {
  buffer: { samples: Float32Array } | null = null;
  loop = false;
  /** What `start` was called with. */
  started: number[] | null = null;
  stopped = false;

  connect(): void {
    // To the speaker; nobody listens here.
  }

  start(...when: number[]): void {
    this.started = when;
  }

  stop(): void {
    this.stopped = true;
  }
}

/** Sound of a browser, which lets pages be heard or not. */
class Context extends EventTarget {
  static made: Context[] = [];
  static heard = false;
  readonly sampleRate = rate;
  readonly destination = {};
  readonly sources: Source[] = [];
  state: 'running' | 'suspended' | 'closed' = Context.heard ? 'running' : 'suspended';

  constructor() {
    super();
    Context.made.push(this);
  }

  createBufferSource(): Source {
    const source = new Source();
    this.sources.push(source);
    return source;
  }

  createBuffer(channels: number, length: number) {
    expect(channels).to.equal(1);
    const samples = new Float32Array(length);
    return {
      samples,
      copyToChannel: (from: Float32Array) => {
        samples.set(from);
      },
    };
  }

  /** As browsers do it: the promise is kept when a press has come. */
  resume(): Promise<void> {
    if (!Context.heard) return new Promise(() => undefined);
    this.turn('running');
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.state = 'closed';
    return Promise.resolve();
  }

  turn(state: 'running' | 'suspended'): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

/** The one context of a tone. */
function contextOf(tone: RingTone): Context {
  tone.check();
  const [context, ...others] = Context.made;
  expect(others).to.deep.equal([]);
  if (context === undefined) throw new Error('no sound was made');
  return context;
}

describe('the tone of a call', () => {
  beforeEach(() => {
    Context.made = [];
    Context.heard = true;
  });
  before(() => {
    const reportError = (error: unknown) => {
      throw error;
    };
    Object.defineProperty(globalThis, 'AudioContext', { value: Context, configurable: true });
    Object.defineProperty(globalThis, 'reportError', { value: reportError, configurable: true });
  });
  after(() => {
    Reflect.deleteProperty(globalThis, 'AudioContext');
    Reflect.deleteProperty(globalThis, 'reportError');
  });

  it('plays over and over while a call rings, once however often it is started, and ends with it', () => {
    const tone = new RingTone();
    const { sources } = contextOf(tone);
    tone.start();
    tone.start();
    expect(sources.map(({ loop, started, stopped }) => ({ loop, started, stopped }))).to.deep.equal([
      { loop: true, started: [], stopped: false },
    ]);
    tone.stop();
    expect(sources.map(({ stopped }) => stopped)).to.deep.equal([true]);
    tone.start();
    expect(sources).to.have.length(2);
  });

  it('is the ringing tone that people know: two short ones, then two seconds of silence', () => {
    const tone = new RingTone();
    const { sources } = contextOf(tone);
    tone.start();
    const samples = sources[0]?.buffer?.samples ?? new Float32Array();
    expect(samples).to.have.length(3 * rate);
    const loudest = (from: number, to: number) =>
      Math.max(...samples.slice(from * rate, to * rate).map(Math.abs));
    expect(loudest(0, 0.4)).to.be.within(0.5, 1);
    expect(loudest(0.4, 0.6)).to.equal(0);
    expect(loudest(0.6, 1)).to.be.within(0.5, 1);
    expect(loudest(1, 3)).to.equal(0);
  });

  it('chimes once for what waits, and not while a call rings', () => {
    const tone = new RingTone();
    const { sources } = contextOf(tone);
    tone.chime();
    expect(sources.map(({ loop, started }) => ({ loop, started }))).to.deep.equal([
      { loop: false, started: [0, 0, 1] },
    ]);
    tone.start();
    tone.chime();
    expect(sources).to.have.length(2);
  });

  it('says that the browser keeps it silent, also while it rings, until a press lets it be heard', async () => {
    Context.heard = false;
    const tone = new RingTone();
    expect(tone.blocked.get()).to.equal(false);
    const context = contextOf(tone);
    expect(tone.blocked.get()).to.equal(true);
    tone.start();
    expect(tone.blocked.get()).to.equal(true);
    Context.heard = true;
    await tone.unlock();
    expect(tone.blocked.get()).to.equal(false);
    context.turn('suspended');
    expect(tone.blocked.get()).to.equal(true);
  });
});

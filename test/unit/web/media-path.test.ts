import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { types } from 'mediasoup-client';
import { MediaPath } from '../../../web/src/room/media/media-path.ts';
import type { RoomWire } from '../../../web/src/room/session/room-wire.ts';
import type { Timers } from '../../../web/src/service/timers.ts';
import { eventually } from '../../support/eventually.ts';

type Heard = 'ok' | 'unavailable' | 'wrong-phase' | 'not-found';

/** Time passes when the test says so. */
class HandTimers {
  #now = 0;
  readonly #waiting = new Map<object, { at: number; run: () => void }>();

  after(ms: number, run: () => void): () => void {
    const key = {};
    this.#waiting.set(key, { at: this.#now + ms, run });
    return () => this.#waiting.delete(key);
  }

  every(ms: number, run: () => void): () => void {
    const again = () => {
      stop = this.after(ms, again);
      run();
    };
    let stop = this.after(ms, again);
    return () => {
      stop();
    };
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const [key, { at, run }] of [...this.#waiting]) {
      if (at <= this.#now && this.#waiting.delete(key)) run();
    }
  }
}

/** A transport of which the test says what has passed so far. */
class Line {
  sent = 0;
  received = 0;
  readonly closed = false;
  readonly observer = new EventEmitter();
  connectionState: types.ConnectionState = 'connected';
  restarts = 0;

  getStats() {
    const entry = { type: 'transport', bytesSent: this.sent, bytesReceived: this.received };
    return Promise.resolve(new Map([['T', entry]]));
  }

  updateIceServers() {
    return Promise.resolve();
  }

  restartIce() {
    this.restarts += 1;
    return Promise.resolve();
  }
}

const sampleMs = 250;
const silentForMs = 600;

/** A stay whose packets pass both ways, until the test stops them. */
async function inRoom(options: { heard: Heard } = { heard: 'ok' }) {
  const [send, receive] = [new Line(), new Line()];
  const timers = new HandTimers();
  const notices: string[] = [];
  const asked: string[] = [];
  const answer = () =>
    options.heard === 'ok'
      ? { ok: true, value: { iceParameters: {}, iceServers: [] } }
      : { ok: false, code: options.heard, message: '' };
  const wire = {
    command: (name: string, { direction }: { direction: string }) => {
      asked.push(`${name} ${direction}`);
      return Promise.resolve(answer());
    },
    doubt: () => () => undefined,
    assure: () => undefined,
  };
  const path = new MediaPath({
    transports: { send, receive } as unknown as Record<'send' | 'receive', types.Transport>,
    wire: wire as unknown as RoomWire,
    timers: timers as unknown as Timers,
    owner: { changed: (network) => notices.push(network), lost: () => notices.push('lost') },
  });
  /** So long something is sent, and answered or not; each sample is given the time that it takes. */
  const live = async (ms: number, { answered }: { answered: boolean }) => {
    for (let passed = 0; passed < ms; passed += sampleMs) {
      send.sent += 100;
      if (answered) receive.received += 100;
      timers.pass(sampleMs);
      await settled();
    }
  };
  path.sample();
  await live(8 * sampleMs, { answered: true });
  return { path, live, timers, notices, asked, send, receive };
}

/** Everything that has been begun and waits for nothing from outside has been done. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the way of the packets', () => {
  const errors: unknown[] = [];

  before(() => {
    // Browsers have it, Node has not.
    const value = (error: unknown) => errors.push(error);
    Object.defineProperty(globalThis, 'reportError', { value, configurable: true });
  });

  after(() => {
    Reflect.deleteProperty(globalThis, 'reportError');
    expect(errors).to.deep.equal([]);
  });

  it('is looked for anew, both ways, once nothing has arrived for a while', async () => {
    const { live, notices, asked, send, receive } = await inRoom();
    expect(notices).to.deep.equal(['good']);
    await live(2 * sampleMs + silentForMs, { answered: false });
    expect(notices).to.deep.equal(['good', 'weak']);
    expect(asked).to.deep.equal(['room:restart-ice send', 'room:restart-ice receive']);
    expect([send.restarts, receive.restarts]).to.deep.equal([1, 1]);
  });

  it('is left alone where packets have come through since the last look', async () => {
    const { live, timers, notices, asked, receive } = await inRoom();
    await live(2 * sampleMs, { answered: false });
    expect(notices).to.deep.equal(['good', 'weak']);
    await live(2 * sampleMs, { answered: false });
    // The restart falls due between two looks.
    receive.received += 100;
    timers.pass(silentForMs - 2 * sampleMs);
    await eventually(() => (notices.at(-1) === 'good' ? undefined : notices.join()));
    expect(asked).to.deep.equal([]);
  });

  it('is no reason to join anew when a new socket has not taken the place up yet', async () => {
    const options: { heard: Heard } = { heard: 'wrong-phase' };
    const { path, live, notices, timers, send } = await inRoom(options);
    await live(2 * sampleMs + silentForMs, { answered: false });
    expect(notices).to.deep.equal(['good', 'weak']);
    options.heard = 'ok';
    path.signOfLife();
    timers.pass(0);
    await eventually(() => (send.restarts === 1 ? undefined : 'nothing was restarted'));
    expect(notices).to.deep.equal(['good', 'weak']);
  });

  for (const heard of ['ok', 'wrong-phase'] as const) {
    it(`is given up when four answers (${heard}) have not helped`, async () => {
      const { live, notices, asked } = await inRoom({ heard });
      await live(10_500, { answered: false });
      expect(notices).to.deep.equal(['good', 'weak']);
      await live(7000, { answered: false });
      expect(notices).to.deep.equal(['good', 'weak', 'lost']);
      expect(asked).to.have.length(8);
    });
  }

  it('is given up at once when the service knows nothing of it', async () => {
    const { live, notices } = await inRoom({ heard: 'not-found' });
    await live(2 * sampleMs + silentForMs, { answered: false });
    expect(notices).to.include('lost');
  });

  it('is never given up for answers that do not come', async () => {
    const { live, notices } = await inRoom({ heard: 'unavailable' });
    await live(60_000, { answered: false });
    expect(notices).to.deep.equal(['good', 'weak']);
  });
});

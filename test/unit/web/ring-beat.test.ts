import { expect } from 'chai';
import { ringBeatMs } from '../../../domain/calls/call.ts';
import type { AudienceState } from '../../../domain/states/wire.ts';
import { RingBeat } from '../../../web/src/clinician/ring-beat.ts';
import { Observable } from '../../../web/src/service/observable.ts';

/** A connection that keeps what is said, and timers that the test moves on. */
function stage() {
  const audience = new Observable<AudienceState | null>(null);
  const connects = new Observable(1);
  const said: string[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  const command = (name: string, { offerId }: { offerId: string }) => {
    said.push(`${name} ${offerId}`);
    return Promise.resolve({ ok: true, value: {} });
  };
  const every = (ms: number, run: () => void) => {
    const timer = { ms, run };
    timers.push(timer);
    return () => {
      timers.splice(timers.indexOf(timer), 1);
    };
  };
  const connection = { audience, connects, command } as unknown as ConstructorParameters<
    typeof RingBeat
  >[0]['connection'];
  const beat = new RingBeat({ connection, timers: { every } });
  beat.open();
  return {
    beat,
    said,
    timers,
    connects,
    rings: (offerId: string | null) => {
      const offer = offerId === null ? null : { offerId };
      audience.set({ state: { kind: 'clinician', offer } } as unknown as AudienceState);
    },
    tick: () => {
      for (const { run } of [...timers]) run();
    },
  };
}

describe('the beat of a ringing call', () => {
  it('is said at once, and at every beat after', () => {
    const { said, timers, rings, tick } = stage();
    rings('a');
    expect(said).to.deep.equal(['offer:hear a']);
    expect(timers.map(({ ms }) => ms)).to.deep.equal([ringBeatMs]);
    tick();
    tick();
    expect(said).to.have.length(3);
  });

  it('is not said anew for every state of the same ring', () => {
    const { said, timers, rings } = stage();
    rings('a');
    rings('a');
    expect(said).to.have.length(1);
    expect(timers).to.have.length(1);
  });

  it('stops at once when nothing rings any more', () => {
    const { said, timers, rings, tick } = stage();
    rings('a');
    rings(null);
    tick();
    expect(timers).to.deep.equal([]);
    expect(said).to.deep.equal(['offer:hear a']);
  });

  it('goes over to the next ring', () => {
    const { said, timers, rings, tick } = stage();
    rings('a');
    rings('b');
    tick();
    expect(said).to.deep.equal(['offer:hear a', 'offer:hear b', 'offer:hear b']);
    expect(timers).to.have.length(1);
  });

  it('is said again at once on a new connection, and not when nothing rings', () => {
    const { said, rings, connects } = stage();
    connects.set(2);
    expect(said).to.deep.equal([]);
    rings('a');
    connects.set(3);
    expect(said).to.deep.equal(['offer:hear a', 'offer:hear a']);
  });

  it('ends with the page', () => {
    const { beat, said, timers, rings, connects } = stage();
    rings('a');
    beat.close();
    rings('b');
    connects.set(2);
    expect(timers).to.deep.equal([]);
    expect(said).to.deep.equal(['offer:hear a']);
  });
});

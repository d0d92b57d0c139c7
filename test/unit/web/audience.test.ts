import { expect } from 'chai';
import type { AudienceState } from '../../../domain/states/wire.ts';
import { isInDoubt, newest } from '../../../web/src/service/audience.ts';

function state(given: { seq: number; now?: string; station?: string; onCall?: number }): AudienceState {
  return {
    seq: given.seq,
    now: given.now ?? '2026-11-22T10:00:00.000Z',
    state: {
      kind: 'station',
      station: {
        stationId: given.station ?? 'a',
        name: 'Tablet',
        siteName: 'Rowan House',
        organisationName: 'Northdale',
        hubPhone: null,
      },
      cliniciansOnCall: given.onCall ?? 0,
      call: null,
      lastCall: null,
    },
  } as unknown as AudienceState;
}

describe('the newest state of an audience', () => {
  it('is the first one there is', () => {
    const first = state({ seq: 3 });
    expect(newest(null, first)).to.equal(first);
  });

  it('has the higher number, in whatever order the facts come', () => {
    const older = state({ seq: 3 });
    const newer = state({ seq: 4 });
    expect(newest(older, newer)).to.equal(newer);
    expect(newest(newer, older)).to.equal(newer);
  });

  it('is not older in time than another of the same number', () => {
    const early = state({ seq: 3, now: '2026-11-22T10:00:00.000Z', onCall: 0 });
    const late = state({ seq: 3, now: '2026-11-22T10:00:05.000Z', onCall: 2 });
    expect(newest(early, late)).to.equal(late);
    expect(newest(late, early)).to.equal(late);
  });

  it('has a lower number only when it was asked for after a higher one was known: the database has lost something', () => {
    const before = state({ seq: 90 });
    const restored = state({ seq: 12 });
    expect(newest(before, restored)).to.equal(before);
    expect(isInDoubt(before, restored)).to.equal(true);
    expect(newest(before, restored, before)).to.equal(restored);
    const pushed = state({ seq: 13 });
    expect(newest(restored, pushed)).to.equal(pushed);
    expect(isInDoubt(restored, pushed)).to.equal(false);
  });

  it('was pushed while another was asked for: the answer is older, and no loss', () => {
    const known = state({ seq: 3 });
    const pushed = state({ seq: 5 });
    expect(newest(pushed, state({ seq: 4 }), known)).to.equal(pushed);
    expect(newest(pushed, state({ seq: 3 }), known)).to.equal(pushed);
  });

  it('is of whom the browser speaks for now, whatever the numbers', () => {
    const before = state({ seq: 90, station: 'a' });
    const now = state({ seq: 1, station: 'b' });
    expect(newest(before, now)).to.equal(now);
  });
});

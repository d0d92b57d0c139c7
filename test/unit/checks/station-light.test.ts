import { expect } from 'chai';
import type { CheckResult } from '../../../domain/checks/wire.ts';
import {
  againInSeconds,
  bestPath,
  lightOf,
  type StationCheck,
} from '../../../domain/checks/station-light.ts';
import { lightsOf } from '../../../domain/checks/station-lights.ts';
import { newId } from '../../support/world-store.ts';

const now = new Date('2026-11-25T20:00:00Z');
const hours = (n: number) => new Date(now.getTime() - n * 3_600_000);

const good: CheckResult = {
  ways: { udp: 'works', tcp: 'works', relay: 'not-set-up' },
  roundTripMs: 24,
  lossUp: 0,
  lossDown: 0.01,
};

function found(change: Partial<CheckResult> & { ago?: number } = {}): StationCheck {
  const { ago = 1, ...result } = change;
  return { ...good, ...result, checkedAt: hours(ago) };
}

describe('the light of a station', () => {
  const no = { udp: 'fails', tcp: 'fails', relay: 'fails' } as const;
  const rows: [what: string, check: StationCheck | null, light: string][] = [
    ['never checked', null, 'red never-checked'],
    ['a good check', found(), 'green'],
    ['one of exactly a shift ago', found({ ago: 12 }), 'green'],
    ['one of more than a shift ago', found({ ago: 12.001 }), 'amber shift-old'],
    ['one of exactly a day ago', found({ ago: 24 }), 'amber shift-old'],
    ['one of more than a day ago', found({ ago: 24.001 }), 'red day-old'],
    ['no way at all', found({ ways: no }), 'red no-way'],
    ['no way at all, a shift ago', found({ ways: no, ago: 20 }), 'red no-way'],
    ['no way at all, long ago', found({ ways: no, ago: 30 }), 'red day-old'],
    [
      'nothing tried that works',
      found({ ways: { udp: 'not-tried', tcp: 'not-tried', relay: 'fails' } }),
      'red no-way',
    ],
    ['UDP blocked', found({ ways: { ...no, tcp: 'works' } }), 'amber udp-blocked'],
    ['UDP blocked and the relay open', found({ ways: { ...no, relay: 'works' } }), 'amber udp-blocked'],
    [
      'the relay alone, as the site wants it',
      found({ ways: { udp: 'not-tried', tcp: 'not-tried', relay: 'works' } }),
      'green',
    ],
    ['TCP blocked, which is a reserve only', found({ ways: { ...good.ways, tcp: 'fails' } }), 'green'],
    ['the relay down, which is a reserve only', found({ ways: { ...good.ways, relay: 'fails' } }), 'green'],
    ['a round trip at the limit', found({ roundTripMs: 400 }), 'green'],
    ['a long round trip', found({ roundTripMs: 401 }), 'amber slow'],
    ['loss at the limit', found({ lossUp: 0.05, lossDown: 0.05 }), 'green'],
    ['loss on the way out', found({ lossUp: 0.06 }), 'amber lossy'],
    ['loss on the way back', found({ lossDown: 0.06 }), 'amber lossy'],
    ['figures that were not measured', found({ roundTripMs: null, lossUp: null, lossDown: null }), 'green'],
    ['a clock ahead of ours', found({ ago: -1 }), 'green'],
  ];
  for (const [what, check, light] of rows) {
    it(`is ${light} for ${what}`, () => {
      expect(Object.values(lightOf(check, now)).join(' ')).to.equal(light);
    });
  }

  it('is about the way that a call would take', () => {
    expect(bestPath(good)).to.equal('udp');
    expect(bestPath({ ways: { ...no, relay: 'works', tcp: 'works' } })).to.equal('tcp');
    expect(bestPath({ ways: { ...no, relay: 'works' } })).to.equal('relay');
    expect(bestPath({ ways: no })).to.equal(undefined);
  });
});

describe('the lights of an organisation', () => {
  const station = (n: number, check: StationCheck | null) => ({
    stationId: newId<never>(),
    stationName: `Tablet ${n}`,
    siteName: 'Elms',
    check,
  });

  it('name what is red, then what is amber, and only count what is green', () => {
    const stations = [
      station(1, found()),
      station(2, found({ ago: 13 })),
      station(3, null),
      station(4, found()),
    ];
    const { named, ...counts } = lightsOf(stations, now);
    expect(counts).to.deep.equal({ green: 2, amber: 1, red: 1 });
    expect(named.map(({ stationName, light, reason }) => [stationName, light, reason])).to.deep.equal([
      ['Tablet 3', 'red', 'never-checked'],
      ['Tablet 2', 'amber', 'shift-old'],
    ]);
    expect(named.map(({ checkedAt }) => checkedAt)).to.deep.equal([null, hours(13).toISOString()]);
  });

  it('name fifty at most, and count all', () => {
    const { named, red } = lightsOf(
      Array.from({ length: 60 }, (_, n) => station(n, null)),
      now,
    );
    expect([named.length, red]).to.deep.equal([50, 60]);
  });
});

describe('when a station checks again', () => {
  const bad = { ...good, ways: { udp: 'fails', tcp: 'works', relay: 'fails' } } as const;

  it('is never later than asked, and at most 15 % earlier', () => {
    expect(againInSeconds(good, { everySeconds: 21_600, random: 0 })).to.equal(21_600);
    expect(againInSeconds(good, { everySeconds: 21_600, random: 1 })).to.equal(18_360);
  });

  it('is soon when something is wrong', () => {
    expect(againInSeconds(bad, { everySeconds: 21_600, random: 0 })).to.equal(900);
    const none = { ...bad, ways: { ...bad.ways, tcp: 'fails' } } as const;
    expect(againInSeconds(none, { everySeconds: 21_600, random: 0 })).to.equal(900);
    expect(againInSeconds(none, { everySeconds: 60, random: 0 })).to.equal(60);
  });
});

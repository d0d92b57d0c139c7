import { expect } from 'chai';
import type { QualitySample, VisitQuality } from '../../../domain/quality/wire.ts';
import { connectionSentence, fiveMinutes, percentWords } from '../../../web/src/connection/quality-words.ts';
import { aReport } from '../../support/a-report.ts';

const now = Date.parse('2026-11-25T12:00:00Z');

function sample(secondsAgo: number, change: Partial<QualitySample> = {}): QualitySample {
  return {
    at: new Date(now - secondsAgo * 1000).toISOString(),
    grade: 'good',
    ...aReport(),
    ...change,
  };
}

describe('a connection in words', () => {
  const say = (
    participant: Partial<VisitQuality['participants'][number]>,
    samples: QualitySample[] = [sample(3)],
  ) => connectionSentence({ role: 'station', own: false, samples, ...participant }, now);

  it('is one sentence about whose it is, how it is and why', () => {
    expect(say({})).to.equal(
      'The station’s connection is good: 0 % of packets lost, 20 ms to the service and back, over UDP.',
    );
    expect(say({ role: 'clinician', own: true })).to.match(/^Your connection is good/);
    expect(say({ role: 'gp' })).to.match(/^The GP’s connection/);
    expect(say({ role: 'ambulance-crew' })).to.match(/^The ambulance crew’s connection/);
    const bad = sample(1, {
      grade: 'poor',
      lossOutPercent: 12.4,
      roundTripMs: null,
      frozenMs: 1250,
      concealedPercent: 7.25,
      path: 'relay-tls',
    });
    expect(say({}, [sample(6), bad])).to.equal(
      'The station’s connection is poor: 12 % of packets lost, 7.3 % of the sound made up, ' +
        'the picture stood still for 1.3 s, over a relay.',
    );
  });

  it('that has been silent is not called good', () => {
    expect(say({}, [sample(45)])).to.equal(
      'Nothing has been heard of the station’s connection for 45 seconds.',
    );
    expect(say({ own: true }, [])).to.equal('Nothing has been heard of your connection.');
    expect(say({ role: 'gp' }, [])).to.equal('Nothing has been heard of the GP’s connection.');
  });

  it('has a dash for what nobody knows', () => {
    expect([null, 0, 0.04, 2.55, 9.96, 56.4].map(percentWords)).to.deep.equal([
      '–',
      '0 %',
      '0 %',
      '2.6 %',
      '10 %',
      '56 %',
    ]);
  });
});

describe('the last five minutes', () => {
  const quality = (...participants: QualitySample[][]): VisitQuality => ({
    now: new Date(now).toISOString(),
    participants: participants.map((samples) => ({ role: 'station', own: false, samples })),
  });
  const roundTrip = ({ roundTripMs }: QualitySample) => roundTripMs;

  it('stand in thirty steps of ten seconds, the worst of each, with gaps where nothing was heard', () => {
    const { x, lines } = fiveMinutes(
      quality(
        [sample(299), sample(14, { roundTripMs: 30 }), sample(11, { roundTripMs: 80 }), sample(0)],
        [sample(15)],
      ),
      roundTrip,
    );
    expect([x.length, x[0], x.at(-1)]).to.deep.equal([30, -290, 0]);
    expect(lines[0]?.map((value, n) => [n, value]).filter(([, value]) => value !== null)).to.deep.equal([
      [0, 20],
      [28, 80],
      [29, 20],
    ]);
    expect(lines[1]?.[28]).to.equal(20);
  });

  it('hold nothing older, and take what is a little ahead for now', () => {
    const { lines } = fiveMinutes(quality([sample(301), sample(-2, { roundTripMs: 7 })]), roundTrip);
    expect(lines[0]?.filter((value) => value !== null)).to.deep.equal([7]);
  });

  it('leave out what was not measured', () => {
    const { lines } = fiveMinutes(quality([sample(1, { roundTripMs: null })]), roundTrip);
    expect(lines[0]?.every((value) => value === null)).to.equal(true);
  });
});

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { acuity, acuityRank } from '../../../domain/calls/call.ts';
import {
  acuityFloor,
  floorOfSets,
  leastFloors,
  raisedTo,
  requireNoLowerFloors,
} from '../../../domain/calls/acuity-floor.ts';
import {
  type Consciousness,
  type News2Observations,
  type News2Parameter,
  news2Faults,
  news2Of,
  type News2Risk,
  possibleValues,
  type Spo2Scale,
} from '../../../domain/record/news2.ts';

type Given = {
  rr: number;
  spo2: number;
  o2: boolean;
  sbp: number;
  hr: number;
  acvpu: Consciousness;
  temp: number;
  scale: Spo2Scale;
};
type Vectors = {
  worked: {
    id: string;
    name: string;
    input: Given;
    parameterScores: Record<string, number>;
    total: number;
    risk: News2Risk;
  }[];
  boundaries: { input: Given; parameter: string; parameterScore: number; total: number; risk: News2Risk }[];
};

const { worked, boundaries } = JSON.parse(
  readFileSync(new URL('news2-vectors.json', import.meta.url), 'utf8'),
) as Vectors;
const names: Record<string, News2Parameter> = {
  rr: 'respiration',
  spo2: 'spo2',
  o2: 'oxygen',
  sbp: 'systolic',
  hr: 'pulse',
  cns: 'consciousness',
  temp: 'temperature',
};

const observed = ({ rr, spo2, o2, sbp, hr, acvpu, temp }: Given): News2Observations => ({
  respiration: rr,
  spo2,
  oxygen: o2,
  systolic: sbp,
  pulse: hr,
  consciousness: acvpu,
  temperature: temp,
});
const normal = observed({ rr: 16, spo2: 98, o2: false, sbp: 120, hr: 80, acvpu: 'A', temp: 37, scale: 1 });
const nothing: News2Observations = {
  respiration: null,
  spo2: null,
  oxygen: null,
  systolic: null,
  pulse: null,
  consciousness: null,
  temperature: null,
};

describe('NEWS2', () => {
  for (const { id, name, input, parameterScores, total, risk } of worked) {
    it(`scores ${id}: ${name}`, () => {
      const scores = Object.fromEntries(
        Object.entries(parameterScores).map(([short, score]) => [names[short] ?? short, score]),
      );
      expect(news2Of(observed(input), input.scale)).to.deep.include({ complete: true, scores, total, risk });
    });
  }

  it('scores each boundary, and the value on each side of it', () => {
    expect(boundaries).to.have.length(91);
    for (const { input, parameter, parameterScore, total, risk } of boundaries) {
      const scored = news2Of(observed(input), input.scale);
      expect(scored, JSON.stringify(input)).to.deep.include({ complete: true, total, risk });
      expect(scored.scores[names[parameter] ?? 'spo2'], parameter).to.equal(parameterScore);
    }
  });

  it('scores a temperature to a tenth of a degree', () => {
    const totals = [35.04, 35.05, 38.04, 38.05, 39.04, 39.05].map((temperature) => {
      const scored = news2Of({ ...normal, temperature }, 1);
      return scored.complete ? scored.total : null;
    });
    expect(totals).to.deep.equal([3, 1, 0, 1, 1, 2]);
  });

  it('has no total while anything is missing, and says what, and how much it is at least', () => {
    expect(news2Of({ ...normal, respiration: 25, pulse: null, temperature: null }, 1)).to.deep.equal({
      complete: false,
      scores: { respiration: 3, spo2: 0, oxygen: 0, systolic: 0, consciousness: 0 },
      red: ['respiration'],
      missing: ['pulse', 'temperature'],
      atLeast: 3,
    });
    const none = news2Of(nothing, 1);
    expect(none).not.to.have.property('total');
    expect(none).to.deep.include({ complete: false, atLeast: 0 });
  });

  it('waits on scale 2 for the oxygen where the saturation is scored by it', () => {
    const unknown = { ...normal, oxygen: null };
    expect(news2Of({ ...unknown, spo2: 97 }, 2)).to.deep.include({ missing: ['spo2', 'oxygen'] });
    expect(news2Of({ ...unknown, spo2: 85 }, 2)).to.deep.include({ missing: ['oxygen'], atLeast: 2 });
    expect(news2Of({ ...unknown, spo2: 85 }, 1)).to.deep.include({ missing: ['oxygen'], atLeast: 3 });
  });

  it('says which value cannot be, and scores none of the set', () => {
    const impossible = {
      ...normal,
      respiration: 0,
      spo2: 101,
      systolic: 400,
      pulse: 72.5,
      temperature: 98.6,
    };
    expect(news2Faults(impossible)).to.deep.equal([
      { parameter: 'respiration', fault: 'out-of-range' },
      { parameter: 'spo2', fault: 'out-of-range' },
      { parameter: 'systolic', fault: 'out-of-range' },
      { parameter: 'pulse', fault: 'not-whole' },
      { parameter: 'temperature', fault: 'out-of-range' },
    ]);
    expect(() => news2Of(impossible, 1)).to.throw(RangeError, 'respiration is out-of-range');
    expect(news2Faults({ ...normal, pulse: Number.NaN })).to.have.length(1);
    expect(news2Faults(normal)).to.deep.equal([]);
    expect(news2Faults(nothing)).to.deep.equal([]);
  });
});

const value = ({ from, to }: { from: number; to: number }) => fc.integer({ min: from, max: to });
const someObservations: fc.Arbitrary<News2Observations> = fc.record({
  respiration: fc.option(value(possibleValues.respiration)),
  spo2: fc.option(value(possibleValues.spo2)),
  oxygen: fc.option(fc.boolean()),
  systolic: fc.option(value(possibleValues.systolic)),
  pulse: fc.option(value(possibleValues.pulse)),
  consciousness: fc.option(fc.constantFrom('A', 'C', 'V', 'P', 'U')),
  temperature: fc.option(value({ from: 200, to: 450 }).map((tenths) => tenths / 10)),
});
const someScale = fc.constantFrom(1, 2);
const someAcuity = fc.constantFrom(...acuity.options);

describe('the acuity that NEWS2 asks for at least', () => {
  it('is by the thresholds of the chart', () => {
    const floorOf = (changed: Partial<News2Observations>) =>
      acuityFloor(news2Of({ ...normal, ...changed }, 1));
    expect(floorOf({})).to.equal('soon');
    expect(floorOf({ consciousness: 'C' })).to.equal('urgent');
    expect(floorOf({ respiration: 21, systolic: 100, pulse: 91 })).to.equal('urgent');
    expect(floorOf({ respiration: 24, spo2: 93, pulse: 130, temperature: 35.1 })).to.equal('immediate');
  });

  it('of several sets is down to the last complete one, and what it found counts until it is taken again', () => {
    const set = (changed: Partial<News2Observations>) => ({
      values: { ...normal, ...changed },
      scale: 1 as const,
    });
    const pulseAlone = set({
      respiration: null,
      spo2: null,
      oxygen: null,
      systolic: null,
      temperature: null,
    });
    const high = set({ respiration: 24, spo2: 93, pulse: 130, temperature: 35.1 });
    expect(floorOfSets([])).to.equal(undefined);
    expect(floorOfSets([pulseAlone, high])).to.equal('immediate');
    expect(floorOfSets([pulseAlone, set({}), high])).to.equal('soon');
    expect(floorOfSets([set({ consciousness: 'C', pulse: null }), set({})])).to.equal('urgent');
  });

  it('never falls when more becomes known', () => {
    fc.assert(
      fc.property(someObservations, someObservations, someScale, (first, more, scale) => {
        const filled = Object.fromEntries(
          Object.entries(first).map(([name, seen]) => [name, seen ?? more[name as News2Parameter]]),
        ) as News2Observations;
        const before = acuityRank[acuityFloor(news2Of(first, scale))];
        const after = acuityRank[acuityFloor(news2Of(filled, scale))];
        expect(after).to.be.at.most(before);
      }),
      { numRuns: 2000 },
    );
  });

  it('is never below the table, whatever a site has set and people have said', () => {
    const tables = fc.record({
      high: fc.constant('immediate' as const),
      medium: fc.constantFrom('immediate' as const, 'urgent' as const),
      'low-medium': fc.constantFrom('immediate' as const, 'urgent' as const),
      low: someAcuity,
    });
    fc.assert(
      fc.property(someObservations, someScale, tables, someAcuity, (observations, scale, floors, said) => {
        requireNoLowerFloors(floors);
        const news2 = news2Of(observations, scale);
        const raised = acuityRank[raisedTo(said, acuityFloor(news2, floors))];
        expect(raised).to.be.at.most(acuityRank[acuityFloor(news2, leastFloors)]);
        expect(raised).to.be.at.most(acuityRank[said]);
      }),
      { numRuns: 2000 },
    );
  });

  it('cannot be set lower than the thresholds, and says which', () => {
    expect(() => {
      requireNoLowerFloors({ ...leastFloors, medium: 'soon' });
    }).to.throw('"medium" must be at least as urgent as "urgent"');
    expect(() => {
      requireNoLowerFloors({ ...leastFloors, high: 'urgent' });
    }).to.throw('"high" must be at least as urgent as "immediate"');
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Graded, gradeOf } from '../../../domain/quality/grade.ts';
import type { SiteId, VisitId } from '../../../domain/ids.ts';
import type { SideFigures } from '../../../domain/quality/quality-port.ts';
import { byPath, bySite, rankVisits, troubledShare } from '../../../domain/quality/ranking.ts';

const now = new Date('2026-11-25T12:00:00Z');
const startedAt = new Date('2026-11-25T11:50:00Z');
const elms = randomUUID() as SiteId;

function side(change: Partial<SideFigures> = {}): SideFigures {
  return {
    visitId: randomUUID() as VisitId,
    siteId: elms,
    siteName: 'The Elms',
    startedAt,
    endedAt: new Date('2026-11-25T11:55:00Z'),
    role: 'station',
    measuredSeconds: 300,
    poorSeconds: 0,
    worstLossPercent: 0,
    roundTripP95Ms: 20,
    freezes: 0,
    frozenMs: 0,
    concealedPercent: 0,
    path: 'udp',
    ...change,
  };
}

describe('the grade of a report', () => {
  const fine: Graded = {
    seconds: 5,
    lossInPercent: 0,
    lossOutPercent: 0,
    roundTripMs: 20,
    concealedPercent: 0,
    frozenMs: 0,
  };
  const grades: [string, Partial<Graded>][] = [
    ['good', {}],
    ['good', { lossInPercent: 1.9, roundTripMs: 149, concealedPercent: 0.9, frozenMs: 249 }],
    ['good', { lossInPercent: null, lossOutPercent: null, roundTripMs: null, concealedPercent: null }],
    ['fair', { lossInPercent: 2 }],
    ['fair', { lossOutPercent: 4.9 }],
    ['fair', { roundTripMs: 150 }],
    ['fair', { concealedPercent: 1 }],
    ['fair', { frozenMs: 250 }],
    ['poor', { lossInPercent: 5 }],
    ['poor', { lossOutPercent: 5 }],
    ['poor', { roundTripMs: 400 }],
    ['poor', { concealedPercent: 5 }],
    ['poor', { frozenMs: 1000 }],
  ];
  for (const [grade, change] of grades) {
    it(`is ${grade} of ${JSON.stringify(change)}`, () => {
      expect(gradeOf({ ...fine, ...change })).to.equal(grade);
    });
  }

  it('takes freezing by how long was measured', () => {
    expect(gradeOf({ ...fine, seconds: 60, frozenMs: 1000 })).to.equal('good');
  });
});

describe('ranking the visits of a day', () => {
  it('measures by the share of the time that was poor', () => {
    expect(troubledShare(side({ poorSeconds: 75 }))).to.equal(0.25);
    expect(troubledShare(side({ measuredSeconds: 30, poorSeconds: 30 }))).to.equal(1);
  });

  it('takes a visit for half a minute long at least, so that one bad moment is not the worst of the day', () => {
    const moment = side({ measuredSeconds: 5, poorSeconds: 5 });
    const quarter = side({ poorSeconds: 75 });
    expect(troubledShare(moment)).to.equal(1 / 6);
    expect(rankVisits([moment, quarter], now).map(({ visitId }) => visitId)).to.deep.equal([
      quarter.visitId,
      moment.visitId,
    ]);
  });

  it('takes a visit by the connection that fared worst in it, once', () => {
    const visitId = randomUUID() as VisitId;
    const [ranked, ...more] = rankVisits(
      [
        side({ visitId, role: 'clinician', worstLossPercent: 90 }),
        side({ visitId, poorSeconds: 150, worstLossPercent: 12, path: 'tcp', freezes: 2, frozenMs: 1500 }),
        side({ visitId, role: 'interpreter', poorSeconds: 30 }),
      ],
      now,
    );
    expect(more).to.deep.equal([]);
    expect(ranked).to.deep.include({
      visitId,
      siteName: 'The Elms',
      worstRole: 'station',
      path: 'tcp',
      troubledShare: 0.5,
      worstLossPercent: 12,
      freezes: 2,
      frozenSeconds: 1.5,
      seconds: 300,
    });
  });

  it('puts equals in order of loss, then round trip, then freezing, and the same each time', () => {
    const [none, a, b, c] = [
      side({ worstLossPercent: null, roundTripP95Ms: null }),
      side({ worstLossPercent: 3 }),
      side({ worstLossPercent: 2, roundTripP95Ms: 90 }),
      side({ worstLossPercent: 2, roundTripP95Ms: 80, frozenMs: 500 }),
    ];
    const order = [a, b, c, none].map(({ visitId }) => visitId);
    const ids = (sides: SideFigures[]) => rankVisits(sides, now).map(({ visitId }) => visitId);
    expect(ids([none, c, b, a])).to.deep.equal(order);
    expect(ids([b, a, none, c])).to.deep.equal(order);
    const twins = [side(), side()];
    expect(ids(twins)).to.deep.equal(ids(twins.toReversed()));
  });

  it('counts a visit that runs until now', () => {
    expect(rankVisits([side({ endedAt: null })], now)[0]?.seconds).to.equal(600);
  });

  it('adds visits up by site, the worst site first', () => {
    const oaks = { siteId: randomUUID() as SiteId, siteName: 'The Oaks' };
    const visits = rankVisits(
      [
        side({ worstLossPercent: 9 }),
        side({ ...oaks, poorSeconds: 300, worstLossPercent: 4, roundTripP95Ms: 500 }),
        side({ ...oaks, roundTripP95Ms: null, worstLossPercent: null }),
      ],
      now,
    );
    expect(bySite(visits)).to.deep.equal([
      { ...oaks, count: 2, troubled: 1, troubledShare: 0.5, worstLossPercent: 4, roundTripP95Ms: 500 },
      {
        siteId: elms,
        siteName: 'The Elms',
        count: 1,
        troubled: 0,
        troubledShare: 0,
        worstLossPercent: 9,
        roundTripP95Ms: 20,
      },
    ]);
  });

  it('adds connections up by path, everybody’s, and those whose path nobody knows', () => {
    const visitId = randomUUID() as VisitId;
    const paths = byPath([
      side({ visitId, path: 'relay-tls', poorSeconds: 30 }),
      side({ visitId, role: 'clinician' }),
      side({ path: null, roundTripP95Ms: null }),
      side(),
    ]);
    expect(paths.map(({ path, count, troubled }) => ({ path, count, troubled }))).to.deep.equal([
      { path: 'relay-tls', count: 1, troubled: 1 },
      { path: 'udp', count: 2, troubled: 0 },
      { path: null, count: 1, troubled: 0 },
    ]);
  });

  it('of a day without measurements is empty', () => {
    expect([rankVisits([], now), bySite([]), byPath([])]).to.deep.equal([[], [], []]);
  });
});

import { expect } from 'chai';
import type { QualityReport } from '../../../domain/quality/wire.ts';
import type { GuestId, RoomId, StationId, VisitId } from '../../../domain/ids.ts';
import type { Joining } from '../../../domain/ports.ts';
import { forgetReports } from '../../../domain/quality/keep-reports.ts';
import { gradeOf } from '../../../domain/quality/grade.ts';
import type { KeptReport } from '../../../domain/quality/quality-port.ts';
import { aReport } from '../../support/a-report.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

describe('store: what browsers have measured', () => {
  let world: StoreWorld;
  beforeEach(async () => {
    world = await StoreWorld.create();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  async function begin() {
    const stationId = await world.addStation();
    const clinicianId = await world.addOnCall();
    const visited = await world.accept(await world.ring(await world.place(stationId), clinicianId));
    const keys = { station: `station:${stationId}`, clinician: `clinician:${clinicianId}` } as const;
    return { ...visited, ...keys, roomId: visited.call.roomId, visitId: visited.visit.id };
  }

  function reportOf(
    { roomId, key }: { roomId: RoomId; key: Joining['key'] },
    change: Partial<QualityReport> = {},
  ): KeptReport {
    const report = aReport(change);
    return { ...report, roomId, key, at: world.clock.now(), grade: gradeOf(report) };
  }

  const keep = (...reports: KeptReport[]) => world.store.reads.keepReports(reports);
  const rows = () => world.query('select visit_id, participant from visit_quality');
  const today = () => ({
    organisationId: world.organisationId,
    from: new Date(world.clock.now().getTime() - 3_600_000),
    until: new Date(world.clock.now().getTime() + 3_600_000),
  });

  it('comes back as it was reported, of everybody in the visit, the station first', async () => {
    const { roomId, visitId, station, clinician } = await begin();
    const own = aReport({ lossInPercent: 6.5, roundTripMs: null, path: 'relay-tls', videoHeight: null });
    await keep(reportOf({ roomId, key: clinician }, own), reportOf({ roomId, key: station }));
    world.clock.pass(5000);
    await keep(reportOf({ roomId, key: station }, { path: null }));
    const heard = await world.store.reads.listSamples(visitId, new Date(0));
    expect(heard.map(({ key, role, samples }) => [key, role, samples.length])).to.deep.equal([
      [station, 'station', 2],
      [clinician, 'clinician', 1],
    ]);
    const { at, grade, ...report } = heard[1]?.samples[0] ?? {};
    expect(report).to.deep.equal(own);
    expect([at, grade]).to.deep.equal(['2026-11-22T03:00:00.000Z', 'poor']);
    const since = await world.store.reads.listSamples(visitId, world.clock.now());
    expect(since.map(({ key, samples }) => [key, samples.length])).to.deep.equal([[station, 1]]);
  });

  it('is at most one of each participant in four seconds, on however many servers they report', async () => {
    const { roomId, station, clinician } = await begin();
    await keep(reportOf({ roomId, key: station }), reportOf({ roomId, key: station }));
    await keep(reportOf({ roomId, key: station }), reportOf({ roomId, key: clinician }));
    world.clock.pass(3999);
    await keep(reportOf({ roomId, key: station }));
    expect(await rows()).to.have.length(2);
    world.clock.pass(1);
    await keep(reportOf({ roomId, key: station }));
    expect(await rows()).to.have.length(3);
  });

  it('belongs to the visit that ran at its time: none before, none after, the next one’s to the next', async () => {
    const first = await begin();
    const { roomId, station } = first;
    const early = { ...reportOf({ roomId, key: station }), at: new Date(world.clock.now().getTime() - 5000) };
    await keep(early, reportOf({ roomId: newId<RoomId>(), key: station }));
    expect(await rows()).to.deep.equal([]);
    world.clock.pass(60_000);
    const last = reportOf({ roomId, key: station });
    await world.complete(first);
    world.clock.pass(5000);
    // Written after the end, measured before it.
    await keep(last, reportOf({ roomId, key: station }));
    expect(await rows()).to.deep.equal([{ visit_id: first.visitId, participant: station }]);
  });

  it('tells whose visit it is', async () => {
    const visited = await begin();
    const second = await world.addOnCall('Second');
    const asked = await world.addOnCall('Asked');
    await world.join(visited, second, 'consult');
    await world.invite(visited, asked, 'consult');
    const found = await world.store.reads.findMeasuredVisit(visited.visitId);
    expect(found).to.deep.equal({
      organisationId: world.organisationId,
      endedAt: null,
      clinicians: [visited.offer.clinicianId, second],
    });
    expect(await world.store.reads.findMeasuredVisit(newId<VisitId>())).to.equal(undefined);
  });

  it('adds a visit up for each connection in it', async () => {
    const { roomId, visitId, station } = await begin();
    const guest = `guest:${newId<GuestId>()}` as const;
    await world.query(
      `insert into guests (id, visit_id, role, channel, state, link_digest, code_digest, session_digest, name, here,
         invited_by, invited_at, expires_at, since)
       select $1, v.id, 'interpreter', 'shown', 'admitted', 'l', 'c', 's', 'Ana', true, v.clinician_id, now(), now(), now()
       from visits v where v.id = $2`,
      [guest.slice(6), visitId],
    );
    for (let n = 1; n <= 20; n += 1) {
      await keep(
        reportOf(
          { roomId, key: station },
          {
            roundTripMs: n * 10,
            lossOutPercent: n === 7 ? 30 : 0,
            freezes: n % 2,
            frozenMs: n === 9 ? 1500 : 0,
            concealedPercent: n <= 10 ? 2 : null,
            path: n <= 8 ? 'udp' : 'tcp',
          },
        ),
        ...(n === 1
          ? [reportOf({ roomId, key: guest }, { roundTripMs: null, concealedPercent: null, path: null })]
          : []),
      );
      world.clock.pass(5000);
    }
    const { visits, sides } = await world.store.reads.listSides(today());
    expect(visits).to.equal(1);
    const byRole = new Map(sides.map((side) => [side.role, side]));
    expect(byRole.get('station')).to.deep.include({
      visitId,
      siteName: 'Ash House',
      endedAt: null,
      measuredSeconds: 100,
      poorSeconds: 10,
      worstLossPercent: 30,
      freezes: 10,
      frozenMs: 1500,
      concealedPercent: 2,
      path: 'tcp',
    });
    expect(byRole.get('station')?.roundTripP95Ms).to.be.closeTo(190.5, 0.001);
    expect(byRole.get('interpreter')).to.deep.include({
      measuredSeconds: 5,
      poorSeconds: 0,
      worstLossPercent: 0,
      roundTripP95Ms: null,
      concealedPercent: null,
      path: null,
    });
    const yesterday = {
      ...today(),
      from: new Date(0),
      until: new Date(world.clock.now().getTime() - 3_600_000),
    };
    expect(await world.store.reads.listSides(yesterday)).to.deep.equal({ visits: 0, sides: [] });
  });

  it('is forgotten when it is old, however much there is, and nothing younger', async () => {
    const { roomId, station } = await begin();
    await keep(reportOf({ roomId, key: station }));
    // Two batches and a half, a day old; the clock stands at 03:00.
    await world.query(
      `insert into visit_quality (visit_id, participant, slot, at, grade, seconds, freezes, frozen_ms)
       select gen_random_uuid(), 'station', n, $1::timestamptz - interval '1 second', 'good', 5, 0, 0
       from generate_series(1, 12500) n`,
      ['2026-11-21T03:00:00Z'],
    );
    const deps = { store: world.store, clock: world.clock };
    expect(await forgetReports(deps, { keepDays: 2 })).to.equal(0);
    expect(await forgetReports(deps, { keepDays: 1 })).to.equal(12_500);
    expect(await rows()).to.have.length(1);
    expect(await forgetReports(deps, { keepDays: 1 })).to.equal(0);
    world.clock.pass(86_400_000);
    expect(await forgetReports(deps, { keepDays: 1 })).to.equal(0);
    world.clock.pass(1);
    expect(await forgetReports(deps, { keepDays: 1 })).to.equal(1);
  });

  it('is forgotten by several processes at once without one waiting for the other', async () => {
    await world.query(
      `insert into visit_quality (visit_id, participant, slot, at, grade, seconds, freezes, frozen_ms)
       select gen_random_uuid(), 'station', n, $1, 'good', 5, 0, 0 from generate_series(1, 12000) n`,
      ['2026-01-01T00:00:00Z'],
    );
    const deps = { store: world.store, clock: world.clock };
    const counts = await Promise.all([1, 2, 3].map(() => forgetReports(deps, { keepDays: 1 })));
    // Who finds everything taken leaves the rest to those who have taken it.
    counts.push(await forgetReports(deps, { keepDays: 1 }));
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(12_000);
    expect(await rows()).to.deep.equal([]);
  });

  it('of strangers to any call is nobody’s', async () => {
    await keep(reportOf({ roomId: newId<RoomId>(), key: `station:${newId<StationId>()}` }));
    await keep();
    expect(await rows()).to.deep.equal([]);
  });
});

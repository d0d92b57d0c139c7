import { expect } from 'chai';
import type { Acuity } from '../../../domain/calls/call.ts';
import type { History } from '../../../domain/oversight/wire.ts';
import { readCsv } from '../../support/read-csv.ts';
import { ask, askRefused, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';
import { Past } from '../../support/past.ts';

describe('history of calls, as figures and as a file', () => {
  let running: RunningServer;
  let past: Past;
  let organisationId: string;
  let token: string;

  before(async () => {
    running = await RunningServer.create();
    const place = await running.addOrganisation('Northdale');
    organisationId = place.organisationId;
    const { personId } = await running.addPerson(place.organisationId, ['clinician']);
    past = await Past.open(running.config.databaseUrl, { ...place, clinicianId: personId });
    ({ token } = await signInAs(running, await running.addPerson(place.organisationId, ['manager'])));
  });

  after(async () => {
    await past[Symbol.asyncDispose]();
    await running[Symbol.asyncDispose]();
  });

  const asking = (from: string, to: string) => ({ token, params: { organisationId }, query: { from, to } });
  const read = async (from: string, to = from): Promise<History> =>
    (await ask(running, 'readHistory', asking(from, to))).value;
  const rows = async (from: string, to = from) =>
    readCsv((await ask(running, 'exportHistory', asking(from, to))).value);

  it('counts both service levels: answered on the second of T is in time, abandoned on it is not late', async () => {
    const placedAt = '2026-06-01T10:00:00Z';
    await past.add({ placedAt, answeredAfter: 60, endedAfter: 300 });
    await past.add({ placedAt, answeredAfter: 60.001, endedAfter: 300 });
    await past.add({ placedAt, endedAfter: 60 });
    await past.add({ placedAt, endedAfter: 61, endReason: 'dropped' });
    await past.add({ placedAt, endedAfter: 500, endReason: 'station-revoked' });
    await past.add({ placedAt, acuity: 'immediate', answeredAfter: 21, endedAfter: 60 });
    const heard = await read('2026-06-01');
    expect(heard.levels).to.have.length(2);
    expect(heard.levels[0]).to.include({
      acuity: 'immediate',
      calls: 1,
      answerWithinSeconds: 20,
      serviceLevel: 0,
    });
    expect(heard.levels[1]).to.deep.include({
      calls: 5,
      answered: 2,
      answeredInTime: 1,
      abandoned: 2,
      abandonedLate: 1,
      serviceLevel: 1 / 2,
      serviceLevel2: 1 / 3,
    });
    expect(heard).to.include({ calls: 6, answered: 3, serviceLevel: 1 / 3, serviceLevel2: 1 / 4 });
  });

  it('gives percentiles of the wait for each day and acuity, days by the clock in London', async () => {
    for (const answeredAfter of [10, 20, 30, 40]) {
      await past.add({ placedAt: '2026-06-08T22:59:00Z', answeredAfter, endedAfter: 100 });
    }
    await past.add({ placedAt: '2026-06-08T23:00:00Z', answeredAfter: 5, endedAfter: 100 });
    const { waits } = await read('2026-06-08', '2026-06-09');
    expect(waits).to.deep.equal([
      { day: '2026-06-08', acuity: 'urgent', answered: 4, p50: 25, p90: 37, p99: 39.7 },
      { day: '2026-06-09', acuity: 'urgent', answered: 1, p50: 5, p90: 5, p99: 5 },
    ]);
    expect((await read('2026-06-08')).calls).to.equal(4);
  });

  it('takes an hour twice when the clocks go back and not at all when they go forward', async () => {
    for (const placedAt of ['2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z', '2025-10-26T02:30:00Z']) {
      await past.add({ placedAt, endedAfter: 1 });
    }
    const autumn = await read('2025-10-26');
    expect(autumn.arrivals.filter(({ hour }) => hour === 1 || hour === 2)).to.deep.equal([
      { weekday: 7, hour: 1, hours: 2, calls: 2 },
      { weekday: 7, hour: 2, hours: 1, calls: 1 },
    ]);
    expect(autumn.arrivals.reduce((sum, { hours }) => sum + hours, 0)).to.equal(25);
    await past.add({ placedAt: '2026-03-29T01:10:00Z', endedAfter: 1 });
    const spring = await read('2026-03-29');
    expect(spring.arrivals.map(({ hour }) => hour)).not.to.include(1);
    expect(spring.arrivals.find(({ calls }) => calls > 0)).to.include({ hour: 2, calls: 1 });
    expect(spring.arrivals.reduce((sum, { hours }) => sum + hours, 0)).to.equal(23);
  });

  it('counts outcomes by the last visit, rings missed, and how long a call keeps a clinician', async () => {
    const placedAt = '2026-07-01T12:00:00Z';
    const answered = { placedAt, answeredAfter: 0, endedAfter: 100 };
    await past.add({ ...answered, outcome: 'gp-today', writeUpSeconds: 20, missed: 2 });
    await past.add({ ...answered, outcome: 'gp-today', writeUpSeconds: 40 });
    await past.add(answered);
    const heard = await read('2026-07-01');
    expect(heard.outcomes).to.deep.equal([
      { disposition: 'gp-today', calls: 2 },
      { disposition: null, calls: 1 },
    ]);
    expect(heard).to.include({ offersMissed: 2, handleSeconds: 120 });
    expect(await read('2019-01-01')).to.deep.include({ calls: 0, levels: [], handleSeconds: null });
  });

  it('says the same in the file as in the figures, call by call and more than a page of them', async () => {
    const kinds: Acuity[] = ['immediate', 'urgent', 'soon'];
    for (let n = 0; n < 60; n += 1) {
      const answered = n % 3 !== 0;
      await past.add({
        placedAt: new Date(Date.parse('2026-08-01T00:00:00Z') + n * 3_333_333).toISOString(),
        acuity: kinds[n % 4 === 0 ? 0 : n % 2 === 0 ? 1 : 2] ?? 'urgent',
        endedAfter: 1000 + n,
        missed: n % 5 === 0 ? 1 : 0,
        ...(answered && { answeredAfter: n * 7.25, outcome: n % 2 === 0 ? 'gp-routine' : 'pharmacy' }),
      });
    }
    await past.addMany(2100, { placedAt: '2026-08-02T09:00:00Z', endedAfter: 4000 });
    const [heard, calls] = [await read('2026-08-01', '2026-08-04'), await rows('2026-08-01', '2026-08-04')];
    expect(new Set(calls.map(({ call_id }) => call_id)).size).to.equal(calls.length);
    expect(calls).to.have.length(2160);
    const count = (fits: (row: Record<string, string>) => boolean) => calls.filter(fits).length;
    const inTime = (row: Record<string, string>) =>
      Number(row['wait_seconds']) <= Number(row['answer_within_seconds']);
    const answered = count((row) => row['answered'] === 'yes');
    const answeredInTime = count((row) => row['answered'] === 'yes' && inTime(row));
    const late = count((row) => row['abandoned'] === 'yes' && !inTime(row));
    expect(heard).to.include({
      calls: calls.length,
      answered,
      answeredInTime,
      abandoned: count((row) => row['abandoned'] === 'yes'),
      abandonedLate: late,
      serviceLevel: answeredInTime / answered,
      serviceLevel2: answeredInTime / (answered + late),
      offersMissed: calls.reduce((sum, row) => sum + Number(row['offers_missed']), 0),
    });
    for (const { disposition, calls: counted } of heard.outcomes) {
      expect(count((row) => row['outcome'] === disposition)).to.equal(counted);
    }
    for (const { weekday, hour, calls: counted } of heard.arrivals) {
      const here = count(({ placed_at_london: wall = '' }) => {
        const day = new Date(`${wall}Z`);
        return (day.getUTCDay() || 7) === weekday && day.getUTCHours() === hour;
      });
      expect(here, `${String(weekday)} ${String(hour)}`).to.equal(counted);
    }
  });

  it('takes nothing of a patient out, disarms names that a spreadsheet would run, and is audited', async () => {
    await past.query('update sites set name = $1', ['=cmd|"/c calc"!A1']);
    await past.add({
      placedAt: '2026-09-01T09:00:00Z',
      answeredAfter: 1,
      endedAfter: 2,
      outcome: 'gp-today',
    });
    const { value } = await ask(running, 'exportHistory', asking('2026-09-01', '2026-09-01'));
    expect(value).not.to.match(/Lovelace|Chest|9434765919|Secret|Synthetic/);
    expect(readCsv(value)[0]?.['site']).to.equal(`'=cmd|"/c calc"!A1`);
    const figures = JSON.stringify(await read('2026-09-01'));
    expect(figures).not.to.match(/Lovelace|Chest|9434765919|Secret/);
    const { events } = await running.server.deps.store.reads.listAudit(organisationId as never, null);
    const exported = events.find(({ action }) => action === 'history.exported');
    expect(exported?.detail).to.deep.equal({ from: '2026-09-01', to: '2026-09-01', queueId: null });
  });

  it('can be asked of one queue', async () => {
    const other = await past.query<{ id: string }>(
      `insert into queues (id, organisation_id, name, settings, created_at)
       select gen_random_uuid(), organisation_id, 'Prisons', settings, now() from queues where id = $1 returning id`,
      [past.queueId],
    );
    const queue = other[0]?.id ?? '';
    await past.add({ placedAt: '2026-09-08T09:00:00Z', endedAfter: 2 });
    await past.add({ placedAt: '2026-09-08T09:00:00Z', endedAfter: 2, queueId: queue });
    const { token: t, params, query } = asking('2026-09-08', '2026-09-08');
    const { value } = await ask(running, 'readHistory', { token: t, params, query: { ...query, queue } });
    expect(value.levels.map(({ queueName, calls }) => [queueName, calls])).to.deep.equal([['Prisons', 1]]);
  });

  it('is for managers and administrators of the organisation, and for at most 366 days', async () => {
    const clinician = await running.addPerson(organisationId as never, ['clinician']);
    const { token: clinicians } = await signInAs(running, clinician);
    const asked = asking('2026-09-01', '2026-09-02');
    for (const name of ['readHistory', 'exportHistory'] as const) {
      await askRefused(running, name, { ...asked, token: clinicians, code: 'forbidden' });
      const elsewhere = await running.addOrganisation('Elsewhere');
      const stranger = await running.addPerson(elsewhere.organisationId, ['manager', 'administrator']);
      const { token: strangers } = await signInAs(running, stranger);
      await askRefused(running, name, { ...asked, token: strangers, code: 'not-found' });
      await askRefused(running, name, { ...asking('2025-01-01', '2026-01-02'), code: 'invalid' });
      await askRefused(running, name, { ...asking('2026-01-02', '2026-01-01'), code: 'invalid' });
      await ask(running, name, asking('2025-01-01', '2026-01-01'));
    }
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { RoomId, StationId } from '../../../domain/ids.ts';
import type { KeptReport } from '../../../domain/quality/quality-port.ts';
import { QualityReports } from '../../../signalling/rooms/quality-reports.ts';
import { aReport } from '../../support/a-report.ts';
import { collectingLog } from '../../support/collecting-log.ts';

const roomId = randomUUID() as RoomId;
const atSlot = (slot: number, ms = 0) => new Date(slot * 4000 + ms);

function report(change: Partial<KeptReport> = {}): KeptReport {
  return {
    roomId,
    key: `station:${randomUUID() as StationId}`,
    at: atSlot(10),
    grade: 'good',
    ...aReport(),
    ...change,
  };
}

/** A store that keeps what it is given as soon as it is let. */
class Sink {
  readonly statements: number[] = [];
  readonly kept: KeptReport[] = [];
  most = 0;
  #running = 0;
  keep: () => Promise<void> = () => Promise.resolve();

  async keepReports(reports: readonly KeptReport[]): Promise<void> {
    this.statements.push(reports.length);
    this.#running += 1;
    this.most = Math.max(this.most, this.#running);
    try {
      await this.keep();
      this.kept.push(...reports);
    } finally {
      this.#running -= 1;
    }
  }
}

describe('reports that wait to be written', () => {
  const open = (sink: Sink, { log } = collectingLog()) => new QualityReports({ reads: sink, log });

  it('go in few statements, one at a time: they hold one connection however many come', async () => {
    const sink = new Sink();
    const reports = open(sink);
    const gate = Promise.withResolvers<undefined>();
    sink.keep = () => gate.promise;
    for (let n = 0; n < 1200; n += 1) reports.take(report());
    const writing = [reports.write(), reports.write(), reports.write()];
    gate.resolve(undefined);
    await Promise.all(writing);
    expect(sink.statements).to.deep.equal([500, 500, 200]);
    expect(sink.most).to.equal(1);
  });

  it('are one for each participant in four seconds', async () => {
    const sink = new Sink();
    const reports = open(sink);
    const one = report();
    expect(reports.take(one)).to.equal(true);
    expect(reports.take({ ...one, at: atSlot(10, 3999) })).to.equal(false);
    expect(reports.take({ ...report(), at: atSlot(10, 3999) })).to.equal(true);
    await reports.write();
    expect(reports.take({ ...one, at: atSlot(10, 3999) })).to.equal(false);
    expect(reports.take({ ...one, at: atSlot(11) })).to.equal(true);
    await reports.write();
    expect(sink.kept.map(({ at }) => at)).to.deep.equal([atSlot(10), atSlot(10, 3999), atSlot(11)]);
  });

  it('are let go and counted when there are too many, the oldest first', async () => {
    const [sink, logged] = [new Sink(), collectingLog()];
    const reports = open(sink, logged);
    for (let n = 0; n < 3002; n += 1) reports.take(report({ roundTripMs: n }));
    await reports.write();
    expect(sink.kept).to.have.length(3000);
    expect(sink.kept[0]?.roundTripMs).to.equal(2);
    expect(logged.lines.map(({ level, fields }) => [level, fields])).to.deep.equal([['warn', { count: 2 }]]);
  });

  it('that Postgres does not take are counted, and those after them are written', async () => {
    const [sink, logged] = [new Sink(), collectingLog()];
    const reports = open(sink, logged);
    sink.keep = () => Promise.reject(new Error('away'));
    reports.take(report());
    await reports.write();
    sink.keep = () => Promise.resolve();
    reports.take(report());
    await reports.write();
    expect(sink.kept).to.have.length(1);
    expect(logged.lines.map(({ level, fields }) => [level, fields])).to.deep.equal([['error', { count: 1 }]]);
  });
});

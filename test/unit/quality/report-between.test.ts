import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { array, assert, constant, float, integer, oneof, property, record } from 'fast-check';
import { qualityReport } from '../../../domain/quality/wire.ts';
import { reportBetween } from '../../../web/src/room/quality/report-between.ts';
import { snapshotOf } from '../../../web/src/room/quality/stats-snapshot.ts';
import type { StatsEntry } from '../../../web/src/service/transport-stats.ts';

type Transports = StatsEntry[][];

/** The send and the receive transport of a station in a visit, as Chromium told of them, 10.7 s apart. */
async function recorded(): Promise<{ before: Transports; after: Transports }> {
  const text = await readFile(new URL('recorded-stats.json', import.meta.url), 'utf8');
  return JSON.parse(text) as { before: Transports; after: Transports };
}

/** The same entries with some fields changed in those that fit. */
function changed(
  transports: Transports,
  type: string,
  change: (entry: StatsEntry) => StatsEntry,
): Transports {
  return transports.map((entries) =>
    entries.map((entry) => (entry['type'] === type ? { ...entry, ...change(entry) } : entry)),
  );
}

function between(before: Transports, after: Transports, ms = 5000) {
  return reportBetween(snapshotOf(before, 1000), snapshotOf(after, 1000 + ms));
}

describe('a report between two snapshots of statistics', () => {
  let before: Transports;
  let after: Transports;
  beforeEach(async () => {
    ({ before, after } = await recorded());
  });

  it('says what Chromium has counted', () => {
    const report = between(before, after, 10_730);
    expect(report).to.deep.equal({
      seconds: 10.7,
      lossInPercent: 0,
      lossOutPercent: 0,
      roundTripMs: 2,
      jitterMs: 53,
      audioInKbps: 25,
      audioOutKbps: 25,
      videoInKbps: 661,
      videoOutKbps: 668,
      videoHeight: 720,
      freezes: 1,
      frozenMs: 289,
      concealedPercent: 0.5,
      path: 'udp',
    });
    expect(qualityReport.parse(report)).to.deep.equal(report);
  });

  it('counts loss in both directions, of what should have arrived', () => {
    // 536 packets of sound and 841 of picture came; 100 and 23 did not.
    const lossy = changed(after, 'inbound-rtp', ({ kind }) => ({ packetsLost: kind === 'audio' ? 100 : 23 }));
    // 536 and 869 were sent.
    const both = changed(lossy, 'remote-inbound-rtp', () => ({ packetsLost: 70 }));
    expect(between(before, both)).to.include({
      lossInPercent: Math.round((123 / (1377 + 123)) * 1000) / 10,
      lossOutPercent: Math.round((140 / (536 + 869)) * 1000) / 10,
    });
  });

  it('takes no loss from packets that came late after all', () => {
    const lossy = changed(before, 'inbound-rtp', () => ({ packetsLost: 12 }));
    const later = changed(after, 'inbound-rtp', () => ({ packetsLost: -3 }));
    expect(between(lossy, later)?.lossInPercent).to.equal(0);
  });

  it('counts from nothing where a stream has begun anew, under its own id or another', () => {
    const reset = changed(after, 'inbound-rtp', () => ({
      packetsReceived: 50,
      packetsLost: 50,
      bytesReceived: 5000,
      totalSamplesReceived: 48_000,
      concealedSamples: 4800,
      freezeCount: 0,
      totalFreezesDuration: 0,
    }));
    const report = between(before, reset);
    expect(report).to.include({ lossInPercent: 50, audioInKbps: 8, freezes: 0, frozenMs: 0 });
    expect(report?.concealedPercent).to.equal(10);
    const renamed = changed(reset, 'inbound-rtp', ({ ssrc }) => ({ ssrc: Number(ssrc) + 1 }));
    expect(between(before, renamed)).to.deep.equal(report);
  });

  it('is measured anew after ICE was restarted: another pair, another path', () => {
    const moved = after.map((entries) => [
      ...changed([entries], 'transport', () => ({ selectedCandidatePairId: 'CPnew' })).flat(),
      { id: 'CPnew', type: 'candidate-pair', localCandidateId: 'Inew', currentRoundTripTime: 0.0874 },
      { id: 'Inew', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' },
    ]);
    expect(between(before, moved)).to.include({ path: 'relay-tls', roundTripMs: 87, lossInPercent: 0 });
  });

  it('tells the worse path of two transports', () => {
    const [send = [], receive = []] = after;
    const by = (candidate: StatsEntry) => [send, ...changed([receive], 'local-candidate', () => candidate)];
    expect(between(before, by({ protocol: 'tcp' }))?.path).to.equal('tcp');
    const relay = { candidateType: 'relay', protocol: 'udp' };
    expect(between(before, by({ ...relay, relayProtocol: 'udp' }))?.path).to.equal('relay-udp');
    expect(between(before, by({ ...relay, relayProtocol: 'tcp' }))?.path).to.equal('relay-tcp');
  });

  it('finds the pair in use where no transport names it, as in Firefox', () => {
    const firefox = changed(
      after.map((entries) => entries.filter(({ type }) => type !== 'transport')),
      'candidate-pair',
      () => ({ selected: true }),
    );
    expect(between(before, firefox)).to.include({ path: 'udp', roundTripMs: 2 });
  });

  it('says nothing of a stream that does not flow: a muted one plays made-up silence', () => {
    const muted = changed(before, 'inbound-rtp', (entry) => ({
      totalSamplesReceived: Number(entry['totalSamplesReceived'] ?? 0) + 240_000,
      concealedSamples: Number(entry['concealedSamples'] ?? 0) + 240_000,
    }));
    expect(between(before, muted)).to.include({
      concealedPercent: null,
      jitterMs: null,
      videoHeight: null,
      lossInPercent: null,
      audioInKbps: 0,
    });
  });

  it('takes made-up silence for no fault, where somebody muted themselves meanwhile', () => {
    const muting = changed(after, 'inbound-rtp', () => ({
      concealedSamples: 200_000,
      silentConcealedSamples: 199_000,
    }));
    expect(between(before, muting)?.concealedPercent).to.equal(0.2);
  });

  it('counts no freeze as longer than it was measured for', () => {
    const frozen = changed(after, 'inbound-rtp', () => ({ freezeCount: 1, totalFreezesDuration: 240 }));
    expect(between(before, frozen)?.frozenMs).to.equal(5000);
  });

  it('is not made of too little or too much time, nor of a clock that went backwards', () => {
    for (const ms of [-5000, 0, 100, 600_000, NaN])
      expect(between(before, after, ms), String(ms)).to.equal(undefined);
  });

  it('of nothing at all is a report of nothing', () => {
    expect(between([], [])).to.deep.equal({
      seconds: 5,
      lossInPercent: null,
      lossOutPercent: null,
      roundTripMs: null,
      jitterMs: null,
      audioInKbps: null,
      audioOutKbps: null,
      videoInKbps: null,
      videoOutKbps: null,
      videoHeight: null,
      freezes: 0,
      frozenMs: 0,
      concealedPercent: null,
      path: null,
    });
  });

  it('is one that the service takes, whatever a browser counts: never negative, never not a number', () => {
    const odd = oneof(
      integer({ min: -1000, max: 1_000_000 }),
      float(),
      constant(undefined),
      constant(NaN),
      constant('12'),
      constant(null),
    );
    const counters = [
      ...['packetsReceived', 'packetsLost', 'bytesReceived', 'jitter', 'framesDecoded', 'frameHeight'],
      ...['freezeCount', 'totalFreezesDuration', 'totalSamplesReceived', 'concealedSamples'],
      ...[
        'silentConcealedSamples',
        'packetsSent',
        'retransmittedPacketsSent',
        'bytesSent',
        'currentRoundTripTime',
      ],
    ];
    const counts = record(Object.fromEntries(counters.map((name) => [name, odd])));
    const entry = counts.chain((values) =>
      record({
        id: constant('x'),
        ssrc: integer({ min: 1, max: 2 }),
        kind: oneof(constant('audio'), constant('video'), constant(undefined)),
        type: oneof(
          ...['inbound-rtp', 'outbound-rtp', 'candidate-pair', 'remote-inbound-rtp'].map((type) =>
            constant(type),
          ),
        ),
        remoteId: constant('x'),
        selected: constant(true),
      }).map((kind) => ({ ...values, ...kind })),
    );
    const transports = array(array(entry, { maxLength: 4 }), { maxLength: 2 });
    assert(
      property(transports, transports, integer({ min: 500, max: 120_000 }), (one, other, ms) => {
        const report = between(one, other, ms);
        expect(qualityReport.safeParse(report).success, JSON.stringify(report)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });
});

import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { QualityReport } from '../../../domain/quality/wire.ts';
import { QualitySampler } from '../../../web/src/room/quality/quality-sampler.ts';
import type { StatsTransport } from '../../../web/src/service/transport-stats.ts';

/** A transport that has received so many packets of sound. */
class Transport implements StatsTransport {
  closed = false;
  readonly observer = new EventEmitter();
  packets = 0;

  getStats() {
    if (this.closed) return Promise.reject(new Error('closed'));
    const { packets } = this;
    const stats = {
      id: 'in',
      type: 'inbound-rtp',
      kind: 'audio',
      ssrc: 1,
      packetsReceived: packets,
      packetsLost: 0,
      bytesReceived: packets * 100,
    };
    return Promise.resolve(new Map([['in', stats]]));
  }
}

describe('sampling a visit', () => {
  let now: number;
  let transports: readonly Transport[] | null;
  let heard: QualityReport[];
  let tell: () => Promise<unknown>;
  let sampler: QualitySampler;

  beforeEach(() => {
    now = 0;
    transports = null;
    heard = [];
    tell = () => Promise.resolve();
    sampler = new QualitySampler({
      transports: () => transports,
      tell: (report) => {
        heard.push(report);
        return tell();
      },
      nowMs: () => now,
    });
  });

  /** Five seconds on, with so many packets more. */
  async function next(packets = 0): Promise<void> {
    now += 5000;
    for (const transport of transports ?? []) transport.packets += packets;
    await sampler.sample();
  }

  it('tells nothing outside a visit, and in one from the second sample on', async () => {
    await next();
    transports = [new Transport()];
    await next(10);
    expect(heard).to.deep.equal([]);
    await next(250);
    expect(heard.map(({ seconds, audioInKbps }) => ({ seconds, audioInKbps }))).to.deep.equal([
      { seconds: 5, audioInKbps: 40 },
    ]);
  });

  it('measures each stay against its own beginning', async () => {
    transports = [new Transport()];
    await next(1000);
    await next(250);
    transports = [new Transport()];
    await next(250);
    expect(heard).to.have.length(1);
    await next(125);
    expect(heard.at(-1)?.audioInKbps).to.equal(20);
    // Out of the visit and back in the same stay: what was between is nobody's.
    const same = transports;
    transports = null;
    await next();
    transports = same;
    await next(9000);
    expect(heard).to.have.length(2);
  });

  it('measures no longer a stay that has ended meanwhile, and is told of anything else that fails', async () => {
    const transport = new Transport();
    transports = [transport];
    await next();
    transport.closed = true;
    await next();
    expect(heard).to.deep.equal([]);
    transport.getStats = () => Promise.reject(new Error('broken'));
    transport.closed = false;
    let message = '';
    await sampler.sample().catch((error: unknown) => {
      message = String(error);
    });
    expect(message).to.contain('broken');
  });

  it('does not pile up while the service is slow to answer', async () => {
    transports = [new Transport()];
    await next();
    const answered = Promise.withResolvers<undefined>();
    tell = () => answered.promise;
    const slow = next(1);
    await next(1);
    await next(1);
    answered.resolve(undefined);
    await slow;
    expect(heard).to.have.length(1);
    await next(1);
    expect(heard.map(({ seconds }) => seconds)).to.deep.equal([5, 15]);
  });
});

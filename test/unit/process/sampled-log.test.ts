import { expect } from 'chai';
import { SampledLog } from '../../../process/sampled-log.ts';
import { collectingLog } from '../../support/collecting-log.ts';

describe('a sampled log', () => {
  it('writes one line of each kind a minute, with how often it has come since', () => {
    let now = 0;
    const { log, lines } = collectingLog();
    const sampled = new SampledLog(log, { now: () => now });
    const refuse = (outcome: string, socketId: string) => {
      sampled.info('connection refused', { outcome }, { socketId });
    };
    for (let n = 0; n < 1000; n += 1) refuse('unauthenticated', `s${String(n)}`);
    refuse('forbidden', 'other');
    now = 60_000;
    refuse('unauthenticated', 'last');
    expect(lines.map(({ fields }) => [fields['outcome'], fields['socketId'], fields['times']])).to.deep.equal(
      [
        ['unauthenticated', 's0', 1],
        ['forbidden', 'other', 1],
        ['unauthenticated', 'last', 1000],
      ],
    );
  });

  it('keeps to so many kinds: what comes beyond them shares one sample', () => {
    const { log, lines } = collectingLog();
    const sampled = new SampledLog(log, { now: () => 0 });
    for (let n = 0; n < 5000; n += 1) sampled.info('request', { route: `/${String(n)}` });
    expect(lines).to.have.length(1001);
  });
});

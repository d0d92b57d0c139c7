import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { UplinkWatch } from '../../../web/src/room/quality/uplink-watch.ts';

/** A browser's send transport, of which the test says what it estimates and what of the sound was asked for again. */
function watched({ estimates = true, picture = true } = {}) {
  const sound = { type: 'outbound-rtp', kind: 'audio', packetsSent: 0, nackCount: 0 };
  const pair = { type: 'candidate-pair', nominated: true, availableOutgoingBitrate: 1_000_000 };
  const other = { type: 'candidate-pair', nominated: false, availableOutgoingBitrate: 5 };
  const transport = {
    closed: false,
    observer: new EventEmitter(),
    getStats: () =>
      transport.closed
        ? Promise.reject(new Error('closed'))
        : Promise.resolve(
            Object.entries({
              sound,
              other,
              pair: estimates ? pair : { ...pair, availableOutgoingBitrate: undefined },
            }),
          ),
  };
  const heard: string[] = [];
  const watch = new UplinkWatch(transport, {
    sendsPicture: () => picture,
    changed: (level) => heard.push(level),
  });
  /** So many samples, with so much estimated and so many packets of 25 asked for again in each. */
  const pass = async (samples: number, line: { bps: number; askedFor: number }) => {
    pair.availableOutgoingBitrate = line.bps;
    for (let sample = 0; sample < samples; sample += 1) {
      sound.packetsSent += 25;
      sound.nackCount += line.askedFor;
      await watch.sample();
    }
    return heard.splice(0);
  };
  return { pass, transport };
}

const wide = { bps: 1_000_000, askedFor: 0 };
const narrow = { bps: 40_000, askedFor: 5 };

describe('the watch on the uplink', () => {
  it('tells when the picture is held back, tried and sent again, once each', async () => {
    const { pass } = watched();
    expect(await pass(20, wide)).to.deep.equal([]);
    expect(await pass(5, narrow)).to.deep.equal(['held']);
    expect(await pass(12, { ...narrow, askedFor: 0 })).to.deep.equal(['trial']);
    expect(await pass(20, wide)).to.deep.equal(['full']);
  });

  it('says nothing where no picture is sent, or the browser makes no estimate known', async () => {
    for (const blind of [watched({ picture: false }), watched({ estimates: false })]) {
      await blind.pass(20, wide);
      expect(await blind.pass(20, narrow)).to.deep.equal([]);
    }
  });

  it('is at rest once the transport is closed', async () => {
    const { pass, transport } = watched();
    await pass(20, wide);
    transport.closed = true;
    expect(await pass(20, narrow)).to.deep.equal([]);
  });
});

import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { types } from 'mediasoup';
import type { RtpParameters, Source } from '../../../domain/rooms/wire.ts';
import { Sending } from '../../../sfu/rooms/sending.ts';
import { eventually } from '../../support/eventually.ts';
import { quietLog } from '../../support/media-client.ts';

/** A transport that writes down what the worker is asked for. */
class Asked extends EventEmitter {
  readonly closed = false;
  readonly dtlsState = 'connected';
  readonly asked: string[] = [];

  produce({ kind }: types.ProducerOptions): Promise<types.Producer> {
    const ask = (what: string) => () => {
      this.asked.push(`${kind} ${what}`);
      return Promise.resolve();
    };
    const close = () => undefined;
    const producer = { id: kind, closed: false, close, pause: ask('pause'), resume: ask('resume') };
    return Promise.resolve(producer as Partial<types.Producer> as types.Producer);
  }
}

function parameters(mimeType: string, encodings: RtpParameters['encodings']): RtpParameters {
  const codecs = [{ mimeType, payloadType: 96, clockRate: 90_000 }];
  return { codecs, encodings } as Partial<RtpParameters> as RtpParameters;
}

const twoSizes = parameters('video/VP8', [{ rid: 'r0' }, { rid: 'r1' }]);
const voice = parameters('audio/opus', [{ ssrc: 1 }]);

async function sending({ on }: { on: readonly Source[] }) {
  const transport = new Asked();
  const torn: Source[] = [];
  const sends = new Sending({
    transport: transport as unknown as types.WebRtcTransport,
    mayFlow: (source) => on.includes(source),
    onReplaced: () => undefined,
    onTorn: ({ source }) => torn.push(source),
    log: quietLog,
  });
  await sends.produce({ source: 'microphone', rtpParameters: voice });
  sends.take(await sends.produce({ source: 'camera', rtpParameters: twoSizes }));
  const asked = () => transport.asked.splice(0);
  asked();
  const findPath = () => transport.emit('iceselectedtuplechange', {});
  return { transport, sends, torn, asked, findPath };
}

describe('what somebody sends, when its packets find another way', () => {
  it('begins afresh when the way is lost, and the picture once more on the other one', async () => {
    const { sends, transport, torn, asked, findPath } = await sending({ on: ['camera', 'microphone'] });
    sends.losePath();
    expect(asked()).to.deep.equal(['audio pause', 'audio resume', 'video pause', 'video resume']);
    findPath();
    expect(torn).to.deep.equal(['camera']);
    await eventually(() => (transport.asked.length < 2 ? 'the picture was not asked for again' : undefined));
    expect(asked()).to.deep.equal(['video pause', 'video resume']);
  });

  it('stays off where it is off', async () => {
    const { sends, asked } = await sending({ on: ['camera'] });
    sends.losePath();
    expect(asked()).to.deep.equal(['video pause', 'video resume']);
  });

  it('goes on where it has only moved to a better one', async () => {
    const { torn, asked, findPath } = await sending({ on: ['camera', 'microphone'] });
    findPath();
    expect(torn).to.deep.equal(['camera']);
    expect(asked()).to.deep.equal([]);
  });
});

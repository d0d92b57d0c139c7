import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import { createWorker, type types } from 'mediasoup';
import { eventually } from '../../support/eventually.ts';
import { workerBin } from '../../support/media-client.ts';

/** The stream of packets that mediasoup's worker probes a line with. */
const probesSsrc = 1234;
/** The worker probes a new line twice, with eight packets at least. */
const leastProbes = 16;

const rtcpFeedback = [{ type: 'transport-cc' }];
const vp8 = { mimeType: 'video/VP8', clockRate: 90_000, rtcpFeedback } as const;

/** A picture that never comes: it is enough for a line to be probed. */
function producePicture(transport: types.DirectTransport): Promise<types.Producer> {
  return transport.produce({
    kind: 'video',
    rtpParameters: { mid: '0', codecs: [{ ...vp8, payloadType: 101 }], encodings: [{ ssrc: 1111 }] },
  });
}

/** A transport that sends to a socket, and the sequence numbers of the probes that arrive there. */
async function openLine(router: types.Router, producerId: string) {
  await using opening = new AsyncDisposableStack();
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  opening.defer(() => {
    socket.close();
  });
  const probes: number[] = [];
  socket.on('message', (packet) => {
    if (packet.readUInt32BE(8) === probesSsrc) probes.push(packet.readUInt16BE(2));
  });
  const transport = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip: '127.0.0.1' } });
  await transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
  const start = () => transport.connect({ ip: '127.0.0.1', port: socket.address().port });
  const owned = opening.move();
  return { start, probes, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function countUp(numbers: readonly number[]): boolean {
  return numbers.every((number, n) => n === 0 || number === ((numbers[n - 1] ?? 0) + 1) % 65_536);
}

describe('the probes of two lines on one worker', () => {
  it('are counted apart: a number that was sent already, SRTP would refuse for as long as the visit lasts', async () => {
    await using closing = new AsyncDisposableStack();
    const worker = await createWorker({ workerBin: workerBin(), logLevel: 'error' });
    closing.defer(() => {
      worker.close();
    });
    const router = await worker.createRouter({ mediaCodecs: [{ kind: 'video', ...vp8 }] });
    const { id } = await producePicture(await router.createDirectTransport());
    const one = closing.use(await openLine(router, id));
    const other = closing.use(await openLine(router, id));
    await Promise.all([one.start(), other.start()]);
    await eventually(() => {
      const least = Math.min(one.probes.length, other.probes.length);
      return Promise.resolve(least >= leastProbes ? undefined : `${least} probes have arrived`);
    }, 5_000);
    expect([one, other].map(({ probes }) => countUp(probes))).to.deep.equal([true, true]);
  });
});

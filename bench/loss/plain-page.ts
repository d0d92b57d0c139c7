import { Device, type types } from 'mediasoup-client';

export type PlainDirection = 'send' | 'receive';

/** What a plain page asks of its room; the room's side is put into the page by its driver. */
export type PlainAsk = {
  (what: 'connect', direction: PlainDirection, dtlsParameters: types.DtlsParameters): Promise<null>;
  (what: 'produce', kind: types.MediaKind, rtpParameters: types.RtpParameters): Promise<{ id: string }>;
  (what: 'resume', consumerId: string): Promise<null>;
};

export type PlainCapabilities = types.RtpCapabilities;
export type PlainStream = types.ConsumerOptions;

export type PlainEntry = {
  routerRtpCapabilities: types.RtpCapabilities;
  send: types.TransportOptions;
  receive: types.TransportOptions;
};

const ask: PlainAsk = (globalThis as unknown as { askRoom: PlainAsk }).askRoom;

/** A call as mediasoup-client makes it when nobody asks for anything: what the product is compared with. */
class PlainPage {
  readonly #device = new Device();
  #receive: types.Transport | undefined;

  /** Sends camera and microphone, and answers with what can be received. */
  async enter(entry: PlainEntry): Promise<PlainCapabilities> {
    await this.#device.load({ routerRtpCapabilities: entry.routerRtpCapabilities });
    const send = connecting('send', this.#device.createSendTransport(entry.send));
    this.#receive = connecting('receive', this.#device.createRecvTransport(entry.receive));
    send.on('produce', ({ kind, rtpParameters }, made, failed) => {
      ask('produce', kind, rtpParameters).then(made, failed);
    });
    const wanted = { audio: true, video: { width: 1280, height: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    for (const track of stream.getTracks()) await send.produce({ track });
    return this.#device.recvRtpCapabilities;
  }

  async take(streams: readonly PlainStream[]): Promise<void> {
    if (this.#receive === undefined) throw new Error('The page has not entered.');
    const tracks = [];
    for (const stream of streams) tracks.push((await this.#receive.consume({ ...stream })).track);
    // In one stream, so that they are played in step.
    const element = document.createElement('video');
    element.autoplay = true;
    element.srcObject = new MediaStream(tracks);
    document.body.append(element);
    for (const { id = '' } of streams) await ask('resume', id);
  }
}

function connecting(direction: PlainDirection, transport: types.Transport): types.Transport {
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    ask('connect', direction, dtlsParameters).then(done, failed);
  });
  return transport;
}

const page = new PlainPage();

/** What the driver calls. */
export type Plain = Pick<PlainPage, 'enter' | 'take'>;

Object.assign(globalThis, { plain: page satisfies Plain });

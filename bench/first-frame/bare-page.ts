import { Device, type types } from 'mediasoup-client';
import { io } from 'socket.io-client';
import type { ConsumerOffer, Direction, JoinedRoom, RoomFact, Source } from '../../domain/rooms/wire.ts';

/** When something happened, in milliseconds on the clock that all pages of this machine share. */
type Moment = number;

/** One step after the other, as the manual has them, or at once whatever does not wait for something. */
export type BareOrder = 'one-by-one' | 'side-by-side';

export type BareStart = {
  roomId: string;
  stationId: string;
  /** Whether media flows at once. */
  admitted: boolean;
  /** Whether it takes streams too, or only sends. */
  receives: boolean;
  order: BareOrder;
};

type Ask = (name: string, ...parts: unknown[]) => Promise<unknown>;

/**
 * As little as a page can do to send and receive through the SFU: the floor that the web app is measured against.
 * Everything begins with `start`; only the socket is open before it.
 */
class BarePage {
  readonly #ask: Ask;
  readonly #onFact: (listener: (fact: RoomFact) => void) => void;
  readonly #frame = Promise.withResolvers<Moment>();
  readonly #transports: types.Transport[] = [];

  constructor(ask: Ask, onFact: (listener: (fact: RoomFact) => void) => void) {
    this.#ask = ask;
    this.#onFact = onFact;
  }

  /** Joins cold; answers when everything is on its way, with the moment of the start. */
  async start({ order, receives, ...entry }: BareStart): Promise<Moment> {
    const startedAt = now();
    const offers: ConsumerOffer[] = [];
    let take = (offer: ConsumerOffer): void => void offers.push(offer);
    this.#onFact((fact) => {
      if (fact.name === 'room:consumer') take(fact.payload);
    });
    const joined = (await this.#ask('join', entry)) as JoinedRoom;
    const device = new Device();
    const stream = await this.#capture(
      () => device.load({ routerRtpCapabilities: joined.routerRtpCapabilities }),
      order,
    );
    const send = this.#open('send', device.createSendTransport(options(joined.send)));
    const receive = this.#open('receive', device.createRecvTransport(options(joined.receive)));
    take = (offer) => {
      this.#take(receive, offer).catch(fail);
    };
    offers.forEach(take);
    const sending = this.#send(send, stream);
    if (order === 'one-by-one') await sending;
    await Promise.all([sending, receives && this.#ask('receive', device.recvRtpCapabilities)]);
    return startedAt;
  }

  /** The moment of the first remote frame that was decoded and shown. */
  firstFrame(): Promise<Moment> {
    return this.#frame.promise;
  }

  ask(name: string, ...parts: unknown[]): Promise<unknown> {
    return this.#ask(name, ...parts);
  }

  /** WebRTC statistics of both directions, of the given types. */
  async stats(...kinds: string[]): Promise<Record<string, unknown>[]> {
    const reports = await Promise.all(this.#transports.map((transport) => transport.getStats()));
    const all = reports.flatMap((report) => [...report.values()] as Record<string, unknown>[]);
    return all.filter((entry) => kinds.includes(String(entry['type'])));
  }

  async #capture(load: () => Promise<void>, order: BareOrder): Promise<MediaStream> {
    const loading = load();
    if (order === 'one-by-one') await loading;
    const wanted = { audio: true, video: { width: 1280, height: 720 } };
    const [stream] = await Promise.all([navigator.mediaDevices.getUserMedia(wanted), loading]);
    return stream;
  }

  async #send(transport: types.Transport, stream: MediaStream): Promise<void> {
    const [camera] = stream.getVideoTracks();
    const [microphone] = stream.getAudioTracks();
    await Promise.all([
      transport.produce({ ...(camera && { track: camera }), appData: { source: 'camera' } }),
      transport.produce({
        ...(microphone && { track: microphone }),
        codecOptions: { opusFec: true, opusNack: true, opusDtx: false },
        appData: { source: 'microphone' },
      }),
    ]);
  }

  async #take(transport: types.Transport, offer: ConsumerOffer): Promise<void> {
    const { consumerId, producerId, kind, source, warmUp } = offer;
    const rtpParameters = offer.rtpParameters as unknown as types.RtpParameters;
    const { track } = await transport.consume({ id: consumerId, producerId, kind, rtpParameters });
    if (warmUp) return;
    show(source, track, this.#frame.resolve);
    await this.#ask('resume', consumerId);
  }

  #open(direction: Direction, transport: types.Transport): types.Transport {
    this.#transports.push(transport);
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      this.#ask('secure', direction, dtlsParameters).then(() => {
        done();
      }, failed);
    });
    transport.on('produce', ({ rtpParameters, appData }, done, failed) => {
      const source = appData['source'] as Source;
      this.#ask('produce', { source, rtpParameters }).then((made) => {
        done(made as { id: string });
      }, failed);
    });
    return transport;
  }
}

function show(source: Source, track: MediaStreamTrack, onFrame: (at: Moment) => void): void {
  const element = document.createElement(source === 'camera' ? 'video' : 'audio');
  if (element instanceof HTMLVideoElement) {
    element.muted = true;
    element.requestVideoFrameCallback(() => {
      onFrame(now());
    });
  }
  element.autoplay = true;
  element.srcObject = new MediaStream([track]);
  document.body.append(element);
}

function now(): Moment {
  return performance.timeOrigin + performance.now();
}

function options(made: { id: string }): types.TransportOptions {
  return made as unknown as types.TransportOptions;
}

function fail(error: unknown): void {
  console.error(error);
}

const socket = io({ transports: ['websocket'] });

async function ask(name: string, ...parts: unknown[]): Promise<unknown> {
  const answer = (await socket.emitWithAck(name, ...parts)) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
  return answer.value;
}

const page = new BarePage(ask, (listener) => socket.on('fact', listener));

/** What the driver calls; there when the socket is open. */
export type Bare = Pick<BarePage, 'start' | 'firstFrame' | 'ask' | 'stats'>;

socket.once('connect', () => {
  Object.assign(globalThis, { bare: page satisfies Bare });
});

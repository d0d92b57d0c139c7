import { createWorker, type types } from 'mediasoup';
import type { RtpParameters, TransportOptions } from '../../domain/rooms/wire.ts';
import { Participant } from './participant.ts';
import { processorTime } from './processor-time.ts';
import type { OfferedStream, Place } from './place.ts';
import type { Call, Side } from './side.ts';
import type { Tally } from './tally.ts';

/** As large as the service has them: with the default, what is measured is how long the worker waited for its core. */
const bufferBytes = 2 * 1024 * 1024;

/** A bare mediasoup worker with mediasoup's defaults otherwise, a router for each call, and no signalling at all. */
export class BareSide implements Side {
  readonly name = 'bare';
  readonly #worker: types.Worker;
  readonly #server: types.WebRtcServer;
  readonly #address: string;

  private constructor(worker: types.Worker, server: types.WebRtcServer, address: string) {
    this.#worker = worker;
    this.#server = server;
    this.#address = address;
  }

  static async create({ address, workerBin }: { address: string; workerBin: string }): Promise<BareSide> {
    const worker = await createWorker({ workerBin, logLevel: 'error' });
    const server = await worker.createWebRtcServer({
      listenInfos: [
        { protocol: 'udp', ip: address, recvBufferSize: bufferBytes, sendBufferSize: bufferBytes },
      ],
    });
    return new BareSide(worker, server, address);
  }

  mediaTime(): Promise<number> {
    return processorTime([this.#worker.pid]);
  }

  /** What controls the worker is the bench itself, and has nothing to do once calls run. */
  controlTime(): Promise<number> {
    return Promise.resolve(0);
  }

  async addCall(tally: Tally): Promise<Call> {
    const router = await this.#worker.createRouter({
      mediaCodecs: [
        { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
        { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
      ],
    });
    const room = [await this.#place(router), await this.#place(router)] as const;
    room[0].other = room[1];
    room[1].other = room[0];
    const participants = await Promise.all(
      room.map((place) => Participant.enter(place, { address: this.#address, tally })),
    );
    const drop = (): void => {
      for (const participant of participants) participant.close();
    };
    return {
      outgoing: participants.flatMap(({ outgoing }) => outgoing),
      hangUp: () => {
        drop();
        router.close();
        return Promise.resolve();
      },
      drop,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#worker.close();
    return Promise.resolve();
  }

  async #place(router: types.Router): Promise<BarePlace> {
    const options = { webRtcServer: this.#server, initialAvailableOutgoingBitrate: 1_000_000 };
    return new BarePlace(
      await router.createWebRtcTransport(options),
      await router.createWebRtcTransport(options),
    );
  }
}

const everyKind = 2;

class BarePlace implements Place {
  readonly send: TransportOptions;
  readonly receive: TransportOptions;
  other: BarePlace | undefined;
  readonly #transports: { send: types.WebRtcTransport; receive: types.WebRtcTransport };
  readonly producers: types.Producer[] = [];
  readonly #complete = Promise.withResolvers<undefined>();
  readonly #consumers = new Map<string, types.Consumer>();

  constructor(send: types.WebRtcTransport, receive: types.WebRtcTransport) {
    this.send = optionsOf(send);
    this.receive = optionsOf(receive);
    this.#transports = { send, receive };
  }

  async connect(direction: 'send' | 'receive', dtlsParameters: unknown): Promise<void> {
    await this.#transports[direction].connect({ dtlsParameters: dtlsParameters as types.DtlsParameters });
  }

  async produce(source: 'microphone' | 'camera', rtpParameters: RtpParameters): Promise<void> {
    const kind = source === 'camera' ? 'video' : 'audio';
    const given = { kind, rtpParameters: rtpParameters as types.RtpParameters } as const;
    this.producers.push(await this.#transports.send.produce(given));
    if (this.producers.length === everyKind) this.#complete.resolve(undefined);
  }

  get complete(): Promise<undefined> {
    return this.#complete.promise;
  }

  async take(rtpCapabilities: unknown): Promise<OfferedStream[]> {
    await this.other?.complete;
    const streams = [];
    for (const { id: producerId } of this.other?.producers ?? []) {
      const consumer = await this.#transports.receive.consume({
        producerId,
        rtpCapabilities: rtpCapabilities as types.RtpCapabilities,
        paused: true,
      });
      this.#consumers.set(consumer.id, consumer);
      const { id: consumerId, kind, rtpParameters } = consumer;
      streams.push({ consumerId, kind, rtpParameters });
    }
    return streams;
  }

  async resume(consumerId: string): Promise<void> {
    await this.#consumers.get(consumerId)?.resume();
  }
}

function optionsOf(transport: types.WebRtcTransport): TransportOptions {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return { id, iceParameters, iceCandidates, dtlsParameters };
}

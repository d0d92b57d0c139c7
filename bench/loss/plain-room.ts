import { createWorker, type types } from 'mediasoup';
import type { PlainCapabilities, PlainDirection, PlainEntry, PlainStream } from './plain-page.ts';

/** A room on a worker of its own with mediasoup's defaults: sound is not sent again, and codecs have no parameters. */
export class PlainRoom implements Disposable {
  readonly #worker: types.Worker;
  readonly #server: types.WebRtcServer;
  readonly #router: types.Router;

  private constructor(parts: { worker: types.Worker; server: types.WebRtcServer; router: types.Router }) {
    this.#worker = parts.worker;
    this.#server = parts.server;
    this.#router = parts.router;
  }

  static async create(at: {
    workerBin: string;
    address: string;
    announced: string;
    port: number;
  }): Promise<PlainRoom> {
    const worker = await createWorker({ workerBin: at.workerBin, logLevel: 'error' });
    try {
      const server = await worker.createWebRtcServer({
        listenInfos: [{ protocol: 'udp', ip: at.address, announcedAddress: at.announced, port: at.port }],
      });
      const router = await worker.createRouter({
        mediaCodecs: [
          { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
          { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
        ],
      });
      return new PlainRoom({ worker, server, router });
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  async participant(): Promise<PlainParticipant> {
    const options = { webRtcServer: this.#server };
    return new PlainParticipant(this.#router, {
      send: await this.#router.createWebRtcTransport(options),
      receive: await this.#router.createWebRtcTransport(options),
    });
  }

  [Symbol.dispose](): void {
    this.#worker.close();
  }
}

export class PlainParticipant {
  readonly #router: types.Router;
  readonly #transports: Readonly<Record<PlainDirection, types.WebRtcTransport>>;
  readonly #producers: types.Producer[] = [];
  readonly #consumers = new Map<string, types.Consumer>();

  constructor(router: types.Router, transports: Readonly<Record<PlainDirection, types.WebRtcTransport>>) {
    this.#router = router;
    this.#transports = transports;
  }

  get entry(): PlainEntry {
    const { rtpCapabilities: routerRtpCapabilities } = this.#router;
    const { send, receive } = this.#transports;
    // mediasoup's two halves describe the same things in types that differ a little.
    const entry = { routerRtpCapabilities, send: optionsOf(send), receive: optionsOf(receive) };
    return entry as unknown as PlainEntry;
  }

  /** What the page asks. */
  async answer(what: string, ...parts: unknown[]): Promise<{ id: string } | null> {
    const [first, second] = parts;
    switch (what) {
      case 'connect': {
        const dtlsParameters = second as types.DtlsParameters;
        await this.#transports[first as PlainDirection].connect({ dtlsParameters });
        return null;
      }
      case 'produce': {
        const given = { kind: first as types.MediaKind, rtpParameters: second as types.RtpParameters };
        const producer = await this.#transports.send.produce(given);
        this.#producers.push(producer);
        return { id: producer.id };
      }
      case 'resume':
        await this.#consumers.get(String(first))?.resume();
        return null;
      default:
        throw new Error(`A plain page does not ask for ${what}.`);
    }
  }

  /** Everything that the other sends, for a page that can receive so much. */
  async offer(from: PlainParticipant, pageCapabilities: PlainCapabilities): Promise<PlainStream[]> {
    const rtpCapabilities = pageCapabilities as types.RtpCapabilities;
    const streams: PlainStream[] = [];
    for (const { id: producerId } of from.#producers) {
      const consumer = await this.#transports.receive.consume({ producerId, rtpCapabilities, paused: true });
      this.#consumers.set(consumer.id, consumer);
      const { id, kind, rtpParameters } = consumer;
      const known = rtpParameters as unknown as PlainStream['rtpParameters'];
      streams.push({ id, producerId, kind, rtpParameters: known });
    }
    return streams;
  }
}

function optionsOf({ id, iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport) {
  return { id, iceParameters, iceCandidates, dtlsParameters };
}

import type {
  ConsumerOffer,
  Direction,
  DtlsParameters,
  EnteredRoom,
  RtpCapabilities,
  RtpParameters,
  Source,
  TransportOptions,
} from '../../domain/rooms/wire.ts';
import type { RoomId } from '../../domain/ids.ts';
import type { Browser } from './browser.ts';
import type { Place } from './place.ts';

const reportEveryMs = 5_000;
const offeredWithinMs = 15_000;
/** A camera and a microphone. */
const streamsEach = 2;

/** What a browser in a good visit measures: the service keeps it, and so it is part of what a call costs. */
const report = {
  seconds: 5,
  lossInPercent: 0,
  lossOutPercent: 0,
  roundTripMs: 5,
  jitterMs: 1,
  audioInKbps: 40,
  audioOutKbps: 40,
  videoInKbps: 500,
  videoOutKbps: 500,
  videoHeight: 360,
  freezes: 0,
  frozenMs: 0,
  concealedPercent: 0,
  path: 'udp',
} as const;

/** A place in a room of the running service, by its own signalling. */
export class ServicePlace implements Place {
  readonly send: TransportOptions;
  readonly receive: TransportOptions;
  readonly #browser: Browser;
  readonly #reports: NodeJS.Timeout;

  private constructor(browser: Browser, entered: EnteredRoom) {
    this.send = entered.send;
    this.receive = entered.receive;
    this.#browser = browser;
    this.#reports = setInterval(() => {
      // The visit may just have ended.
      browser.say('room:report-quality', report).catch(() => undefined);
    }, reportEveryMs).unref();
  }

  static async enter(browser: Browser, roomId: RoomId): Promise<ServicePlace> {
    const sources = { microphone: 'on', camera: 'on' } as const;
    return new ServicePlace(browser, await browser.say('room:join', { roomId, sources }));
  }

  async connect(direction: Direction, dtlsParameters: DtlsParameters): Promise<void> {
    await this.#browser.say('room:connect', { direction, dtlsParameters });
  }

  async produce(source: Source, rtpParameters: RtpParameters): Promise<void> {
    await this.#browser.say('room:produce', { source, rtpParameters });
  }

  async take(rtpCapabilities: RtpCapabilities): Promise<readonly ConsumerOffer[]> {
    const offered: ConsumerOffer[] = [];
    const complete = Promise.withResolvers<undefined>();
    const stop = this.#browser.onOffered((offer) => {
      if (offer.warmUp) return;
      offered.push(offer);
      if (offered.length === streamsEach) complete.resolve(undefined);
    });
    const late = setTimeout(() => {
      complete.reject(new Error(`Only ${offered.length} streams were offered.`));
    }, offeredWithinMs);
    try {
      await this.#browser.say('room:receive', { rtpCapabilities });
      await complete.promise;
      return offered;
    } finally {
      clearTimeout(late);
      stop();
    }
  }

  async resume(consumerId: string): Promise<void> {
    await this.#browser.say('room:resume', { consumerId });
  }

  close(): void {
    clearInterval(this.#reports);
  }
}
